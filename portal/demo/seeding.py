"""The demo's data: the named people with their homes, their readings and two years of use."""

from __future__ import annotations

import hashlib
import uuid
from datetime import date, datetime, timedelta
from itertools import pairwise

from portal.clock import kyiv_date
from portal.crypto import Vault, random_ref
from portal.database import db
from portal.demo import pasts
from portal.demo.people import (
    CITY_FLAT,
    FREE_HOMES,
    IVAN,
    IVANS_HOMES,
    OPERATOR,
    PASSWORD,
    PEOPLE,
    SUPERVISOR,
    Home,
    Person,
)
from portal.domain import territory
from portal.domain.accounts import cabinet, linking, names
from portal.domain.identity import passwords
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
_NAMES = uuid.UUID("8a6d2f3e-3f5b-4d0c-9a55-2f2f0a6f7c11")


class NotEmpty(RuntimeError):
    """There are people in this database already, and not those of the demo."""


def is_done() -> bool:
    """Whether the demo's data are there; they come in one transaction, so the first person stands for all."""
    return User.select().where(User.email == IVAN.email).exists()


def seed(now: datetime, vault: Vault) -> bool:
    """Add the demo's data to an empty database; returns False when they are there already.

    Raises:
        NotEmpty: somebody else lives in this database. Passwords that everyone knows have no place there.
    """
    if is_done():
        return False
    if User.select().exists():
        raise NotEmpty("this database has people in it already: the demo's data are for an empty one")
    with db.atomic():
        territory.load()
        people = {person.email: _add_person(person, vault, now) for person in PEOPLE}
        ivan = people[IVAN.email]
        for home in IVANS_HOMES:
            desk = OPERATOR if home.rem == OPERATOR.rem else SUPERVISOR
            _add_home(home, vault)
            _link(home, ivan, now)
            _add_past(home, ivan, people[desk.email], now, newest_waits=home is CITY_FLAT)
        cabinet.choose(_account(CITY_FLAT), actor=ivan)
        for home in FREE_HOMES:
            _add_home(home, vault)
            _add_past(home, None, None, now)
    return True


def _add_person(person: Person, vault: Vault, now: datetime) -> User:
    return User.create(
        email=person.email,
        password_hash=passwords.hash_password(PASSWORD),
        surname=person.surname,
        given_name=person.given_name,
        patronymic=person.patronymic,
        phone=person.phone,
        role=person.role,
        rem=Rem.get(Rem.name == person.rem) if person.rem else None,
        totp_secret=vault.encrypt(person.totp_secret) if person.totp_secret else None,
        confirmed_at=now,
        created_at=now,
    )


def _add_home(home: Home, vault: Vault) -> None:
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


def _account(home: Home) -> Account:
    account: Account = Account.get(Account.digits == home.digits_of_number)
    return account


def _link(home: Home, user: User, now: datetime) -> None:
    oldest = pasts.points(home, kyiv_date(now), pasts.MONTHS + 2)[-1]
    linking.link(home.number_shown, home.surname, actor=user, now=oldest.taken_at - timedelta(days=10))


def _add_past(
    home: Home, sender: User | None, operator: User | None, now: datetime, *, newest_waits: bool = False
) -> None:
    """Accepted readings for 25 months of use; with ``newest_waits`` one more that waits for the operator."""
    account = _account(home)
    meter = meters.meter_in_use(account)
    if meter is None:
        raise LookupError(home.meter)
    points = pasts.points(home, kyiv_date(now), pasts.MONTHS + 1 + newest_waits)
    for point in reversed(points):
        waits = newest_waits and point is points[0]
        submission = Submission.create(
            uuid=uuid.uuid5(_NAMES, f"{home.number_shown} {point.reading_date}"),
            content_hash=hashlib.sha256(f"{home.number_shown} {point}".encode()).hexdigest(),
            account=account,
            meter=meter,
            user=sender,
            taken_at=point.taken_at,
            received_at=point.taken_at,
            reading_date=point.reading_date,
            status="new" if waits else "accepted",
            in_window=True,
            way="web" if sender else "import",
        )
        for register, value in zip(meter.in_order, point.values, strict=True):
            Reading.create(submission=submission, register=register, value=value)
        if sender:
            _add_events(submission, meter, point, sender, None if waits else operator)
    _add_use(account, meter, points[1:] if newest_waits else points)


def _add_events(
    submission: Submission, meter: Meter, point: pasts.Point, sender: User, operator: User | None
) -> None:
    """What the journal would hold if these readings had come in by themselves."""
    values = dict(zip((register.key for register in meter.in_order), point.values, strict=True))
    happened = [("reading_sent", sender, point.taken_at, {"values": values})]
    if operator:
        happened.append(("reading_accepted", operator, point.taken_at + timedelta(days=1, hours=3), {}))
    for name, actor, at, details in happened:
        Event.create(
            subject_kind="submission", subject_id=submission.id, name=name, actor=actor, at=at, details=details
        )


def _add_use(account: Account, meter: Meter, points: list[pasts.Point]) -> None:
    """Use in whole Wh, which is what lies between two accepted readings."""
    rows = []
    for later, earlier in pairwise(points):
        for register, value, before in zip(meter.in_order, later.values, earlier.values, strict=True):
            rows.append(
                {
                    "account": account,
                    "meter_number": meter.number,
                    "direction": register.direction,
                    "zone": register.zone,
                    "period": earlier.reading_date,
                    "wh": (value - before) * 1000,
                }
            )
    Consumption.insert_many(rows).execute()
