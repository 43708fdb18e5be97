"""Signed-in people with homes, as the servers find them in the database and the client in its cookies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

from flask import Flask, session
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import generate_csrf
from peewee import chunked, fn

from portal import clock, create_app, database, migrating
from portal.database import db
from portal.demo import bulk
from portal.domain import territory
from portal.domain.identity import sessions
from portal.models import Account, AccountLink, Meter, Reading, Register, User
from tests.benchmarks import requests, serving

# So little that no check asks about it, whatever day of the month it is.
USED_SINCE = 12
CHUNK = 500


@dataclass(frozen=True)
class Home:
    """An account whose person is signed in, and what the meter shows now."""

    account: str
    meter: str
    values: dict[str, int]
    cookie: str
    csrf_token: str

    def page(self) -> bytes:
        """Open the readings page."""
        return requests.get("/readings", self.cookie)

    def sending(self) -> bytes:
        """Send a reading by the plain form: a new one each time it is made."""
        fields = {
            "csrf_token": self.csrf_token,
            "account": self.account,
            "meter": self.meter,
            "uuid": str(uuid4()),
            "replaces": "",
            "confirmed": "",
        }
        return requests.post("/readings", self.cookie, urlencode({**fields, **self.values}))


@contextmanager
def app_on(run_dir: Path) -> Iterator[Flask]:
    """The app of this process on the migrated database in ``run_dir``; it lets go of it at the end."""
    made = create_app(serving.settings(run_dir))
    try:
        migrating.migrate(db.obj)
        territory.load()
        yield made
    finally:
        database.release()
        db.obj.dispose()


def fill(run_dir: Path, accounts: int) -> None:
    """So many accounts with three readings and 25 months of use each."""
    with app_on(run_dir):
        bulk.fill(accounts, clock.now(), history=True)


def sign_in(run_dir: Path, how_many: int) -> list[Home]:
    """So many new people, each with an account of their own; the accounts lie all over the base."""
    with app_on(run_dir) as app:
        now = clock.now()
        with db.atomic():
            accounts = _spread(how_many)
            users = _add_users(accounts)
            tokens = [sessions.start(user, remembered=False, device="Firefox", now=now) for user in users]
        shown = _shown(accounts)
        return [
            Home(account.ref, *shown[account.id], *cookie_of(app, token))
            for account, token in zip(accounts, tokens, strict=True)
        ]


def cookie_of(app: Flask, token: str) -> tuple[str, str]:
    """The cookie that sign-in gives with this token, and the CSRF token that pages then carry."""
    with app.test_request_context():
        csrf_token = generate_csrf()
        content = {"_fresh": True, "_permanent": False, "_user_id": token, **session}
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None
    return f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps(content)}", csrf_token


def _spread(how_many: int) -> list[Account]:
    """Accounts that nobody has linked, at equal distances."""
    ids = [
        row_id
        for (row_id,) in Account.select(Account.id)
        .where(Account.id.not_in(AccountLink.select(AccountLink.account)))
        .order_by(Account.id)
        .tuples()
    ]
    if len(ids) < how_many:
        raise ValueError(f"{how_many} people need as many accounts; there are {len(ids)}")
    chosen = [ids[number * len(ids) // how_many] for number in range(how_many)]
    return [
        account
        for part in chunked(chosen, CHUNK)
        for account in Account.select(Account.id, Account.ref).where(Account.id.in_(part)).order_by(Account.id)
    ]


def _add_users(accounts: Sequence[Account]) -> list[User]:
    now = clock.now()
    names = {"surname": "Шевченко", "given_name": "Наталія", "patronymic": "Іванівна"}
    people = [
        {
            "email": f"{account.ref.lower()}{account.id}@example.com",
            **names,
            "confirmed_at": now,
            "created_at": now,
        }
        for account in accounts
    ]
    before = User.select(fn.MAX(User.id)).scalar() or 0
    for part in chunked(people, CHUNK):
        User.insert_many(part).execute()
    users = list(User.select().where(User.id > before).order_by(User.id))
    links = [
        {"user": user, "account": account, "proof": "surname", "linked_at": now}
        for user, account in zip(users, accounts, strict=True)
    ]
    for part in chunked(links, CHUNK):
        AccountLink.insert_many(part).execute()
    return users


def _shown(accounts: Sequence[Account]) -> dict[int, tuple[str, dict[str, int]]]:
    """By account the meter's number, and what it shows now by register."""
    shown: dict[int, tuple[str, dict[str, int]]] = {}
    for part in chunked([account.id for account in accounts], CHUNK):
        rows = (
            Reading.select(Meter.account, Meter.number, Register.direction, Register.zone, fn.MAX(Reading.value))
            .join(Register)
            .join(Meter)
            .where(Meter.account.in_(part))
            .group_by(Meter.account, Meter.number, Register.direction, Register.zone)
            .tuples()
        )
        for account, number, direction, zone, value in rows:
            _number, values = shown.setdefault(account, (number, {}))
            values[Register(direction=direction, zone=zone).key] = value + USED_SINCE
    return shown
