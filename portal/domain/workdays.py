"""Working days: Monday to Friday, and whether public holidays are among them.

Under martial law they are: Article 6 of the law on the organisation of labour relations under martial law
suspends Articles 67 and 73 of the Labour Code. Otherwise the holidays of Article 73 are not, with those that
fall on a weekend moved to the next working day (Article 67); the days are data, in ``data/holidays-uk.csv``.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path

HOLIDAYS = Path(__file__).resolve().parent.parent / "data" / "holidays-uk.csv"
SATURDAY = 5
ONE = timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """Which days are worked on; without holidays every day from Monday to Friday is."""

    holidays: frozenset[date] = field(default_factory=frozenset)

    def is_working(self, day: date) -> bool:
        return day.weekday() < SATURDAY and day not in self.holidays

    def add(self, day: date, days: int) -> date:
        """The ``days``-th working day after ``day``, which itself does not count."""
        while days > 0:
            day += ONE
            days -= self.is_working(day)
        return day

    def between(self, after: date, until: date) -> int:
        """How many working days there are behind ``after`` up to and with ``until``; negative backwards."""
        if until < after:
            return -self.between(until, after)
        days = (until - after).days
        weeks, rest = divmod(days, 7)
        worked = weeks * SATURDAY + sum((after + ONE * n).weekday() < SATURDAY for n in range(1, rest + 1))
        return worked - sum(after < day <= until and day.weekday() < SATURDAY for day in self.holidays)

    def or_next(self, day: date) -> date:
        """``day`` if it is worked on, otherwise the next day that is."""
        while not self.is_working(day):
            day += ONE
        return day


@cache
def calendar(*, work_on_holidays: bool) -> Calendar:
    """The calendar of Ukraine: with ``work_on_holidays`` as under martial law."""
    return Calendar() if work_on_holidays else Calendar(frozenset(holidays()))


def holidays(source: Path = HOLIDAYS) -> dict[date, str]:
    """The days off besides weekends, with their names."""
    with source.open(encoding="utf-8", newline="") as lines:
        return {date.fromisoformat(row["date"]): row["name"] for row in csv.DictReader(lines, delimiter=";")}
