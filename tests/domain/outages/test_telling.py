"""Who is told what about their light: once, in time, and never in the night who does not want that."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from peewee import Database

from portal.clock import KYIV
from portal.domain import outbox
from portal.domain.errors import Refused
from portal.domain.outages import kinds, telling, watching
from portal.models import (
    Account,
    AccountLink,
    LightWatch,
    Message,
    OutageNotice,
    OutageSource,
    SubqueueDay,
    User,
    Works,
)
from tests import factories, push
from tests.conftest import NOW

TODAY, TOMORROW = date(2026, 11, 30), date(2026, 12, 1)
DARK = [[0, 1080, "on"], [1080, 1320, "off"], [1320, 1440, "on"]]
DARKER = [[0, 600, "on"], [600, 1320, "off"], [1320, 1440, "on"]]


@pytest.fixture
def home(database: Database) -> tuple[User, Account]:
    user, account, _meter = factories.make_home()
    Account.update(subqueue="3.2").where(Account.id == account.id).execute()
    return user, account


def say(spans: list[Any], day: date = TODAY, subqueue: str = "3.2") -> None:
    source, _made = OutageSource.get_or_create(name="ztoe-json", defaults={"good_at": NOW})
    SubqueueDay.insert(subqueue=subqueue, day=day, spans=spans, changed_at=NOW, source=source).on_conflict(
        conflict_target=[SubqueueDay.subqueue, SubqueueDay.day], preserve=[SubqueueDay.spans]
    ).execute()


def mails() -> list[Message]:
    return list(Message.select().order_by(Message.id))


def at(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def test_a_change_is_told_once_and_the_last_of_many(home: tuple[User, Account]) -> None:
    watching.choose({"changes": True}, actor=home[0])
    say(DARK)
    assert telling.tell_changes(at(0)) == 0, "what holds when they begin is no change"
    for spans in (DARKER, DARK, DARKER):
        say(spans)
    assert telling.tell_changes(at(10)) == 1
    assert telling.tell_changes(at(20)) == 0
    [mail] = mails()
    assert (mail.template, mail.recipient) == ("light_changed", home[0].email)
    assert mail.data["news_until"] == datetime(2026, 12, 2, tzinfo=KYIV).astimezone(UTC).isoformat()
    assert mail.data["days"] == [["Сьогодні, 30.11", ["10:00–22:00"], True]]
    say([], TOMORROW)
    assert telling.tell_changes(at(30)) == 0, "a day without outages is no news where there were none"
    say([])
    assert telling.tell_changes(at(40)) == 1
    assert mails()[1].data["days"] == [["Сьогодні, 30.11", [], False], ["Завтра, 01.12", [], False]]


def test_midnight_is_no_news_and_a_new_day_is(home: tuple[User, Account]) -> None:
    watching.choose({"changes": True}, actor=home[0])
    say(DARK)
    telling.tell_changes(at(0))
    say(DARK, TOMORROW)
    assert telling.tell_changes(at(8 * 60)) == 1
    assert telling.tell_changes(at(15 * 60)) == 0, "the next day has begun with what was told about it"
    say(DARKER, TOMORROW)
    assert telling.tell_changes(at(16 * 60)) == 1


def test_a_schedule_that_comes_back_to_what_it_was_is_a_change(home: tuple[User, Account]) -> None:
    watching.choose({"changes": True}, actor=home[0])
    told = []
    for minutes, spans in enumerate((DARK, DARKER, DARK, DARK, DARKER)):
        say(spans)
        told.append(telling.tell_changes(at(10 * minutes)))
    assert told == [0, 1, 1, 0, 1]


def test_what_somebody_was_told_last_is_not_forgotten(home: tuple[User, Account]) -> None:
    watching.choose({"changes": True}, actor=home[0])
    for minutes, spans in enumerate((DARK, DARKER)):
        say(spans)
        telling.tell_changes(at(10 * minutes))
    assert telling.forget_old(NOW + timedelta(days=60)) == 1
    assert OutageNotice.select().count() == 1
    assert telling.forget_old(NOW + timedelta(days=60)) == 0


def test_nobody_is_told_who_did_not_ask(home: tuple[User, Account]) -> None:
    say(DARK)
    telling.tell_changes(at(0))
    say(DARKER)
    assert telling.tell_changes(at(10)) == 0
    assert LightWatch.select().count() == 0


def test_another_subqueue_is_none_of_their_business(home: tuple[User, Account]) -> None:
    watching.choose({"changes": True, "before": 60}, actor=home[0])
    say(DARK)
    telling.tell_changes(at(0))
    say(DARKER, subqueue="3.1")
    assert telling.tell_changes(at(10)) == 0


def test_the_place_wins_over_the_billing_base_and_a_move_to_another_subqueue_is_told(
    home: tuple[User, Account],
) -> None:
    watching.choose({"changes": True}, actor=home[0])
    say(DARK)
    say(DARKER, subqueue="4.1")
    telling.tell_changes(at(0))
    Account.update(place=factories.make_place("4.1")).where(Account.id == home[1].id).execute()
    assert telling.tell_changes(at(10)) == 1
    [mail] = mails()
    assert (mail.data["subqueue"], mail.data["earlier"]) == ("4.1", "3.2")
    Account.update(place=factories.make_place(None)).execute()
    assert telling.tell_changes(at(20)) == telling.tell_before(at(20)) == 0, "by no schedule is it switched off"


def test_another_subqueue_is_news_even_where_its_schedule_is_the_same(home: tuple[User, Account]) -> None:
    watching.choose({"changes": True}, actor=home[0])
    for subqueue in ("3.2", "4.1"):
        say(DARK, subqueue=subqueue)
    telling.tell_changes(at(0))
    Account.update(subqueue="4.1").where(Account.id == home[1].id).execute()
    assert [telling.tell_changes(at(minute)) for minute in (10, 20)] == [1, 0]


def test_what_was_written_down_before_subqueues_were_told_is_no_move(home: tuple[User, Account]) -> None:
    watching.choose({"changes": True}, actor=home[0])
    say(DARK)
    telling.tell_changes(at(0))
    notice = OutageNotice.get()
    OutageNotice.update(change=notice.change.removeprefix("3.2;")).execute()
    assert telling.tell_changes(at(10)) == 0


def test_an_account_that_left_the_cabinet(home: tuple[User, Account]) -> None:
    watching.choose({"changes": True, "before": 60}, actor=home[0])
    say(DARK)
    telling.tell_changes(at(0))
    AccountLink.update(unlinked_at=NOW).execute()
    say(DARKER)
    assert telling.tell_changes(at(10)) == telling.tell_before(at(10)) == 0


def test_light_that_goes_soon(home: tuple[User, Account]) -> None:
    watching.choose({"before": 30}, actor=home[0])
    say(DARK)
    # It goes at 18:00, and it is 10:00 now.
    assert telling.tell_before(at(7 * 60 + 29)) == 0
    assert telling.tell_before(at(7 * 60 + 30)) == 1
    assert telling.tell_before(at(7 * 60 + 31)) == 0
    [mail] = mails()
    assert (mail.template, mail.urgent) == ("light_goes", True)
    assert mail.data["hours"] == "18:00–22:00"


def test_light_that_goes_just_now(home: tuple[User, Account]) -> None:
    watching.choose({"before": 1}, actor=home[0])
    say(DARK)
    assert [telling.tell_before(at(8 * 60 + minute)) for minute in (-2, -1, 0)] == [0, 1, 0]


def test_light_that_is_due_back(home: tuple[User, Account]) -> None:
    watching.choose({"back": 15}, actor=home[0])
    say(DARK)
    # It is off from 18:00 to 22:00.
    assert telling.tell_back(at(0)) == 0
    assert [telling.tell_back(at(12 * 60 - minute)) for minute in (16, 15, 14, 0, -1)] == [0, 1, 0, 0, 0]
    [mail] = mails()
    assert (mail.template, mail.data["when"]) == ("light_returns", "о 22:00")
    assert mail.data["news_until"] == at(12 * 60 + 30).isoformat(), "switching takes half an hour either way"


def test_light_whose_return_is_not_known_is_not_promised(home: tuple[User, Account]) -> None:
    watching.choose({"back": 60}, actor=home[0])
    say([[0, 1080, "on"], [1080, 1440, "off"]])
    assert telling.tell_back(at(13 * 60 + 30)) == 0


def test_by_mail_and_to_each_browser_or_only_there(home: tuple[User, Account]) -> None:
    user = home[0]
    refs = [push.signed_in_and_on(user) for _number in range(2)]
    Message.delete().execute()
    watching.choose({"before": 30}, actor=user)
    say(DARK)
    assert telling.tell_before(at(7 * 60 + 30)) == 1
    assert sorted((one.channel, one.recipient) for one in mails()) == sorted(
        [("mail", user.email), ("push", refs[0]), ("push", refs[1])]
    )
    assert {one.data["news_until"] for one in mails()} == {at(12 * 60).isoformat()}
    assert telling.tell_before(at(7 * 60 + 31)) == 0
    watching.choose({"before": 30, "by_mail": False}, actor=user)
    assert telling.tell_before(at(7 * 60 + 32)) == 0, "they know already, whatever the ways are now"
    Message.delete().execute()
    assert telling.tell_before(at(7 * 60 + 33)) == 1
    assert {one.channel for one in mails()} == {"push"}


def test_without_any_way_there_is_nothing_to_tell(home: tuple[User, Account]) -> None:
    watching.choose({"before": 30, "by_mail": False}, actor=home[0])
    say(DARK)
    assert telling.tell_before(at(7 * 60 + 30)) == 0
    assert mails() == []


@pytest.mark.parametrize(
    ("quiet_from", "quiet_until", "hour", "told"),
    [("22:00", "07:00", 23, 0), ("22:00", "07:00", 6, 0), ("22:00", "07:00", 8, 1), ("09:00", "18:00", 10, 0)],
)
def test_quiet_hours_go_over_midnight(
    home: tuple[User, Account], quiet_from: str, quiet_until: str, hour: int, told: int
) -> None:
    watching.choose({"changes": True, "quiet_from": quiet_from, "quiet_until": quiet_until}, actor=home[0])
    say(DARK)
    LightWatch.update(quiet_from="", quiet_until="").execute()
    telling.tell_changes(at(0))
    LightWatch.update(quiet_from=quiet_from, quiet_until=quiet_until).execute()
    say(DARKER)
    moment = NOW + timedelta(hours=hour - 10)
    assert telling.tell_changes(moment) == told


def test_what_came_in_the_night_is_told_in_the_morning(home: tuple[User, Account]) -> None:
    watching.choose({"changes": True, "quiet_from": "22:00", "quiet_until": "07:00"}, actor=home[0])
    say(DARK, TOMORROW)
    telling.tell_changes(at(0))
    say(DARKER, TOMORROW)
    assert telling.tell_changes(at(13 * 60)) == 0
    assert telling.tell_changes(at(22 * 60)) == 1


@pytest.mark.parametrize(
    "choices", [{"quiet_from": "25:00", "quiet_until": "07:00"}, {"quiet_from": "22:00"}, {"quiet_until": "abc"}]
)
def test_hours_that_are_none(home: tuple[User, Account], choices: dict[str, str]) -> None:
    with pytest.raises(Refused):
        watching.choose({"changes": True, **choices}, actor=home[0])


def test_twelve_hundred_are_told_once_each(home: tuple[User, Account]) -> None:
    users = [factories.make_user(f"reader{number}@example.com") for number in range(1200)]
    for user in users:
        factories.link(user, home[1])
        watching.choose({"changes": True}, actor=user)
    say(DARK)
    telling.tell_changes(at(0))
    say(DARKER)
    assert telling.tell_changes(at(10)) == 1200
    assert telling.tell_changes(at(20)) == 0
    assert len({mail.recipient for mail in mails()}) == 1200


@pytest.mark.parametrize(
    ("spans", "told"), [([[0, 1440, "on"]], 0), ([], 0), ([[0, 1440, "off"]], 1), ([[0, 1440, "maybe"]], 1)]
)
def test_a_day_is_news_when_something_may_be_switched_off(
    home: tuple[User, Account], spans: list[Any], told: int
) -> None:
    watching.choose({"changes": True}, actor=home[0])
    telling.tell_changes(at(0))
    say(spans)
    assert telling.tell_changes(at(10)) == told


def test_what_was_told_long_ago_is_forgotten_but_for_the_last(home: tuple[User, Account]) -> None:
    user, account = home
    for days, change in ((90, "first"), (60, "second"), (39, "third"), (0, "last")):
        OutageNotice.create(user=user, account=account, change=change, at=NOW - timedelta(days=days))
    _other, their_account, _meter = factories.make_home()
    OutageNotice.create(user=_other, account=their_account, change="their last", at=NOW - timedelta(days=200))
    assert telling.forget_old(NOW) == 2
    assert {one.change for one in OutageNotice.select()} == {"third", "last", "their last"}


@pytest.mark.parametrize(
    ("hours", "moment", "is_quiet"),
    [
        (("22:00", "07:00"), "21:59", False),
        (("22:00", "07:00"), "22:00", True),
        (("22:00", "07:00"), "06:59", True),
        (("22:00", "07:00"), "07:00", False),
        (("12:00", "14:00"), "12:00", True),
        (("12:00", "14:00"), "13:59", True),
        (("12:00", "14:00"), "14:00", False),
        (("12:00", "12:00"), "12:00", False),
        (("", ""), "03:00", False),
    ],
)
def test_quiet_begins_and_ends_on_the_minute(hours: tuple[str, str], moment: str, is_quiet: bool) -> None:
    watch = LightWatch(quiet_from=hours[0], quiet_until=hours[1])
    hour, minute = map(int, moment.split(":"))
    assert watching.is_quiet(watch, datetime(2026, 11, 30, hour, minute, tzinfo=KYIV)) is is_quiet


def test_all_ways_or_none(home: tuple[User, Account], monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed between the mail and the push: whoever looks again would take the push for posted."""
    push.signed_in_and_on(home[0])
    watching.choose({"before": 60}, actor=home[0])
    Message.delete().execute()
    say(DARK)
    post = outbox.post

    def dies(*args: Any, **options: Any) -> bool:
        if options["channel"] == "push":
            raise KeyboardInterrupt
        return post(*args, **options)

    with monkeypatch.context() as patched:
        patched.setattr(outbox, "post", dies)
        with pytest.raises(KeyboardInterrupt):
            telling.tell_before(at(7 * 60 + 30))
    assert Message.select().count() == 0
    assert telling.tell_before(at(7 * 60 + 30)) == 1
    assert sorted(one.channel for one in Message.select()) == ["mail", "push"]


def test_under_a_gav_nothing_of_the_schedule_is_told(home: tuple[User, Account]) -> None:
    """Its hours do not hold: that the light comes back at ten would be a promise that nobody gave."""
    watching.choose({"changes": True, "before": 30, "back": 30}, actor=home[0])
    say(DARK)
    telling.tell_changes(at(0))
    source = OutageSource.get()
    gav = Works.create(rem=home[1].rem, kind=kinds.GAV, settlement="", starts_at=at(1), source=source)
    SubqueueDay.update(spans=DARKER).execute()
    assert telling.tell_changes(at(2)) == 0
    assert telling.tell_before(at(7 * 60 + 40)) == 0
    assert telling.tell_back(at(11 * 60 + 40)) == 0
    Works.update(ends_at=at(11 * 60 + 45)).where(Works.id == gav.id).execute()
    assert telling.tell_back(at(11 * 60 + 50)) == 1
    assert telling.tell_changes(at(11 * 60 + 50)) == 1
