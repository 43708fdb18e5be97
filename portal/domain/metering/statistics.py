"""Averages, year on year, the share of the night, and what a second zone would have meant. Pure functions.

The portal knows no tariffs. The one thing assumed is said wherever its result is shown: energy of the night zone
counts half (coefficient 0,5), that of the day in full.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from portal.domain.metering.choosing import MonthUse
from portal.domain.metering.history import Part
from portal.domain.metering.months import days_in
from portal.domain.readings import past
from portal.models import Meter, Register

NIGHT_COEFFICIENT = 0.5
# 23:00 to 7:00; of an even use a third falls into it.
NIGHT_FROM, NIGHT_UNTIL, NIGHT_HOURS = 23, 7, 8
EVEN_SHARE = NIGHT_HOURS / 24
# Little is used at night, as much as at any hour, more than by day (a boiler, heating).
ASSUMED_SHARES = (0.2, EVEN_SHARE, 0.5)


@dataclass(frozen=True)
class Compared:
    """Wh of the months that are known in both years, and of how many such months."""

    wh: int
    wh_before: int
    months: int

    @property
    def percent(self) -> int | None:
        """By how much it has grown; None where there was nothing before."""
        return round(100 * (self.wh - self.wh_before) / self.wh_before) if self.wh_before else None


@dataclass(frozen=True)
class Summary:
    """Of the months that are known: Wh, how many months and days they are, the year before, the night's share."""

    wh: int
    months: int
    days: int
    compared: Compared | None
    night: float | None

    @property
    def wh_a_month(self) -> float:
        return self.wh / self.months if self.months else 0

    @property
    def wh_a_day(self) -> float:
        return self.wh / self.days if self.days else 0


@dataclass(frozen=True)
class Counted:
    """Wh as a two-zone meter would count them if this ``share`` of them fell into the night."""

    share: float
    wh: float
    percent: int


@dataclass(frozen=True)
class Estimate:
    """What two zones mean for so many Wh: by the ``measured`` share of the night, or by several assumed ones."""

    measured: bool
    wh: int
    counted: list[Counted]


def summary(months: Sequence[MonthUse]) -> Summary:
    """What can be said of these months."""
    known = [month for month in months if month.wh is not None]
    return Summary(
        wh=sum(month.wh or 0 for month in known),
        months=len(known),
        days=sum(days_in(month.month) for month in known),
        compared=_compared(known),
        night=night_share(part for month in known for part in month.parts),
    )


def _compared(known: Sequence[MonthUse]) -> Compared | None:
    both = [month for month in known if month.wh_before is not None]
    if not both:
        return None
    return Compared(sum(month.wh or 0 for month in both), sum(month.wh_before or 0 for month in both), len(both))


def night_share(parts: Iterable[Part]) -> float | None:
    """The night zone's share, 0 to 1, of what meters with zones counted; None where there was none of it."""
    total = night = 0
    for part in parts:
        if part.zones > 1:
            total += part.wh
            night += part.wh if part.zone == part.zones else 0
    return night / total if total else None


def by_two_zones(wh: int, share: float) -> Counted:
    """The night's share counts half."""
    saved = share * (1 - NIGHT_COEFFICIENT)
    return Counted(share, wh * (1 - saved), round(100 * saved))


def estimate(months: Sequence[MonthUse]) -> Estimate | None:
    """By the night that was measured where the newest meter measures one, else by assumed nights."""
    parts = [part for month in reversed(months) for part in month.parts]
    measured = bool(parts) and parts[0].zones > 1
    counted = [part for part in parts if part.zones > 1 or not measured]
    wh = sum(part.wh for part in counted)
    if not wh:
        return None
    shares = (night_share(counted) or 0,) if measured else ASSUMED_SHARES
    return Estimate(measured, wh, [by_two_zones(wh, share) for share in shares])


@dataclass(frozen=True)
class Usual:
    """What a register of the meter in use counts in a usual day, in Wh, and on how many days that rests."""

    register: Register
    wh_a_day: float
    days: int


def usual(parts: Iterable[Part], meter: Meter, day: date) -> list[Usual]:
    """By register, as the checks of a reading for ``day`` know it; without those that rest on nothing."""
    use = past.together((part.meter, part.direction, part.zone, part.period, part.wh) for part in parts)
    known = [(register, *use.usual(register, day)) for register in meter.in_order]
    return [Usual(register, wh, days) for register, wh, days in known if wh is not None]
