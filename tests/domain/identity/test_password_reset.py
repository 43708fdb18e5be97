"""A new password by a link."""

from datetime import timedelta

import pytest
from peewee import Database

from portal.domain.errors import NotFound, Refused
from portal.domain.identity import links, password_reset, passwords, sessions, sign_in
from portal.models import Event, MailLink, Message, Session, User
from tests import factories
from tests.conftest import NOW
from tests.domain.identity.people import NEW_PASSWORD, PASSWORD, SECRET, last_token, messages

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def maria(database: Database) -> User:
    return factories.make_user("maria@example.com", password_hash=passwords.hash_password(PASSWORD))


def asked_for(email: str = "maria@example.com") -> str:
    password_reset.request(email, now=NOW)
    return last_token()


@pytest.mark.usefixtures("maria")
@pytest.mark.parametrize(
    ("email", "mail"), [(" MARIA@example.com", "reset_password"), ("nobody@example.com", "no_such_cabinet")]
)
def test_known_or_not_there_is_one_mail_and_one_row(email: str, mail: str) -> None:
    assert password_reset.request(email, now=NOW) is None
    assert messages() == [(mail, email.strip().lower())]
    assert MailLink.select().count() == 1


def test_what_is_no_address_is_said_in_its_field() -> None:
    with pytest.raises(Refused) as refused:
        password_reset.request("nobody", now=NOW)
    assert set(refused.value.fields) == {"email"}
    assert Message.select().count() == 0


def test_the_link_sets_the_password_and_ends_all_sessions(maria: User) -> None:
    for _number in range(2):
        sessions.start(maria, remembered=True, device="", now=NOW)
    password_reset.reset(asked_for(), NEW_PASSWORD, secret_key=SECRET, now=NOW)
    assert Session.select().count() == 0
    assert sign_in.check("maria@example.com", NEW_PASSWORD) == maria
    with pytest.raises(Refused):
        sign_in.check("maria@example.com", PASSWORD)
    assert messages()[-1] == ("password_changed", "maria@example.com")
    assert Event.get().name == "password_reset"


def test_the_link_confirms_the_mailbox_too() -> None:
    factories.make_user("maria@example.com", confirmed_at=None)
    password_reset.reset(asked_for(), NEW_PASSWORD, secret_key=SECRET, now=NOW)
    assert User.get().confirmed_at == NOW


def test_a_confirmed_mailbox_keeps_its_date(maria: User) -> None:
    later = NOW + timedelta(minutes=5)
    password_reset.reset(asked_for(), NEW_PASSWORD, secret_key=SECRET, now=later)
    assert User.get().confirmed_at == maria.confirmed_at


@pytest.mark.usefixtures("maria")
def test_one_link_makes_the_others_useless() -> None:
    first, second = asked_for(), asked_for()
    password_reset.reset(first, NEW_PASSWORD, secret_key=SECRET, now=NOW)
    for token in (first, second):
        with pytest.raises(links.LinkUsed):
            password_reset.reset(token, "another password 9", secret_key=SECRET, now=NOW)
    assert sign_in.check("maria@example.com", NEW_PASSWORD)


@pytest.mark.usefixtures("maria")
def test_after_an_hour_the_link_is_old() -> None:
    with pytest.raises(links.LinkExpired):
        password_reset.reset(asked_for(), NEW_PASSWORD, secret_key=SECRET, now=NOW + timedelta(hours=1))


@pytest.mark.usefixtures("maria")
def test_a_weak_password_leaves_the_link_as_it_was() -> None:
    token = asked_for()
    for weak in ("пароль123", "maria@example.com", "short"):
        with pytest.raises(Refused):
            password_reset.reset(token, weak, secret_key=SECRET, now=NOW)
    password_reset.reset(token, NEW_PASSWORD, secret_key=SECRET, now=NOW)


def test_a_link_to_a_former_address_opens_nothing(maria: User) -> None:
    token = asked_for()
    User.update(email="new@example.com").execute()
    with pytest.raises(NotFound):
        password_reset.find_link(token, secret_key=SECRET, now=NOW)
