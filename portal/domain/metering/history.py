"""Історичні дані: what an account took from the grid and gave into it, by period, meter and register.

All of it at once: a home has a few rows a month, and choosing among them costs no query. It hangs on the account,
so it goes on over a change of meters.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from portal.domain.metering.months import first_of
from portal.domain.readings import meters
from portal.domain.readings.past import as_date
from portal.language import gettext as _
from portal.models import Account, Consumption, Meter
from portal.models.meter import FROM_GRID, INTO_GRID
from portal.models.prepared import Prepared

_use = Prepared(
    lambda value: (
        Consumption.select(
            Consumption.period,
            Consumption.meter_number,
            Consumption.direction,
            Consumption.zone,
            Consumption.wh,
        )
        .where(Consumption.account == value("account", Consumption.account))
        .order_by(Consumption.period.desc(), Consumption.id)
    )
)
_meters = Prepared(
    lambda value: (
        Meter.select(Meter.number, Meter.installed_on, Meter.removed_on)
        .where(Meter.account == value("account", Meter.account))
        .order_by(Meter.installed_on, Meter.id)
    )
)


@dataclass(frozen=True)
class Part:
    """What one register counted in a period: ``zone`` of the ``zones`` that its meter had then, in whole Wh."""

    period: date
    meter: str
    direction: str
    zone: int
    zones: int
    wh: int

    @property
    def label(self) -> str:
        """«День», «Ніч»…; of a meter without zones «Без зон»."""
        return zone_label(self.zone, self.zones)


@dataclass(frozen=True)
class Mounted:
    """When a meter was at the supply point; the one in use has no ``until``."""

    number: str
    since: date
    until: date | None


@dataclass(frozen=True)
class Change:
    """A change of meters, and the day of it if that is known; ``month`` is the first one of the new meter."""

    month: date
    on: date | None
    before: str
    after: str


@dataclass(frozen=True)
class History:
    """All that is known, the newest period first, of the newest meter first."""

    parts: list[Part]
    mounted: dict[str, Mounted]

    @property
    def directions(self) -> list[str]:
        """From the grid first; into it only where something was ever counted there."""
        found = {part.direction for part in self.parts}
        return [direction for direction in (FROM_GRID, INTO_GRID) if direction in found]

    @property
    def meters(self) -> list[str]:
        """Their numbers, the newest first."""
        return list(dict.fromkeys(part.meter for part in self.parts))

    def registers(self, direction: str) -> list[tuple[int, int]]:
        """(zone, of how many), where there are zones to choose among."""
        found = {(part.zone, part.zones) for part in self.parts if part.direction == direction and part.zones > 1}
        return sorted(found, key=lambda one: (one[1], one[0]))

    @property
    def changes(self) -> list[Change]:
        """Where one meter follows another, the oldest change first."""
        begins: dict[str, date] = {}
        for part in reversed(self.parts):
            begins.setdefault(part.meter, first_of(part.period))
        return [self._change(before, after, begins[after]) for before, after in pairwise(self.meters[::-1])]

    def _change(self, before: str, after: str, month: date) -> Change:
        known = self.mounted.get(after)
        return Change(month, known.since if known else None, before, after)


def of(account: Account) -> History:
    """Two queries, however long it is."""
    mounted = [_mounted(*row) for row in _meters.rows(account=account.id)]
    raw = [(as_date(period), *rest) for period, *rest in _use.rows(account=account.id)]
    return History(_parts(raw, {one.number: one.since for one in mounted}), {one.number: one for one in mounted})


def zone_label(zone: int, zones: int) -> str:
    """What the zone is called; ``zones`` of 1 is a meter that knows none."""
    return _("Без зон") if zones == 1 else str(meters.ZONES[zones][zone - 1])


def _mounted(number: str, since: date | str, until: date | str | None) -> Mounted:
    return Mounted(number, as_date(since), as_date(until) if until else None)


def _parts(raw: list[tuple[date, str, str, int, int]], since: dict[str, date]) -> list[Part]:
    """How many zones a meter had is seen by the rows of its period: meters are set anew without being changed."""
    zones: dict[tuple[date, str, str], int] = defaultdict(int)
    for period, meter, direction, zone, _wh in raw:
        key = (period, meter, direction)
        zones[key] = max(zones[key], zone)
    parts = [
        Part(period, meter, direction, zone, zones[period, meter, direction], wh)
        for period, meter, direction, zone, wh in raw
    ]
    # A meter that is not listed any more is an older one.
    parts.sort(key=lambda part: meters.place(part.direction, part.zone))
    parts.sort(key=lambda part: (part.period, since.get(part.meter, date.min)), reverse=True)
    return parts
