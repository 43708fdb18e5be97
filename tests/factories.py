"""Rows for tests, each with all that it needs and nothing that the test would have to know."""

from __future__ import annotations

import itertools
import uuid
from datetime import date, datetime, timedelta
from typing import Any

from portal.crypto import random_ref
from portal.domain.accounts import names, numbers
from portal.domain.readings import meters
from portal.models import (
    Account,
    AccountLink,
    Consumption,
    Meter,
    Place,
    Reading,
    Register,
    Rem,
    Settlement,
    SourceCity,
    SourceStreet,
    Submission,
    User,
)
from tests.conftest import NOW

_serial = itertools.count(1)


def make_rem(name: str = "Житомирський РЕМ", source_id: int = 7) -> Rem:
    rem, _made = Rem.get_or_create(source_id=source_id, defaults={"name": name})
    return rem


def make_settlement(name: str = "Житомир", category: str = "M") -> Settlement:
    settlement, _made = Settlement.get_or_create(
        name=name,
        defaults={"katottg": f"UA18{next(_serial):015}", "category": category, "community": "Житомирська"},
    )
    return settlement


def make_user(email: str | None = None, **columns: Any) -> User:
    """A confirmed consumer without a password."""
    defaults = {
        "surname": "Українець",
        "given_name": "Іван",
        "patronymic": "Іванович",
        "confirmed_at": NOW,
        "created_at": NOW,
    }
    return User.create(email=email or f"person{next(_serial)}@example.com", **{**defaults, **columns})


def make_account(number: str | None = None, holder: str = "Українець Іван Іванович", **columns: Any) -> Account:
    """An account without a meter."""
    shown = number or f"07-{next(_serial):06}"
    defaults = {
        "ref": random_ref(),
        "digits": numbers.account_digits(shown),
        "number_shown": shown,
        "contract_number": numbers.account_digits(shown),
        "holder_name": holder,
        "holder_folded": names.fold(holder),
        "street": "вул. Житомирська",
        "house": "5",
        "power_w": 5000,
        "supplier": "ТОВ «ЖОЕК»",
    }
    if "settlement" not in columns:
        columns["settlement"] = make_settlement()
    if "rem" not in columns:
        columns["rem"] = make_rem()
    return Account.create(**{**defaults, **columns})


def make_meter(
    account: Account, zones: int = 1, *, generation: bool = False, digits: int = 5, number: str | None = None
) -> Meter:
    """A meter in use since 2020 with its registers."""
    meter = Meter.create(account=account, number=number or f"{next(_serial):07}", installed_on=date(2020, 1, 1))
    for direction in ("A+", "A-") if generation else ("A+",):
        for zone in range(1, zones + 1):
            Register.create(meter=meter, direction=direction, zone=zone, zones=zones, digits=digits)
    return meter


def link(user: User, account: Account) -> Account:
    """Put the account into the person's cabinet."""
    AccountLink.create(user=user, account=account, proof="surname", linked_at=NOW)
    return account


def make_home(user: User | None = None, **meter: Any) -> tuple[User, Account, Meter]:
    """A person with one account and its meter."""
    user = user or make_user()
    account = link(user, make_account())
    return user, account, make_meter(account, **meter)


def make_submission(
    meter: Meter, day: date, *values: int, status: str = "accepted", taken_at: datetime | None = None
) -> Submission:
    """Readings of all registers for a date, in the registers' order."""
    moment = taken_at or min(NOW - timedelta(days=(NOW.date() - day).days), NOW - timedelta(hours=1))
    submission = Submission.create(
        uuid=uuid.uuid4(),
        content_hash="0" * 64,
        account=meter.account_id,
        meter=meter,
        taken_at=moment,
        received_at=moment,
        reading_date=day,
        status=status,
        in_window=True,
        rem=meter.account.rem_id,
    )
    registers = sorted(
        Register.select().where(Register.meter == meter), key=lambda one: meters.place(one.direction, one.zone)
    )
    for register, value in zip(registers, values, strict=True):
        Reading.create(submission=submission, register=register, value=value)
    return submission


def make_use(meter: Meter, months: int, wh_a_month: int, before: date = date(2026, 11, 1)) -> None:
    """The same use in each of so many months up to ``before``, in all zones from the grid."""
    month = before
    for _ in range(months):
        for register in Register.select().where(Register.meter == meter, Register.direction == "A+"):
            Consumption.create(
                account=meter.account_id,
                meter_number=meter.number,
                direction="A+",
                zone=register.zone,
                period=month,
                wh=wh_a_month,
            )
        month = (month - timedelta(days=1)).replace(day=1)


def make_place(subqueue: str | None) -> Place:
    """Houses of a street of its own, in one subqueue or in none."""
    number = SourceStreet.select().count() + 1
    rem = make_rem()
    city, _made = SourceCity.get_or_create(
        rem=rem, source_id="15647", defaults={"name": "місто Житомир", "folded": "житомир"}
    )
    street = SourceStreet.create(
        city=city, source_id=str(number), name=f"вул. Садова {number}-а", folded=f"{number} садова"
    )
    return Place.create(
        ref=f"place{number}", street=street, houses="14, 15", houses_key=str(number), subqueue=subqueue
    )
