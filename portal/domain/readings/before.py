"""Look up, for many new readings at once, their values and what their meters showed before.

Two queries for a page of the queue, one more when a meter stands still.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from portal.domain.readings import past
from portal.models import Reading, Register, Submission

# As far back as it is said for how long a meter has not moved.
STANDS_AT_MOST = timedelta(days=400)


def values(ids: Collection[int]) -> dict[int, list[tuple[Register, int]]]:
    found: dict[int, list[tuple[Register, int]]] = defaultdict(list)
    query = Reading.select(Reading, Register).join(Register).where(Reading.submission.in_(ids))
    for reading in query:
        found[reading.submission_id].append((reading.register, reading.value))
    return found


def previous(ids: Collection[int]) -> dict[tuple[int, int], tuple[date, int]]:
    """{(submission, register): (date, value) of the latest new or accepted one before}.

    Each is found by its own look into the index of meter and date: a window over all readings of the meters would
    read years of them.
    """
    earlier = Submission.alias("earlier")
    before = Submission.alias("before")
    latest = (
        earlier.select(earlier.id)
        .where(
            earlier.meter == Submission.meter,
            earlier.reading_date < Submission.reading_date,
            earlier.status.in_(past.COUNTED),
        )
        .order_by(earlier.reading_date.desc(), earlier.id.desc())
        .limit(1)
    )
    query: Any = (
        Submission.select(Submission.id, Reading.register, before.reading_date, Reading.value)
        .join(before, on=(before.id == latest))
        .join_from(before, Reading, on=(Reading.submission == before.id))
        .where(Submission.id.in_(ids))
        .tuples()
    )
    return {(row, register): (past.as_date(day), value) for row, register, day, value in query}


def months_still(submissions: Sequence[Submission]) -> dict[int, int]:
    """{submission: for how many whole months no register of its meter has moved}."""
    if not submissions:
        return {}
    by_meter: dict[int, list[tuple[date, int, int]]] = defaultdict(list)
    query: Any = (
        Reading.select(Submission.meter, Submission.reading_date, Reading.register, Reading.value)
        .join(Submission)
        .where(
            Submission.meter.in_([one.meter_id for one in submissions]),
            Submission.reading_date >= min(one.reading_date for one in submissions) - STANDS_AT_MOST,
            Submission.reading_date <= max(one.reading_date for one in submissions),
            Submission.status.in_(past.COUNTED),
        )
        .tuples()
    )
    for meter, day, register, value in query:
        by_meter[meter].append((past.as_date(day), register, value))
    return {one.id: _months_still(by_meter[one.meter_id], one.reading_date) for one in submissions}


def _months_still(values: list[tuple[date, int, int]], day: date) -> int:
    newest = {register: value for on, register, value in sorted(values) if on <= day}
    since = day
    for on, register, value in sorted(values, reverse=True):
        if on > day:
            continue
        if newest.get(register) != value:
            break
        since = min(since, on)
    months = (day.year - since.year) * 12 + day.month - since.month
    return months - (1 if day.day < since.day else 0)
