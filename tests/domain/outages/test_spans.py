"""A day's spans: in order, merged, never two states at once; gaps stay."""

from __future__ import annotations

import pytest

from portal.domain.outages import spans
from portal.domain.outages.spans import Span
from tests.domain.outages.days import is_whole, state_at


def test_neighbours_are_merged_and_gaps_stay() -> None:
    said = spans.normalise(
        [(30, 60, "on"), (0, 30, "on"), (60, 90, "off"), (120, 150, "off"), (150, 180, "maybe")]
    )
    assert said == (Span(0, 60, "on"), Span(60, 90, "off"), Span(120, 150, "off"), Span(150, 180, "maybe"))
    assert spans.kept(said)[0] == [0, 60, "on"]
    assert spans.normalise(spans.kept(said)) == said
    assert not is_whole(said)


def test_the_same_twice_is_once() -> None:
    assert spans.normalise([(0, 30, "off"), (0, 30, "off"), (0, 60, "off")]) == (Span(0, 60, "off"),)


@pytest.mark.parametrize(
    "parts",
    [
        [(0, 60, "on"), (30, 90, "off")],
        [(0, 30, "on"), (0, 30, "maybe")],
        [(0, 1441, "on")],
        [(-30, 30, "on")],
        [(60, 60, "on")],
        [(90, 60, "on")],
        [(0, 30, "white")],
    ],
)
def test_what_is_no_day_is_refused(parts: list[tuple[int, int, str]]) -> None:
    with pytest.raises(ValueError, match=r"no span|two states"):
        spans.normalise(parts)


def test_the_state_at_a_minute() -> None:
    said = spans.normalise([(0, 60, "on"), (60, 90, "off")])
    assert [state_at(said, minute) for minute in (0, 59, 60, 90)] == ["on", "on", "off", None]
    assert state_at(spans.NO_SCHEDULE, 0) is None
    assert is_whole(spans.ALL_ON)
    assert not is_whole(spans.NO_SCHEDULE)


def test_times_of_the_wall_clock() -> None:
    assert [spans.shown(minute) for minute in (0, 30, 1410, 1440)] == ["00:00", "00:30", "23:30", "24:00"]
