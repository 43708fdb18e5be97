"""The past of a made-up home: readings on every first of the month, and the use between them. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from portal.clock import KYIV
from portal.demo.people import Home
from portal.domain.readings import window

MONTHS = 25

# In percent of a usual month, from January on: lamps and heating here, a roof with panels there.
TAKEN_BY_MONTH = (118, 110, 104, 95, 88, 84, 86, 90, 93, 99, 105, 116)
GIVEN_BY_MONTH = (15, 35, 80, 120, 150, 165, 165, 150, 110, 65, 25, 12)

# When people send: days from the first of the month, and the time of day in Kyiv. The newest come first.
SENT = ((-1, time(10, 21)), (-1, time(18, 57)), (-2, time(20, 5)), (0, time(9, 40)), (1, time(7, 32)))


@dataclass(frozen=True)
class Point:
    """The values of all registers on a date, and when they were taken and sent."""

    reading_date: date
    taken_at: datetime
    values: tuple[int, ...]


def newest_first_of_month(today: date) -> date:
    """The last first of a month that readings are not to be sent for any more: the next one is still open."""
    present = window.window_at(today)
    target = present.counts_for if present else window.next_first(today)
    return _month_before(target)


def points(home: Home, today: date, how_many: int) -> list[Point]:
    """Readings on so many firsts of a month, the newest first."""
    return list(_backwards(home, newest_first_of_month(today), how_many))


def use_in(month: date, usual: int, *, given: bool = False) -> int:
    """kWh in a month: by season, and a little different every year."""
    season = (GIVEN_BY_MONTH if given else TAKEN_BY_MONTH)[month.month - 1]
    whim = (month.year * 7 + month.month * 3) % 9 - 4
    return max(1, usual * (season + whim) // 100)


def _backwards(home: Home, first: date, how_many: int) -> Iterator[Point]:
    values = home.newest
    taken = home.zones
    for number in range(how_many):
        days, at = SENT[number % len(SENT)]
        yield Point(first, datetime.combine(first + timedelta(days=days), at, KYIV), values)
        month = _month_before(first)
        # The newest step is the usual one, so that the newest two values are those of the manual.
        steps = [
            usual if number == 0 else use_in(month, usual, given=index >= taken)
            for index, usual in enumerate(home.month)
        ]
        values = tuple(value - step for value, step in zip(values, steps, strict=True))
        first = month


def _month_before(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)
