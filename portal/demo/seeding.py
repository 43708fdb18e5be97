"""The demo's data: the named people with their homes, their readings and two years of use; a queue at the desk."""

from __future__ import annotations

from datetime import datetime, timedelta

from portal.clock import kyiv_date
from portal.crypto import Vault
from portal.database import db
from portal.demo import desk, homes, inspections, orders, pasts
from portal.demo.people import (
    CITY_FLAT,
    FREE_HOMES,
    HOMES,
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
from portal.domain.accounts import cabinet, linking
from portal.domain.identity import passwords
from portal.models import Rem, User
from portal.storage import Storage


class NotEmpty(RuntimeError):
    """There are people in this database already, and not those of the demo."""


def is_done() -> bool:
    """Whether the demo's data are there; they come in one transaction, so the first person stands for all."""
    return User.select().where(User.email == IVAN.email).exists()


def seed(now: datetime, vault: Vault, storage: Storage | None = None) -> bool:
    """Add the demo's data to an empty database; returns False when they are there already.

    Photos of meters are kept in ``storage``; without one there are none.

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
            decides = OPERATOR if home.rem == OPERATOR.rem else SUPERVISOR
            homes.add_home(home, vault)
            _link(home, ivan, now)
            homes.add_past(home, ivan, people[decides.email], now, newest_waits=home is CITY_FLAT)
        cabinet.choose(homes.account_of(CITY_FLAT), actor=ivan)
        orders.add(
            ivan,
            homes.account_of(CITY_FLAT),
            people[OPERATOR.email],
            vault=vault,
            storage=storage,
            now=now,
        )
        for home in FREE_HOMES:
            homes.add_home(home, vault)
            homes.add_past(home, None, None, now)
        for home in HOMES:
            inspections.add(home, now)
        desk.fill(now, vault, storage)
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


def _link(home: Home, user: User, now: datetime) -> None:
    oldest = pasts.points(home, kyiv_date(now), pasts.MONTHS + 2)[-1]
    linking.link(home.number_shown, home.surname, actor=user, now=oldest.taken_at - timedelta(days=10))
