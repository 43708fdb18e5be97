"""The one place that knows what time it is.

Moments are aware and in UTC; dates of people and of the metering code are Kyiv dates. Tests set the time
with :func:`frozen`; nothing else in the project asks the system for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

KYIV = ZoneInfo("Europe/Kyiv")

_frozen: ContextVar[datetime | None] = ContextVar("frozen_moment", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def today() -> date:
    """The present calendar date in Kyiv."""
    return kyiv_date(now())


def kyiv_date(moment: datetime) -> date:
    """The calendar date that a moment has in Kyiv."""
    return moment.astimezone(KYIV).date()


@contextmanager
def frozen(moment: datetime) -> Iterator[datetime]:
    """Hold the time at ``moment`` (aware) within this context; for tests and for the demo's seed."""
    if moment.tzinfo is None:
        raise ValueError("a moment must be aware")
    token = _frozen.set(moment.astimezone(UTC))
    try:
        yield moment
    finally:
        _frozen.reset(token)
