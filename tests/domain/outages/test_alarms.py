"""Who is told of an accident, of planned works, and that it is over: once, and not in the night."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from peewee import Database

from portal.domain.outages import alarms, watching
from portal.models import Account, AccountLink, Message, OutageSource, User, Works
from tests import factories
from tests.conftest import NOW


@pytest.fixture
def home(database: Database) -> tuple[User, Account]:
    user, account, _meter = factories.make_home()
    watching.choose({"changes": True}, actor=user)
    return user, account


def works(account: Account, kind: str = "emergency", **columns: object) -> Works:
    source, _made = OutageSource.get_or_create(name="desk")
    there = {"settlement": f"м. {account.settlement.name}", "houses": [], "starts_at": NOW, "ends_at": None}
    return Works.create(rem=account.rem_id, kind=kind, source=source, **{**there, **columns})


def mails() -> list[tuple[str, str]]:
    return [(mail.template, mail.data["kind"]) for mail in Message.select().order_by(Message.id)]


def at(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def test_an_accident_is_told_once_and_its_end_once(home: tuple[User, Account]) -> None:
    accident = works(home[1], reason="Обірвано провід")
    assert [alarms.tell_works(at(minute)) for minute in (1, 3)] == [1, 0]
    Works.update(ends_at=at(60)).where(Works.id == accident.id).execute()
    assert [alarms.tell_works(at(minute)) for minute in (59, 61, 63)] == [0, 1, 0]
    assert mails() == [("light_works", "emergency"), ("light_back", "emergency")]
    told = Message.select().order_by(Message.id).first()
    assert (told.data["starts"], told.data["ends"], told.urgent) == ("о 10:00", "", True)


def test_the_end_is_told_only_to_those_who_knew(home: tuple[User, Account]) -> None:
    works(home[1], starts_at=at(-90), ends_at=at(-30))
    assert alarms.tell_works(at(0)) == 0


def test_planned_works_are_told_a_day_before_and_their_end_is_no_news(home: tuple[User, Account]) -> None:
    planned = works(home[1], "planned", starts_at=NOW + timedelta(hours=25), ends_at=NOW + timedelta(hours=33))
    assert alarms.tell_works(at(0)) == 0
    assert alarms.tell_works(at(61)) == 1
    assert alarms.tell_works(planned.ends_at + timedelta(minutes=1)) == 0
    assert mails() == [("light_works", "planned")]


def test_a_gav_of_the_whole_rem(home: tuple[User, Account]) -> None:
    works(home[1], "gav", settlement="")
    assert alarms.tell_works(at(1)) == 1


def test_nobody_is_told_who_is_not_reached_or_did_not_ask(home: tuple[User, Account]) -> None:
    works(home[1], houses=["вул. Зовсім Інша 1"])
    works(home[1], settlement="м. Бердичів")
    works(home[1], "unread", settlement="—")
    assert alarms.tell_works(at(1)) == 0
    works(home[1])
    watching.choose({"before": 30}, actor=home[0])
    assert alarms.tell_works(at(1)) == 0
    watching.choose({"changes": True}, actor=home[0])
    AccountLink.update(unlinked_at=NOW).execute()
    assert alarms.tell_works(at(1)) == 0


def test_in_quiet_hours_it_waits(home: tuple[User, Account]) -> None:
    watching.choose({"changes": True, "quiet_from": "22:00", "quiet_until": "07:00"}, actor=home[0])
    works(home[1], starts_at=at(12 * 60))
    assert alarms.tell_works(at(13 * 60)) == 0
    assert alarms.tell_works(at(22 * 60)) == 1


def test_another_row_with_the_same_id_is_told_too(home: tuple[User, Account]) -> None:
    """SQLite gives the id of the last row, when that was withdrawn, to the next one."""
    withdrawn = works(home[1], starts_at=at(1))
    assert alarms.tell_works(at(0)) == 1
    Works.delete().where(Works.id == withdrawn.id).execute()
    assert works(home[1], id=withdrawn.id, starts_at=at(2)) == withdrawn
    assert alarms.tell_works(at(2)) == 1


def test_it_is_over_at_its_end_and_told_for_half_a_day(home: tuple[User, Account]) -> None:
    works(home[1], ends_at=at(60))
    assert alarms.tell_works(at(0)) == 1
    assert alarms.tell_works(at(60)) == 1
    assert [mail.data["news_until"] for mail in Message.select().order_by(Message.id)] == [
        at(60).isoformat(),
        at(60 + 12 * 60).isoformat(),
    ]


def test_an_end_that_is_long_past_is_no_news(home: tuple[User, Account]) -> None:
    works(home[1], ends_at=at(60))
    assert alarms.tell_works(at(0)) == 1
    assert alarms.tell_works(at(60 + 12 * 60)) == 0
    assert alarms.tell_works(at(60 + 12 * 60 - 1)) == 1
