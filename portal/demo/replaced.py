"""The meter that a home had before its present one: without zones, read on the same days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from portal.demo.pasts import Point
from portal.demo.people import Home
from portal.models import Account, Meter, Register
from portal.models.meter import FROM_GRID

# Long enough ago that the present meter has a usual use, and the same month a year ago.
MONTHS_AGO = 15
DAY = 14
INSTALLED = date(2008, 4, 22)
# What it had counted before the years that are told.
SHIFT = 41_200


@dataclass(frozen=True)
class Meters:
    """The meter in use, and the one before it with the day of the change."""

    present: Meter
    earlier: Meter | None = None
    change: date = date.min

    def at(self, point: Point) -> tuple[Meter, tuple[int, ...]]:
        """What was read on that day: the old meter added up what the present one tells apart."""
        if self.earlier and point.reading_date < self.change:
            return self.earlier, (sum(point.values) + SHIFT,)
        return self.present, point.values

    def use(self, earlier: Point, later: Point) -> Iterator[tuple[Meter, Register, int]]:
        """(meter, register, kWh) between two readings; in the month of the change by days."""
        days = (later.reading_date - earlier.reading_date).days
        days_left = days - min(max((self.change - earlier.reading_date).days, 0), days) if self.earlier else days
        steps = [after - before for before, after in zip(earlier.values, later.values, strict=True)]
        left = [step * days_left // days for step in steps]
        if self.earlier and days_left < days:
            yield self.earlier, self.earlier.in_order[0], sum(steps) - sum(left)
        if days_left:
            for register, kwh in zip(self.present.in_order, left, strict=True):
                yield self.present, register, kwh


def add_earlier(home: Home, account: Account, present: Meter, newest: date) -> Meters:
    """Mount the earlier meter, if the home had one, and let the present one begin after it."""
    if home.earlier_meter is None:
        return Meters(present)
    month = newest.year * 12 + newest.month - 1 - MONTHS_AGO
    change = date(month // 12, month % 12 + 1, DAY)
    earlier = Meter.create(account=account, number=home.earlier_meter, installed_on=INSTALLED, removed_on=change)
    register = Register.create(meter=earlier, direction=FROM_GRID, zone=1, zones=1, digits=home.digits)
    earlier.in_order = [register]
    present.installed_on = change
    present.save()
    return Meters(present, earlier, change)
