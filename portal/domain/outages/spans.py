"""A subqueue's day as spans: pure functions.

A span is ``[from, to, state]``: wall-clock minutes of Kyiv, 0 to 1440, also on the two days a year that have 23 or
25 hours. What a source did not say is in no span, and never taken for «on». No spans at all: no schedule applies
to the day. A day about which nothing is known has no row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

# «On» is guaranteed only unless there is an accident or works; «maybe» is whatever a source leaves open.
ON, OFF, MAYBE = "on", "off", "maybe"
STATES = (ON, OFF, MAYBE)
DAY = 1440
QUEUES = (1, 2, 3, 4, 5, 6)
SUBQUEUES = tuple(f"{queue}.{part}" for queue in QUEUES for part in (1, 2))


class Span(NamedTuple):
    """From ``begin`` to before ``end``, in minutes; in JSON it is a list of three."""

    begin: int
    end: int
    state: str


Spans = tuple[Span, ...]

NO_SCHEDULE: Spans = ()
ALL_ON: Spans = (Span(0, DAY, ON),)


def normalise(parts: Iterable[Sequence[Any]]) -> Spans:
    """In their order, neighbours of one state made one; gaps stay gaps.

    Raises:
        ValueError: a part is no span of a day, or two of different states overlap.
    """
    ordered = sorted(Span(*part) for part in parts)
    merged: list[Span] = []
    for span in ordered:
        if span.state not in STATES or not 0 <= span.begin < span.end <= DAY:
            raise ValueError(f"no span of a day: {span.begin}–{span.end} {span.state}")
        last = merged[-1] if merged else None
        if last and span.begin < last.end and span.state != last.state:
            raise ValueError(f"two states at {shown(span.begin)}")
        if last and span.begin <= last.end and span.state == last.state:
            merged[-1] = last._replace(end=max(last.end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def kept(spans: Spans) -> list[list[Any]]:
    """As they are kept in a row."""
    return [list(span) for span in spans]


def shown(minute: int) -> str:
    """``00:30``; the end of a day is ``24:00``."""
    return f"{minute // 60:02}:{minute % 60:02}"
