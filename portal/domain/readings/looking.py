"""A closer look at one new reading, by somebody of the desk: it is written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from portal.database import db
from portal.domain import events
from portal.domain.files import attaching
from portal.domain.readings import comparing, decided, meters, processing
from portal.models import File, Submission, User
from portal.models.meter import FROM_GRID

MONTHS = 12
# A reading's use is set beside that of whole months as if it were of so many days.
MONTH_DAYS = 30


@dataclass(frozen=True)
class Bar:
    """One bar of the chart: use from the grid in kWh (None where it is unknown) in a month, or by this reading."""

    month: date | None
    kwh: int | None


@dataclass(frozen=True)
class Look:
    """All that helps to decide: the reading beside what was before, its files, use by month with the reading's
    own at the end, and what was decided if it is not new any more."""

    row: comparing.Row
    zones: str
    files: list[File]
    bars: list[Bar]
    earlier: decided.Earlier | None

    @property
    def submission(self) -> Submission:
        return self.row.submission

    @property
    def tallest(self) -> int:
        """kWh of the tallest bar, at least one."""
        return max(1, *(bar.kwh or 0 for bar in self.bars))


def look(actor: User, uuid: UUID, *, now: datetime) -> Look:
    """The reading, within the actor's reach.

    Raises:
        NotFound: there is none, or it is another РЕМ's.
    """
    submission = processing.of_desk(actor, uuid)
    with db.atomic():
        events.audit(submission, "reading_seen", actor=actor, at=now)
    (row,) = comparing.rows([submission])
    meter = submission.meter
    meter.in_order = [line.register for line in row.lines]
    is_new = submission.status_name == "new"
    return Look(
        row,
        meters.zones_in_words(meter) if row.lines else "",
        attaching.files_of_submissions([submission.id])[submission.id],
        bars(row),
        None if is_new else decided.earlier([submission.id])[0],
    )


def bars(row: comparing.Row) -> list[Bar]:
    """Twelve months before the reading, the oldest first, and the reading itself."""
    month = (row.submission.reading_date - timedelta(days=1)).replace(day=1)
    found = []
    for _number in range(MONTHS):
        zones = row.use.by_month.get((FROM_GRID, month))
        found.append(Bar(month, round(sum(zones.values()) / 1000) if zones else None))
        month = (month - timedelta(days=1)).replace(day=1)
    own = None if row.per_day is None else max(0, round(row.per_day * MONTH_DAYS))
    return [*reversed(found), Bar(None, own)]
