"""Another e-mail address."""

from datetime import timedelta

import pytest
from peewee import Database

from portal.domain.errors import Conflict, NotFound, Refused
from portal.domain.identity import email_change, links, password_reset, passwords, registration, sign_in
from portal.models import Event, MailLink, Message, User
from tests import factories
from tests.conftest import NOW
from tests.domain.identity.people import PASSWORD, SECRET, details, last_token, messages

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def ivan(database: Database) -> User:
    return factories.make_user("ivan@example.com", password_hash=passwords.hash_password(PASSWORD))


def asked(ivan: User, email: str = "Maria@example.com") -> str:
    assert email_change.request(email, PASSWORD, actor=ivan, now=NOW) == email.lower()
    return last_token()


def confirm(token: str, actor: User) -> str:
    return email_change.confirm(token, actor=actor, secret_key=SECRET, now=NOW)


def test_it_takes_effect_with_the_link_and_the_old_address_is_told(ivan: User) -> None:
    token = asked(ivan)
    assert User.get().email == "ivan@example.com"
    assert messages() == [("confirm_email", "maria@example.com")]
    assert confirm(token, ivan) == "maria@example.com"
    assert sign_in.check("maria@example.com", PASSWORD) == ivan
    assert messages()[-1] == ("email_changed", "ivan@example.com")
    assert [event.name for event in Event.select()] == ["email_change_asked", "email_changed"]


def test_the_link_opens_once_and_for_a_day(ivan: User) -> None:
    token = asked(ivan)
    with pytest.raises(links.LinkExpired):
        email_change.confirm(token, actor=ivan, secret_key=SECRET, now=NOW + timedelta(days=1))
    confirm(token, ivan)
    with pytest.raises(links.LinkUsed):
        confirm(token, ivan)


def test_the_last_address_asked_for_counts(ivan: User) -> None:
    first = asked(ivan, "first@example.com")
    second = asked(ivan, "second@example.com")
    with pytest.raises(links.LinkUsed):
        confirm(first, ivan)
    assert confirm(second, ivan) == "second@example.com"


def test_the_link_opens_for_nobody_else(ivan: User) -> None:
    """A mistyped address belongs to somebody: they must not get the cabinet with it."""
    with pytest.raises(NotFound):
        confirm(asked(ivan), factories.make_user())
    assert User.get_by_id(ivan.id).email == "ivan@example.com"


def test_a_link_to_the_old_address_resets_nothing_any_more(ivan: User) -> None:
    password_reset.request("ivan@example.com", now=NOW)
    reset = last_token()
    confirm(asked(ivan), ivan)
    with pytest.raises((links.LinkUnknown, links.LinkUsed)):
        password_reset.find_link(reset, secret_key=SECRET, now=NOW)


def test_an_address_with_a_cabinet_gets_the_same_answer(ivan: User) -> None:
    factories.make_user("maria@example.com")
    assert email_change.request("maria@example.com", PASSWORD, actor=ivan, now=NOW) == "maria@example.com"
    assert messages() == [("already_registered", "maria@example.com")]
    assert MailLink.select().count() == 1


def test_a_cabinet_made_in_between_wins(ivan: User) -> None:
    token = asked(ivan)
    factories.make_user("maria@example.com")
    with pytest.raises(Conflict):
        confirm(token, ivan)
    assert User.get_by_id(ivan.id).email == "ivan@example.com"
    assert MailLink.get().used_at is None


def test_an_unconfirmed_registration_does_not_hold_the_address(ivan: User) -> None:
    registration.register(details(email="maria@example.com"), now=NOW)
    confirm(asked(ivan), ivan)
    assert User.get().email == "maria@example.com"
    assert User.select().count() == 1


@pytest.mark.parametrize(
    ("email", "password", "field"),
    [
        ("maria@example.com", "wrong", "current_password"),
        ("nobody", PASSWORD, "email"),
        ("IVAN@example.com", PASSWORD, "email"),
        ("", "", "email"),
    ],
)
def test_what_does_not_fit_sends_nothing(ivan: User, email: str, password: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        email_change.request(email, password, actor=ivan, now=NOW)
    assert set(refused.value.fields) == {field}
    assert Message.select().count() == 0
