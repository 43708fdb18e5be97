"""Registration: the same answer and the same work for every address."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from peewee import Database

from portal import database as databases
from portal.domain.errors import NotFound, Refused
from portal.domain.identity import links, password_reset, passwords, registration, sign_in
from portal.models import Consent, Event, MailLink, Message, User
from tests import factories
from tests.conftest import NOW
from tests.domain.identity.people import NEW_PASSWORD, PASSWORD, SECRET, details, last_token, messages
from tests.queries import recorded

pytestmark = pytest.mark.usefixtures("database")


def register(email: str, now: datetime) -> None:
    registration.register(details(email=email), now=now)


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that were hashed or checked: each of them costs 20 ms."""
    found: list[str] = []
    hash_password = passwords.hash_password
    monkeypatch.setattr(
        passwords, "hash_password", lambda password: found.append(password) or hash_password(password)
    )
    return found


def test_a_new_address_gets_a_cabinet_and_a_link() -> None:
    registration.register(details(), now=NOW)
    user = User.get()
    assert (user.email, user.phone, user.role) == ("maria@example.com", "+380671234567", "consumer")
    assert user.full_name == "Петренко Марія Василівна"
    assert user.confirmed_at is None
    assert passwords.verify(PASSWORD, user.password_hash)
    consent = Consent.get()
    assert (consent.user, consent.wording, consent.given_at) == (user, str(registration.CONSENT), NOW)
    assert messages() == [("confirm_registration", "maria@example.com")]
    assert Event.get().name == "registration_filled_in"


def test_the_link_confirms_once() -> None:
    registration.register(details(), now=NOW)
    token = last_token()
    user = registration.confirm(token, PASSWORD, secret_key=SECRET, now=NOW + timedelta(hours=23))
    assert User.get().confirmed_at == NOW + timedelta(hours=23)
    assert sign_in.check("MARIA@example.com", PASSWORD) == user
    with pytest.raises(links.LinkUsed):
        registration.confirm(token, PASSWORD, secret_key=SECRET, now=NOW + timedelta(hours=23))


def test_it_takes_the_password_of_the_registration() -> None:
    registration.register(details(), now=NOW)
    with pytest.raises(Refused) as refused:
        registration.confirm(last_token(), NEW_PASSWORD, secret_key=SECRET, now=NOW)
    assert set(refused.value.fields) == {"password"}
    assert User.get().confirmed_at is None
    assert registration.confirm(last_token(), PASSWORD, secret_key=SECRET, now=NOW)


def test_after_a_day_the_link_is_old() -> None:
    registration.register(details(), now=NOW)
    with pytest.raises(links.LinkExpired):
        registration.confirm(last_token(), PASSWORD, secret_key=SECRET, now=NOW + timedelta(hours=24))
    assert User.get().confirmed_at is None


def test_what_was_filled_in_last_counts_and_only_its_link_opens() -> None:
    """Who registers somebody else's address in advance must not get in with the password they chose."""
    registration.register(details(password="their own password 7", surname="Чужий"), now=NOW)
    planted = last_token()
    registration.register(details(), now=NOW + timedelta(hours=1))
    with pytest.raises(links.LinkUsed):
        registration.confirm(planted, PASSWORD, secret_key=SECRET, now=NOW + timedelta(hours=1))
    user = registration.confirm(last_token(), PASSWORD, secret_key=SECRET, now=NOW + timedelta(hours=1))
    assert user.surname == "Петренко"
    with pytest.raises(Refused):
        sign_in.check("maria@example.com", "their own password 7")
    assert sign_in.check("maria@example.com", PASSWORD)


def test_a_confirmed_cabinet_stays_as_it_is_and_its_mailbox_is_told() -> None:
    kept = passwords.hash_password(PASSWORD)
    user = factories.make_user("maria@example.com", password_hash=kept)
    registration.register(details(password=NEW_PASSWORD, surname="Чужий"), now=NOW)
    again = User.get()
    assert (again.password_hash, again.surname) == (kept, user.surname)
    assert messages() == [("already_registered", "maria@example.com")]
    assert MailLink.get().purpose == links.RESET_PASSWORD


@pytest.mark.parametrize("known", ["nobody", "unconfirmed", "confirmed"])
def test_the_same_work_for_every_address(known: str, hashed: list[str]) -> None:
    if known != "nobody":
        factories.make_user("maria@example.com", confirmed_at=NOW if known == "confirmed" else None)
    assert registration.register(details(), now=NOW) is None
    assert hashed == [PASSWORD]
    assert User.select().count() == 1
    assert MailLink.select().count() == Message.select().count() == Event.select().count() == 1


@pytest.mark.parametrize("ask", [register, registration.send_again, password_reset.request])
def test_the_database_is_asked_as_often_for_every_address(ask: Callable[..., None]) -> None:
    factories.make_user("unconfirmed@example.com", confirmed_at=None)
    factories.make_user("confirmed@example.com")
    asked = []
    for email in ("nobody@example.com", "unconfirmed@example.com", "confirmed@example.com"):
        with recorded() as statements:
            ask(email, now=NOW)
        asked.append(len(statements))
    assert len(set(asked)) == 1, asked


@pytest.mark.parametrize("known", ["nobody", "unconfirmed", "confirmed"])
def test_sending_again_answers_everybody_alike(known: str) -> None:
    if known != "nobody":
        factories.make_user("maria@example.com", confirmed_at=NOW if known == "confirmed" else None)
    assert registration.send_again(" MARIA@example.com", now=NOW) is None
    template = {"nobody": "no_such_cabinet", "unconfirmed": "confirm_registration"}.get(
        known, "already_registered"
    )
    assert messages() == [(template, "maria@example.com")]
    assert MailLink.select().count() == 1


def test_the_link_sent_again_opens_and_so_does_the_first() -> None:
    registration.register(details(), now=NOW)
    first = last_token()
    registration.send_again("maria@example.com", now=NOW)
    assert last_token() != first
    assert registration.find_link(first, secret_key=SECRET, now=NOW)
    assert registration.confirm(last_token(), PASSWORD, secret_key=SECRET, now=NOW)


def test_a_link_for_a_new_password_confirms_no_registration() -> None:
    user = factories.make_user("maria@example.com", confirmed_at=None)
    link = links.issue(links.RESET_PASSWORD, user.email, user, NOW)
    with pytest.raises(NotFound):
        registration.confirm(links.token(link.ref, link.purpose, SECRET), PASSWORD, secret_key=SECRET, now=NOW)


def test_everything_that_is_wrong_is_said_at_once() -> None:
    empty = dict.fromkeys(("email", "surname", "given_name", "patronymic", "phone", "password"), "")
    with pytest.raises(Refused) as refused:
        registration.register(details(**empty, consent=False), now=NOW)
    assert set(refused.value.fields) == {"email", "surname", "given_name", "phone", "password", "consent"}
    assert User.select().count() == Message.select().count() == 0


@pytest.mark.parametrize("junk", ["\x00", "a" * 1000, "😀", "\u202eabc", "<script>alert(1)</script>", "\ud800"])
@pytest.mark.parametrize("field", ["email", "surname", "given_name", "patronymic", "phone"])
def test_junk_is_refused_in_its_field(field: str, junk: str) -> None:
    with pytest.raises(Refused) as refused:
        registration.register(details(**{field: junk}), now=NOW)
    assert set(refused.value.fields) == {field}


def test_two_registrations_at_once_leave_one_cabinet(database: Database) -> None:
    failures: list[BaseException] = []
    together = threading.Barrier(2)

    def fill_in(surname: str) -> None:
        try:
            together.wait(timeout=10)
            registration.register(details(surname=surname), now=NOW)
        except BaseException as error:
            failures.append(error)
        finally:
            databases.release()

    threads = [threading.Thread(target=fill_in, args=(surname,)) for surname in ("Перша", "Друга")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert failures == []
    assert User.select().count() == 1
    assert MailLink.select().where(MailLink.used_at.is_null()).count() == 1
    assert Message.select().count() == 2
    registration.confirm(open_token(), PASSWORD, secret_key=SECRET, now=NOW)


def open_token() -> str:
    link = MailLink.get(MailLink.used_at.is_null())
    return links.token(link.ref, link.purpose, SECRET)


def test_an_unconfirmed_registration_can_be_forgotten() -> None:
    registration.register(details(), now=NOW)
    registration.forget_unconfirmed("maria@example.com")
    registration.forget_unconfirmed("nobody@example.com")
    assert User.select().count() == Consent.select().count() == MailLink.select().count() == 0
    factories.make_user("ivan@example.com")
    registration.forget_unconfirmed("ivan@example.com")
    assert User.select().count() == 1
