"""Meters and registers of a batch beside those that are there: added, corrected, removed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import Any

from portal.domain.billing import looking, writing
from portal.domain.billing.formats import Batch
from portal.domain.billing.known import Known
from portal.domain.readings.past import as_date
from portal.language import gettext as _
from portal.models import Meter, Register


class Installed:
    """A meter as it is and as it shall be; without an ``id`` it is new."""

    def __init__(self, account: int, number: str, installed_on: date, removed_on: date | None = None) -> None:
        self.id: int | None = None
        self.account = account
        self.number = number
        self.installed_on = installed_on
        self.removed_on = removed_on
        self._before: tuple[date, date | None] | None = None

    @classmethod
    def of_row(cls, row: tuple[Any, ...]) -> Installed:
        row_id, account, number, installed_on, removed_on = row
        found = cls(account, number, as_date(installed_on), as_date(removed_on) if removed_on else None)
        found.id, found._before = row_id, (found.installed_on, found.removed_on)
        return found

    def overlaps(self, since: date, until: date | None) -> bool:
        """Whether it hung there some day between these two."""
        return since < (self.removed_on or date.max) and self.installed_on < (until or date.max)

    @property
    def is_changed(self) -> bool:
        return self._before != (self.installed_on, self.removed_on)


def install(batch: Batch, accounts: dict[str, Known]) -> tuple[dict[int, tuple[int, int]], int]:
    """({line: (meter, register)}, how many were new or changed), in the caller's transaction."""
    there = _meters_of({accounts[row.account].id for row in batch.rows})
    by_line: dict[int, Installed] = {}
    told: dict[tuple[str, str, date], Installed] = {}
    for row in batch.rows:
        key = (row.account, row.meter, row.installed_on)
        if key not in told:
            told[key] = _place(row, accounts[row.account].id, there)
        by_line[row.line] = told[key]
    for meters in there.values():
        _one_in_use(meters)
    changed = _write(meter for meters in there.values() for meter in meters if meter.is_changed)
    registers, new = _registers(batch, by_line)
    return registers, changed + new


def _meters_of(accounts: set[int]) -> dict[int, list[Installed]]:
    found: dict[int, list[Installed]] = defaultdict(list)
    columns = ("id", "account_id", "number", "installed_on", "removed_on")
    for row in sorted(looking.rows(Meter, columns, "account_id", accounts), key=lambda row: int(row[0])):
        meter = Installed.of_row(row)
        found[meter.account].append(meter)
    return found


def _place(row: Any, account: int, there: dict[int, list[Installed]]) -> Installed:
    """The meter that the row is about, with its dates. A day of installing that was wrong before is corrected."""
    same = [meter for meter in there[account] if meter.number == row.meter]
    exact = [meter for meter in same if meter.installed_on == row.installed_on]
    alike = exact or [meter for meter in same if meter.id and meter.overlaps(row.installed_on, row.removed_on)]
    if alike:
        meter = alike[0]
        meter.installed_on, meter.removed_on = row.installed_on, row.removed_on
    else:
        meter = Installed(account, row.meter, row.installed_on, row.removed_on)
        there[account].append(meter)
    return meter


def _one_in_use(meters: list[Installed]) -> None:
    """The newest without a day of removing is in use; those before gave way to the next."""
    hanging = sorted((one for one in meters if one.removed_on is None), key=lambda one: one.installed_on)
    for earlier, later in pairwise(hanging):
        earlier.removed_on = later.installed_on


def _write(meters: Iterable[Installed]) -> int:
    """Add and change; every meter has its row id afterwards."""
    changed = list(meters)
    new = [meter for meter in changed if meter.id is None]
    for meter in changed:
        if meter.id is not None:
            Meter.update(installed_on=meter.installed_on, removed_on=meter.removed_on).where(
                Meter.id == meter.id
            ).execute()
    rows = [(meter.account, meter.number, _text(meter.installed_on), _text(meter.removed_on)) for meter in new]
    writing.insert(Meter, ("account_id", "number", "installed_on", "removed_on"), rows)
    written = _meters_of({meter.account for meter in new})
    for meter in new:
        meter.id = next(
            one.id
            for one in written[meter.account]
            if (one.number, one.installed_on) == (meter.number, meter.installed_on)
        )
    return len(changed)


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _registers(batch: Batch, by_line: dict[int, Installed]) -> tuple[dict[int, tuple[int, int]], int]:
    """({line: (meter, register)}, how many registers were new or changed)."""
    _leave_out_lost_zones(batch, by_line)
    wanted = {
        (int(by_line[row.line].id or 0), row.direction, row.zone): (row.zones, row.digits) for row in batch.rows
    }
    key = ("meter_id", "direction", "zone")
    rows = [(*about, *columns) for about, columns in sorted(wanted.items())]
    changed = writing.upsert(Register, (*key, "zones", "digits"), key, rows)
    ids = {about: row_id for about, row_id, _zones in _present({meter for meter, _d, _z in wanted})}
    return {
        row.line: (meter, ids[meter, row.direction, row.zone])
        for row in batch.rows
        if (meter := int(by_line[row.line].id or 0))
    }, changed


def _present(meters: Iterable[int]) -> list[tuple[tuple[int, str, int], int, int]]:
    """[((meter, direction, zone), row id, zones)]."""
    columns = ("meter_id", "direction", "zone", "id", "zones")
    return [
        ((meter, direction, zone), row_id, zones)
        for meter, direction, zone, row_id, zones in looking.rows(Register, columns, "meter_id", meters)
    ]


def _leave_out_lost_zones(batch: Batch, by_line: dict[int, Installed]) -> None:
    """A register has values, so it can't go: a meter that counts fewer zones now is another meter."""
    most: dict[tuple[int, str], int] = {}
    for (meter, direction, zone), _row_id, _zones in _present({int(one.id or 0) for one in by_line.values()}):
        most[meter, direction] = max(zone, most.get((meter, direction), 0))
    reason = _("Зон у цього лічильника було більше: заведіть його з новою датою встановлення")
    batch.leave_out(
        {
            row.line: ("zones", reason)
            for row in batch.rows
            if row.zones < most.get((int(by_line[row.line].id or 0), row.direction), 0)
        }
    )
