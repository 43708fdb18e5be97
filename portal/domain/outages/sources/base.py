"""What a source of outages looks like to those who poll it, and what all sources share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from portal.domain.outages import spans
from portal.domain.outages.fetching import Visit
from portal.domain.outages.spans import Spans

_OFF = {"red", "#f00", "#f33", "#ff0000", "#ff3333"}
_ON = {"white", "#fff", "#ffffff", "green"}

Days = dict[tuple[str, date], Spans]


class Unreadable(Exception):
    """An answer is not what it should be; the text says why, for the log and the command line."""


@dataclass(frozen=True)
class Work:
    """Planned works as a source tells of them; ``is_read`` is false where only the ``original`` could be kept."""

    settlement: str
    # Texts as published, one a street with its houses: «вул. Київська 1, 3-5».
    houses: tuple[str, ...]
    reason: str
    starts_at: datetime
    ends_at: datetime | None
    original: str
    is_read: bool = True


@dataclass(frozen=True)
class Reading:
    """What a source says: the days of subqueues, notices for people (None: not known, those of before stay), and
    what in it could not be read."""

    days: Days = field(default_factory=dict)
    notices: tuple[str, ...] | None = ()
    unread: tuple[str, ...] = ()


class Source(Protocol):
    """A feed of schedules. The order of preference is whoever polls to say."""

    @property
    def name(self) -> str:
        """Of its row; at most 32 letters."""
        ...

    @property
    def url(self) -> str:
        """The address below which it is asked."""
        ...

    def ask(self, visit: Visit, today: date) -> Reading | None:
        """What it says now; None when nothing has changed since the last time.

        Raises:
            Unreadable: it answers with something else.
            SourceAway: it does not answer.
        """
        ...


def state_of(colours: Iterable[str]) -> str:
    """What the colours given to a cell mean together. None, or one that is not known, promises nothing."""
    known = {" ".join(colour.casefold().replace("!important", "").split()) for colour in colours}
    if known & _OFF:
        return spans.OFF
    return spans.ON if known and known <= _ON else spans.MAYBE


def without_schedules(days: Mapping[tuple[str, date], Spans]) -> Days:
    """The same with no spans on days that are white for every subqueue: no schedule applies to them."""
    dates = {day for _subqueue, day in days}
    white = {
        day
        for day in dates
        if all(said in (spans.ALL_ON, spans.NO_SCHEDULE) for (_one, its), said in days.items() if its == day)
    }
    return {(one, day): spans.NO_SCHEDULE if day in white else said for (one, day), said in days.items()}


def no_schedule(day: date) -> Days:
    """Of every subqueue: no schedule applies to this day."""
    return {(subqueue, day): spans.NO_SCHEDULE for subqueue in spans.SUBQUEUES}
