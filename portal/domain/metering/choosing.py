"""What of the history is looked at: twelve months or a year, one direction, all meters and registers or one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

from portal.domain.metering.history import History, Part
from portal.domain.metering.months import YEAR, first_of, shifted
from portal.models.meter import FROM_GRID, INTO_GRID

DIRECTIONS = {"taken": FROM_GRID, "given": INTO_GRID}


@dataclass(frozen=True)
class Choice:
    """``year`` is None for the twelve newest months of what is chosen; ``register`` is (zone, of how many)."""

    direction: str
    year: int | None = None
    meter: str | None = None
    register: tuple[int, int] | None = None

    def takes(self, part: Part) -> bool:
        """Whether it is looked at, whenever it was."""
        return (
            part.direction == self.direction
            and self.meter in (None, part.meter)
            and self.register in (None, (part.zone, part.zones))
        )


@dataclass(frozen=True)
class MonthUse:
    """A month with its parts, the newest meter first, and the Wh of the same month a year before, if known."""

    month: date
    parts: list[Part]
    wh_before: int | None

    @property
    def wh(self) -> int | None:
        """None where nothing is known of the month, which is not the same as no use."""
        return sum(part.wh for part in self.parts) if self.parts else None

    @property
    def by_meter(self) -> list[tuple[date, str, list[Part]]]:
        """(period, meter, its registers), a line of the manual's table each."""
        lines: dict[tuple[date, str], list[Part]] = defaultdict(list)
        for part in self.parts:
            lines[part.period, part.meter].append(part)
        return [(period, meter, parts) for (period, meter), parts in lines.items()]


def choose(history: History, *, year: str, direction: str, meter: str, zone: str) -> Choice:
    """From what an address says; what makes no sense in it is as if it were not there."""
    wanted = DIRECTIONS.get(direction)
    there = history.directions
    chosen = wanted if wanted in there else there[0] if there else FROM_GRID
    registers = {f"{one}-{of_how_many}": (one, of_how_many) for one, of_how_many in history.registers(chosen)}
    choice = Choice(
        direction=chosen,
        meter=meter if meter in history.meters else None,
        register=registers.get(zone),
    )
    return replace(choice, year=next((one for one in years(history, choice) if str(one) == year), None))


def years(history: History, choice: Choice) -> list[int]:
    """Those in which there is something of what is chosen, the newest first."""
    return sorted({part.period.year for part in history.parts if choice.takes(part)}, reverse=True)


def months(history: History, choice: Choice) -> list[MonthUse]:
    """Twelve months, the oldest first; none where nothing of what is chosen is known."""
    found: dict[date, list[Part]] = defaultdict(list)
    for part in history.parts:
        if choice.takes(part):
            found[first_of(part.period)].append(part)
    if not found:
        return []
    begin = date(choice.year, 1, 1) if choice.year else shifted(max(found), 1 - YEAR)
    return [_month(shifted(begin, number), found) for number in range(YEAR)]


def _month(month: date, found: dict[date, list[Part]]) -> MonthUse:
    before = found.get(shifted(month, -YEAR))
    return MonthUse(month, found.get(month, []), sum(part.wh for part in before) if before else None)
