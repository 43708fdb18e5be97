"""What tests ask of the spans of a day."""

from __future__ import annotations

from itertools import pairwise

from portal.domain.outages.spans import DAY, Spans


def is_whole(spans: Spans) -> bool:
    """Whether every minute of the day has a state."""
    edges = pairwise(spans)
    return bool(spans) and spans[0].begin == 0 and spans[-1].end == DAY and all(a.end == b.begin for a, b in edges)


def state_at(spans: Spans, minute: int) -> str | None:
    """The state at a minute of the wall clock; None where nothing is known or no schedule applies."""
    return next((span.state for span in spans if span.begin <= minute < span.end), None)
