"""What a schedule means at a moment, over midnight and on the days when the clock is changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from portal.domain.outages import schedule
from portal.domain.outages.schedule import MAYBE, NONE, OFF, ON, UNKNOWN

KYIV = ZoneInfo("Europe/Kyiv")
TODAY = date(2026, 11, 24)
TOMORROW = date(2026, 11, 25)
SHORT, LONG = date(2027, 3, 28), date(2026, 10, 25)
DAY = [[0, 120, ON], [120, 300, OFF], [300, 1080, ON], [1080, 1320, OFF], [1320, 1440, ON]]


def at(hour: int, minute: int = 0, day: date = TODAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=KYIV)


def test_now_and_what_comes() -> None:
    found = schedule.outlook({TODAY: DAY}, at(14, 6))
    assert (found.state, found.until) == (ON, at(18))
    assert found.following is not None
    assert (found.following.state, found.following.ends) == (OFF, at(22))
    assert schedule.outlook({TODAY: DAY}, at(18)).state == OFF
    assert schedule.outlook({TODAY: DAY}, at(17, 59)).state == ON


def test_light_goes_on_over_midnight() -> None:
    tomorrow = [[0, 60, ON], [60, 180, OFF], [180, 1440, ON]]
    found = schedule.outlook({TODAY: DAY, TOMORROW: tomorrow}, at(23))
    assert (found.state, found.until) == (ON, at(1, day=TOMORROW))
    coming = schedule.next_off({TODAY: DAY, TOMORROW: tomorrow}, at(23))
    assert coming is not None
    assert (coming.begins, coming.lasts) == (at(1, day=TOMORROW), timedelta(hours=2))


def test_what_is_not_known_is_never_light() -> None:
    assert schedule.outlook({}, at(12)).state == UNKNOWN
    assert schedule.outlook({TODAY: None}, at(12)).state == UNKNOWN
    assert schedule.outlook({TODAY: []}, at(12)).state == NONE
    assert schedule.outlook({TODAY: [[0, 600, ON]]}, at(12)).state == UNKNOWN
    assert schedule.outlook({TODAY: [[720, 780, MAYBE]]}, at(12)).state == MAYBE
    late = schedule.outlook({TODAY: DAY}, at(23))
    assert (late.state, late.until, late.following) == (ON, None, None), "nobody knows tomorrow"


def test_a_day_of_twenty_three_hours() -> None:
    spans = [[0, 180, ON], [180, 240, OFF], [240, 1440, ON]]
    pieces = schedule.of_day(SHORT, spans)
    assert sum((piece.lasts for piece in pieces), timedelta()) == timedelta(hours=23)
    assert all(piece.state == ON for piece in pieces), "the hour without light is the one that is left out"


def test_a_day_of_twenty_five_hours() -> None:
    spans = [[0, 180, ON], [180, 240, OFF], [240, 1440, ON]]
    pieces = schedule.of_day(LONG, spans)
    assert sum((piece.lasts for piece in pieces), timedelta()) == timedelta(hours=25)
    [dark] = [piece for piece in pieces if piece.state == OFF]
    assert dark.lasts == timedelta(hours=2), "the hour that comes twice is without light both times"
    both = (datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))
    assert {schedule.outlook({LONG: spans}, moment).state for moment in both} == {OFF}


STATES = (ON, OFF, MAYBE)


def spans_of(cuts: list[int]) -> list[list[object]]:
    """Spans between the cuts (in half hours), each in another state than its neighbours."""
    return [
        [begin * 30, end * 30, STATES[number % 3]] for number, (begin, end) in enumerate(pairwise(sorted(cuts)))
    ]


SPANS = st.lists(st.integers(0, 48), unique=True, max_size=8).map(spans_of)


@given(st.sampled_from([TODAY, SHORT, LONG]), SPANS)
def test_a_day_is_covered_once_and_in_order(day: date, spans: list[list[object]]) -> None:
    pieces = schedule.of_day(day, spans)
    assert pieces[0].begins == schedule.moment_of(day, 0)
    assert pieces[-1].ends == schedule.moment_of(day, schedule.MINUTES)
    for earlier, later in pairwise(pieces):
        assert earlier.ends == later.begins
        assert earlier.state != later.state
        assert earlier.lasts > timedelta(0)
