"""Sessions: how long they live, who ends them, what looking one up costs."""

from datetime import timedelta
from typing import Any

import pytest
from peewee import Database, OperationalError

from portal.domain.errors import NotFound
from portal.domain.identity import sessions
from portal.models import Session, User
from tests import factories
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("database")

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def start(user: User, remembered: bool = False) -> str:
    return sessions.start(user, remembered=remembered, device="Mozilla Firefox Android", now=NOW)


def test_a_session_is_found_with_its_person() -> None:
    rem = factories.make_rem()
    user = factories.make_user(role="operator", rem=rem, settings={"ключ": True}, phone="+380671234567")
    session = sessions.find(start(user), now=NOW)
    assert session is not None
    assert session == Session.get()
    assert session.user.__data__ == User.get_by_id(user.id).__data__
    assert session.__data__ == {**Session.get().__data__, "user": user.id}
    assert (session.user.rem, session.device, session.remembered) == (rem, "Firefox, Android", False)


@pytest.mark.parametrize("token", ["", "no such token", "\x00", "ї"])
def test_another_token_finds_nothing(token: str) -> None:
    start(factories.make_user())
    assert sessions.find(token, now=NOW) is None


def test_the_table_holds_no_token() -> None:
    token = start(factories.make_user())
    assert token not in str(list(Session.select().tuples()))


def test_twelve_hours_without_use_end_it() -> None:
    token = start(factories.make_user())
    assert sessions.find(token, now=NOW + 11 * HOUR)
    assert sessions.find(token, now=NOW + 22 * HOUR)
    assert sessions.find(token, now=NOW + 34 * HOUR) is None


def test_a_remembered_one_lives_ninety_days_after_its_last_use() -> None:
    token = start(factories.make_user(), remembered=True)
    assert sessions.find(token, now=NOW + 89 * DAY)
    assert sessions.find(token, now=NOW + 178 * DAY)
    assert sessions.find(token, now=NOW + 268 * DAY) is None


@pytest.mark.parametrize("remembered", [True, False])
def test_at_the_desk_it_ends_after_twelve_hours_whatever_happens(remembered: bool) -> None:
    token = start(factories.make_user(role="supervisor"), remembered=remembered)
    assert sessions.find(token, now=NOW + 11 * HOUR)
    assert sessions.find(token, now=NOW + 12 * HOUR) is None


def test_reading_does_not_write_more_than_every_five_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    token = start(factories.make_user())
    noticed: list[Any] = []
    notice = sessions._notice
    monkeypatch.setattr(sessions, "_notice", lambda *given: noticed.append(given) or notice(*given))
    for minute in range(11):
        sessions.find(token, now=NOW + timedelta(minutes=minute))
    assert len(noticed) == 2
    session = Session.get()
    assert session.seen_at == NOW + timedelta(minutes=10)
    assert session.expires_at == NOW + timedelta(minutes=10) + 12 * HOUR


def test_looking_up_is_one_query(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    token = start(factories.make_user())
    asked: list[str] = []
    execute = database.execute_sql
    monkeypatch.setattr(
        database, "execute_sql", lambda sql, *rest, **more: asked.append(sql) or execute(sql, *rest, **more)
    )
    session = sessions.find(token, now=NOW)
    assert session is not None
    assert session.user.email
    assert len(asked) == 1


def test_a_database_that_can_only_be_read_still_signs_in(monkeypatch: pytest.MonkeyPatch) -> None:
    token = start(factories.make_user())

    def locked(*_anything: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(Session, "update", locked)
    assert sessions.find(token, now=NOW + HOUR)


def test_sessions_end_one_by_one_or_together() -> None:
    user, other = factories.make_user(), factories.make_user()
    tokens = [start(user) for _number in range(3)]
    others = start(other)
    sessions.end(tokens[0])
    assert sessions.find(tokens[0], now=NOW) is None
    keep = sessions.find(tokens[1], now=NOW)
    assert keep is not None
    sessions.end_others(user, keep)
    assert sessions.find(tokens[1], now=NOW)
    assert sessions.find(tokens[2], now=NOW) is None
    sessions.end_all(user)
    assert sessions.list_for(user, now=NOW) == []
    assert sessions.find(others, now=NOW)


def test_the_list_shows_the_living_ones_the_last_used_first() -> None:
    user = factories.make_user()
    first, _second, third = (start(user, remembered=number == 0) for number in range(3))
    sessions.find(third, now=NOW + HOUR)
    sessions.find(first, now=NOW + 2 * HOUR)
    listed = sessions.list_for(user, now=NOW + 12 * HOUR)
    assert [session.remembered for session in listed] == [True, False]
    assert len({session.ref for session in listed}) == 2


def test_only_ones_own_session_can_be_revoked() -> None:
    user, other = factories.make_user(), factories.make_user()
    start(user)
    ref = Session.get().ref
    for wanted, actor in ((ref, other), ("no-such-ref", user), ("\x01", user)):
        with pytest.raises(NotFound):
            sessions.revoke(wanted, actor=actor)
    sessions.revoke(ref, actor=user)
    assert Session.select().count() == 0
