"""New readings beside what was before: the previous value, use since then, usual use. For many meters at once.

Values in whole kWh.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.domain.readings import before, checks, meters, past
from portal.domain.readings.outlook import is_likely_past_zero
from portal.models import Register, Submission
from portal.models.meter import FROM_GRID


@dataclass(frozen=True)
class Line:
    """One register of a submission; ``use`` is kWh since the previous value (None where it is unknown), ``usual``
    what is usual for as many days."""

    register: Register
    value: int
    previous: int | None
    previous_on: date | None
    use: int | None
    days: int
    usual: int | None

    @property
    def label(self) -> str:
        return meters.label(self.register)

    @property
    def is_less(self) -> bool:
        return self.previous is not None and self.value < self.previous

    @property
    def is_past_zero(self) -> bool:
        """Smaller than before, and likely because the register went past its last number."""
        return (
            self.previous is not None
            and self.is_less
            and is_likely_past_zero(self.register, self.value, self.previous)
        )

    @property
    def ratio(self) -> float | None:
        """How many times the usual was used."""
        return self.use / self.usual if self.use is not None and self.usual else None


@dataclass(frozen=True)
class Row:
    """A submission of the queue. ``still_for`` is for how many whole months its meter has not moved."""

    submission: Submission
    lines: list[Line]
    use: past.Use
    still_for: int | None

    @property
    def ratio(self) -> float | None:
        """The largest of its registers' ratios."""
        return max((line.ratio for line in self.lines if line.ratio is not None), default=None)

    @property
    def per_day(self) -> float | None:
        """kWh a day from the grid, by this reading."""
        known = [line for line in self._from_grid if line.use is not None]
        return sum((line.use or 0) / line.days for line in known) if known else None

    @property
    def usual_per_day(self) -> float | None:
        """The same, as usual."""
        known = [line for line in self._from_grid if line.usual is not None]
        return sum((line.usual or 0) / line.days for line in known) if known else None

    @property
    def _from_grid(self) -> list[Line]:
        return [line for line in self.lines if line.register.direction == FROM_GRID]


def rows(submissions: Sequence[Submission]) -> list[Row]:
    """The submissions with their lines; ``account`` and ``meter`` of each have to be there already."""
    if not submissions:
        return []
    values = before.values([one.id for one in submissions])
    earlier = before.previous([one.id for one in submissions])
    use = past.use_of_many({one.account_id: one.reading_date for one in submissions})
    still = before.months_still([one for one in submissions if checks.NO_USE in one.warnings])
    return [
        Row(
            one,
            _lines(one, values[one.id], earlier, use[one.account_id]),
            use[one.account_id],
            still.get(one.id),
        )
        for one in submissions
    ]


def _lines(
    one: Submission,
    values: list[tuple[Register, int]],
    earlier: dict[tuple[int, int], tuple[date, int]],
    use: past.Use,
) -> list[Line]:
    in_order = sorted(values, key=lambda pair: meters.place(pair[0].direction, pair[0].zone))
    return [_line(one, register, value, earlier.get((one.id, register.id)), use) for register, value in in_order]


def _line(
    one: Submission, register: Register, value: int, earlier: tuple[date, int] | None, use: past.Use
) -> Line:
    if earlier is None:
        return Line(register, value, None, None, None, 1, None)
    previous_on, previous = earlier
    days = max(1, (one.reading_date - previous_on).days)
    wh_a_day, _known_days = use.usual(register, one.reading_date)
    usual = None if wh_a_day is None else round(wh_a_day * days / 1000)
    went_past = value < previous and is_likely_past_zero(register, value, previous)
    used = checks.use_since(value, previous, register.digits) if went_past else value - previous
    return Line(register, value, previous, previous_on, used, days, usual)
