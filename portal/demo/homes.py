"""A made-up home in the database: account, meter, two years of readings and of use."""

from __future__ import annotations

import hashlib
import uuid
from datetime import date, datetime, timedelta
from itertools import pairwise

from portal.clock import kyiv_date
from portal.crypto import Vault, random_ref
from portal.demo import pasts, replaced
from portal.demo.people import Home
from portal.domain.accounts import names
from portal.domain.readings import meters
from portal.models import (
    Account,
    Consumption,
    Event,
    Meter,
    Reading,
    Register,
    Rem,
    Settlement,
    Submission,
    User,
)
from portal.models.meter import FROM_GRID, INTO_GRID

INSTALLED = date(2019, 6, 12)
NAMES = uuid.UUID("8a6d2f3e-3f5b-4d0c-9a55-2f2f0a6f7c11")


def add_home(home: Home, vault: Vault) -> None:
    account = Account.create(
        ref=random_ref(),
        digits=home.digits_of_number,
        number_shown=home.number_shown,
        contract_number=home.contract_number,
        eic=home.eic,
        holder_name=home.holder,
        holder_folded=names.fold(home.holder),
        holder_tax_number=vault.encrypt(home.tax_number),
        holder_tax_hash=vault.keyed_hash(home.tax_number),
        settlement=Settlement.get(Settlement.katottg == home.settlement),
        street=home.street,
        house=home.house,
        flat=home.flat,
        rem=Rem.get(Rem.name == home.rem),
        operator=home.operator,
        supplier=home.supplier,
        power_w=home.power_w,
        subqueue=home.subqueue,
    )
    meter = Meter.create(account=account, number=home.meter, installed_on=INSTALLED)
    for direction in (FROM_GRID, INTO_GRID) if home.generation else (FROM_GRID,):
        zones = home.zones if direction == FROM_GRID else len(home.newest) - home.zones
        for zone in range(1, zones + 1):
            Register.create(meter=meter, direction=direction, zone=zone, zones=zones, digits=home.digits)


def account_of(home: Home) -> Account:
    account: Account = Account.get(Account.digits == home.digits_of_number)
    return account


def add_past(
    home: Home, sender: User | None, operator: User | None, now: datetime, *, newest_waits: bool = False
) -> None:
    """Accepted readings for 25 months of use; with ``newest_waits`` one more that waits for the operator."""
    account = account_of(home)
    meter = meters.meter_in_use(account)
    if meter is None:
        raise LookupError(home.meter)
    points = pasts.points(home, kyiv_date(now), pasts.MONTHS + 1 + newest_waits)
    there = replaced.add_earlier(home, account, meter, points[0].reading_date)
    for point in reversed(points):
        read, values = there.at(point)
        waits = newest_waits and point is points[0]
        submission = Submission.create(
            uuid=uuid.uuid5(NAMES, f"{home.number_shown} {point.reading_date}"),
            content_hash=hashlib.sha256(f"{home.number_shown} {point}".encode()).hexdigest(),
            account=account,
            meter=read,
            user=sender,
            taken_at=point.taken_at,
            received_at=point.taken_at,
            reading_date=point.reading_date,
            status="new" if waits else "accepted",
            in_window=True,
            way="web" if sender else "import",
            rem=account.rem_id,
        )
        for register, value in zip(read.in_order, values, strict=True):
            Reading.create(submission=submission, register=register, value=value)
        if sender:
            _add_events(submission, read, values, sender, None if waits else operator)
    _add_use(account, there, points[1:] if newest_waits else points)


def _add_events(
    submission: Submission, meter: Meter, read: tuple[int, ...], sender: User, operator: User | None
) -> None:
    """What the journal would hold if these readings had come in by themselves."""
    taken_at = submission.taken_at
    values = dict(zip((register.key for register in meter.in_order), read, strict=True))
    happened = [("reading_sent", sender, taken_at, {"values": values})]
    if operator:
        happened.append(("reading_accepted", operator, taken_at + timedelta(days=1, hours=3), {}))
    for name, actor, at, details in happened:
        Event.create(
            subject_kind="submission", subject_id=submission.id, name=name, actor=actor, at=at, details=details
        )


def _add_use(account: Account, there: replaced.Meters, points: list[pasts.Point]) -> None:
    """Use in whole Wh, which is what lies between two accepted readings."""
    rows = []
    for later, earlier in pairwise(points):
        for meter, register, kwh in there.use(earlier, later):
            rows.append(
                {
                    "account": account,
                    "meter_number": meter.number,
                    "direction": register.direction,
                    "zone": register.zone,
                    "period": earlier.reading_date,
                    "wh": kwh * 1000,
                }
            )
    Consumption.insert_many(rows).execute()
