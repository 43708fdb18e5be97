"""Use by month as columns of an SVG, for any width: a month is a box of a percentage, in which heights
are pixels from the floor up; so letters keep their size. Pure functions; looks are the style sheet's.

A month's column stands before a paler, wider one: the same month a year before. Zones are stacked in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.domain.metering.choosing import MonthUse
from portal.domain.metering.history import Change, Part
from portal.domain.metering.months import days_in
from portal.formatting import kwh, month

# The tallest column, in pixels.
TALLEST = 140
# Three letters stand in a column of a phone.
SHORT = ("січ", "лют", "бер", "кві", "тра", "чер", "лип", "сер", "вер", "жов", "лис", "гру")
WHOLE, DAY, PEAK, NIGHT, UNDIVIDED = "whole", "day", "half-peak", "night", "undivided"


@dataclass(frozen=True)
class Box:
    """A part of a column: pixels from the floor to it, and its own."""

    below: int
    height: int
    look: str


@dataclass(frozen=True)
class Column:
    """A month: where it begins in percent of the chart, its boxes from the floor up, how high the year before is,
    and the taller of both. ``year`` is said where one begins."""

    left: float
    name: str
    year: int | None
    number: str
    before: int | None
    boxes: list[Box]
    height: int


@dataclass(frozen=True)
class Chart:
    """``looks`` are what its legend has to explain: {look: label}; ``marks`` where meters were changed."""

    columns: list[Column]
    looks: dict[str, str]
    has_before: bool
    marks: list[float]
    highest: str
    lowest: str


def of_use(months: Sequence[MonthUse], changes: Sequence[Change]) -> Chart:
    """The months from left to right."""
    tallest = max([1, *(max(one.wh or 0, one.wh_before or 0) for one in months)])
    parts = [part for one in months for part in one.parts]
    is_mixed = len({part.zones > 1 for part in parts}) > 1
    known = sorted((one for one in months if one.wh is not None), key=lambda one: one.wh or 0)
    return Chart(
        columns=[_column(place, one, len(months), tallest, is_mixed) for place, one in enumerate(months)],
        looks={_look(part, is_mixed): part.label for part in sorted(parts, key=lambda one: (one.zones, one.zone))},
        has_before=any(one.wh_before is not None for one in months),
        marks=_marks(months, changes),
        highest=_in_words(known[-1]) if known else "",
        lowest=_in_words(known[0]) if known else "",
    )


def _column(place: int, one: MonthUse, of_how_many: int, tallest: int, is_mixed: bool) -> Column:
    starts_a_year = place == 0 or one.month.month == 1
    before = None if one.wh_before is None else _height(one.wh_before, tallest)
    return Column(
        left=round(100 * place / of_how_many, 1),
        name=SHORT[one.month.month - 1],
        year=one.month.year if starts_a_year else None,
        number="" if one.wh is None else kwh(round(one.wh / 1000)),
        before=before,
        boxes=_stacked(one.parts, tallest, is_mixed),
        height=max(_height(one.wh or 0, tallest), before or 0),
    )


def _stacked(parts: Sequence[Part], tallest: int, is_mixed: bool) -> list[Box]:
    """Undivided use lowest, then the zones in their order, so that a boundary moves as little as it can."""
    boxes, wh = [], 0
    for part in sorted(parts, key=lambda part: (part.zones, part.zone)):
        below = _height(wh, tallest)
        wh += part.wh
        boxes.append(Box(below, _height(wh, tallest) - below, _look(part, is_mixed)))
    return boxes


def _height(wh: int, tallest: int) -> int:
    """Whole pixels, which is what a screen shows of it."""
    return round(TALLEST * wh / tallest)


def _look(part: Part, is_mixed: bool) -> str:
    if part.zones == 1:
        return UNDIVIDED if is_mixed else WHOLE
    if part.zone == part.zones:
        return NIGHT
    return PEAK if part.zone > 1 else DAY


def _marks(months: Sequence[MonthUse], changes: Sequence[Change]) -> list[float]:
    """Where a meter was changed: on its day, or at the beginning of the first month of the new one."""
    places = {one.month: place for place, one in enumerate(months)}
    found = []
    for change in changes:
        on: date = change.on or change.month
        if on.replace(day=1) in places:
            within = (on.day - 1) / days_in(on)
            found.append(round((places[on.replace(day=1)] + within) * 100 / len(months), 1))
    return found


def _in_words(one: MonthUse) -> str:
    """«жовтень 2026: 94»"""
    return f"{month(one.month)} {one.month.year}: {kwh(round((one.wh or 0) / 1000))}"
