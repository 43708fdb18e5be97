"""Keep what a source says of subqueues' days: a row changes only when its spans do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal import clock
from portal.domain.outages import spans
from portal.domain.outages.kinds import LASTS
from portal.domain.outages.spans import Spans
from portal.models import OutageSource, SubqueueDay


@dataclass(frozen=True)
class Change:
    """A subqueue's day is otherwise than it was; ``before`` is None when nothing was known of it."""

    subqueue: str
    day: date
    before: Spans | None
    after: Spans


def keep(days: Mapping[tuple[str, date], Spans], source: OutageSource, now: datetime) -> list[Change]:
    """Bring the rows up to date and return what changed. Call it in a transaction.

    A day that is as it was counts as this source's from now on: by it people are told how old that is. At most
    three statements, however many people live in the subqueues.
    """
    dates = sorted({day for _subqueue, day in days})
    rows = {(row.subqueue, row.day): row for row in SubqueueDay.select().where(SubqueueDay.day.in_(dates))}
    before = {key: spans.normalise(row.spans) for key, row in rows.items()}
    changes = [
        Change(subqueue, day, before.get((subqueue, day)), after)
        for (subqueue, day), after in sorted(days.items())
        if before.get((subqueue, day)) != after
    ]
    confirmed = [
        row.id for key, row in rows.items() if before[key] == days.get(key) and row.source_id != source.id
    ]
    if confirmed:
        SubqueueDay.update(source=source.id).where(SubqueueDay.id.in_(confirmed)).execute()
    if changes:
        _put(changes, source, now)
    return changes


def _put(changes: Sequence[Change], source: OutageSource, now: datetime) -> None:
    common = {"changed_at": now, "source": source.id}
    SubqueueDay.insert_many(
        [{"subqueue": one.subqueue, "day": one.day, "spans": spans.kept(one.after), **common} for one in changes]
    ).on_conflict(
        conflict_target=[SubqueueDay.subqueue, SubqueueDay.day],
        preserve=[SubqueueDay.spans, SubqueueDay.changed_at, SubqueueDay.source],
    ).execute()


def forget_old(now: datetime) -> int:
    """Throw away days long past that nobody has spoken of lately; returns how many."""
    past = SubqueueDay.day < clock.kyiv_date(now) - LASTS
    return int(SubqueueDay.delete().where(past, SubqueueDay.changed_at < now - LASTS).execute())


def days_of(subqueue: str) -> list[SubqueueDay]:
    """The days that are known of a subqueue, in their order."""
    return list(SubqueueDay.select().where(SubqueueDay.subqueue == subqueue).order_by(SubqueueDay.day))
