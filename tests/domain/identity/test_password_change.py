"""A new password with the present one."""

import pytest
from peewee import Database

from portal.domain.errors import Refused
from portal.domain.identity import links, password_change, password_reset, passwords, sessions, sign_in
from portal.models import Message, Session, User
from tests import factories
from tests.conftest import NOW
from tests.domain.identity.people import NEW_PASSWORD, PASSWORD, SECRET, last_token, messages

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def maria(database: Database) -> User:
    return factories.make_user("maria@example.com", password_hash=passwords.hash_password(PASSWORD))


@pytest.fixture
def session(maria: User) -> Session:
    found = sessions.find(sessions.start(maria, remembered=False, device="", now=NOW), now=NOW)
    assert found is not None
    return found


def test_it_ends_the_other_sessions_and_tells(maria: User, session: Session) -> None:
    sessions.start(maria, remembered=True, device="", now=NOW)
    password_change.change(PASSWORD, NEW_PASSWORD, actor=maria, session=session, now=NOW)
    assert sessions.list_for(maria, now=NOW) == [session]
    assert sign_in.check("maria@example.com", NEW_PASSWORD) == maria
    assert messages() == [("password_changed", "maria@example.com")]


def test_links_that_wait_in_the_mailbox_open_nothing_any_more(maria: User, session: Session) -> None:
    password_reset.request("maria@example.com", now=NOW)
    token = last_token()
    password_change.change(PASSWORD, NEW_PASSWORD, actor=maria, session=session, now=NOW)
    with pytest.raises(links.LinkUsed):
        password_reset.find_link(token, secret_key=SECRET, now=NOW)


@pytest.mark.parametrize(
    ("current", "new", "field"),
    [
        ("wrong", NEW_PASSWORD, "current_password"),
        ("", NEW_PASSWORD, "current_password"),
        (PASSWORD, "пароль123", "password"),
        (PASSWORD, "Українець1", "password"),
    ],
)
def test_what_does_not_fit_changes_nothing(
    maria: User, session: Session, current: str, new: str, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        password_change.change(current, new, actor=maria, session=session, now=NOW)
    assert set(refused.value.fields) == {field}
    assert User.get().password_hash == maria.password_hash
    assert Message.select().count() == 0
