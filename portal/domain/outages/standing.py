"""How each source stands: when it last answered well, since when it fails, when it is worth asking again.

That a source fails is told once, and once that it is back: an event each, in the transaction of the change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from portal.domain import events
from portal.models import OutageSource

FAILED, RETURNED = "source_failed", "source_returned"

MOST_NOTICES, LONGEST_NOTICE = 3, 600
SHORTEST_PAUSE = timedelta(minutes=10)
LONGEST_PAUSE = timedelta(hours=1)
# A poll that comes a little earlier than the one before, by its jitter, still counts as the next.
SLACK = timedelta(minutes=3)


def of(name: str) -> OutageSource:
    """The row of a source, made when it is asked for the first time."""
    found: OutageSource | None = OutageSource.get_or_none(OutageSource.name == name)
    if found is None:
        # Two polls may want it at once, on two machines.
        OutageSource.insert(name=name).on_conflict_ignore().execute()
        found = OutageSource.get(OutageSource.name == name)
    return found


def asked() -> list[OutageSource]:
    """Those that have been asked at least once, by name; the desk, which is a source as well, is never asked."""
    return list(OutageSource.select().where(OutageSource.checked_at.is_null(False)).order_by(OutageSource.name))


def is_due(source: OutageSource, now: datetime) -> bool:
    """Whether to ask it: always while it answers, and after pauses that double up to an hour while it fails."""
    if source.failing_since is None or source.checked_at is None:
        return True
    if now < source.checked_at:
        return True  # the clock was ahead when it was asked
    failing_for = source.checked_at - source.failing_since
    pause = min(LONGEST_PAUSE, max(SHORTEST_PAUSE, failing_for))
    return bool(now >= source.checked_at + pause - SLACK)


def answered(source: OutageSource, validators: dict[str, Any], now: datetime) -> bool:
    """It answered well; returns whether it is back from failing. Call it in the transaction of what it said."""
    was_failing = source.failing_since is not None
    OutageSource.update(checked_at=now, good_at=now, failing_since=None, failure="", validators=validators).where(
        OutageSource.id == source.id
    ).execute()
    if was_failing:
        events.record(source, RETURNED, actor=None, at=now, failing_since=source.failing_since.isoformat())
    return was_failing


def failed(source: OutageSource, reason: str, now: datetime) -> bool:
    """It did not; returns whether that is new. What it said before stays, with its age."""
    is_new = source.failing_since is None
    # What was conditional on its last answer is void: another source may have spoken since.
    OutageSource.update(
        checked_at=now, failing_since=source.failing_since or now, failure=reason, validators={}
    ).where(OutageSource.id == source.id).execute()
    if is_new:
        events.record(source, FAILED, actor=None, at=now, reason=reason)
    return is_new


def keep_notices(source: OutageSource, notices: Sequence[str]) -> bool:
    """What it wants people to read; returns whether that is new."""
    kept = [notice[:LONGEST_NOTICE] for notice in notices[:MOST_NOTICES]]
    is_new: bool = kept != source.notices
    if is_new:
        OutageSource.update(notices=kept).where(OutageSource.id == source.id).execute()
    return is_new


def forget_validators(names: Iterable[str]) -> None:
    """What another source said has replaced what these said: they have to say all of it again."""
    OutageSource.update(validators={}).where(OutageSource.name.in_(list(names))).execute()


def validators(answers: Mapping[str, Any], url: str, today: date) -> dict[str, Any]:
    """As they are kept: for this address, and this day, since a page without a date speaks of today."""
    return {"url": url, "day": today.isoformat(), "answers": dict(answers)}


def answers(source: OutageSource, url: str, today: date) -> dict[str, Any]:
    """The validators of its last answers, as far as they still hold."""
    kept: dict[str, Any] = source.validators
    holds = kept.get("url") == url and kept.get("day") == today.isoformat()
    return dict(kept["answers"]) if holds else {}
