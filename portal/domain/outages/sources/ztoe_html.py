"""The operator's page with the grid of hourly switching-off: read when the JSON fails.

A row per subqueue, a header with the date over its 48 half-hour cells, or 24 hourly ones; there may be several
dates. Until 2025 a row was a queue, I … VI. That page links queue n by ``cherga_id=n``, the number that
the JSON gives together with a ``pidcherga_id`` now: the queue was split later, and what held for it held for both
parts.

A row whose cells don't stand under the header's is left out: from a missing cell on, each would be taken for its
neighbour. «Дата оновлення інформації» ticks by itself and is not looked at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import parse_qs, urlsplit

from portal.domain.outages import spans
from portal.domain.outages.fetching import Visit
from portal.domain.outages.sources import tables
from portal.domain.outages.sources.base import (
    Days,
    Reading,
    Unreadable,
    no_schedule,
    state_of,
    without_schedules,
)
from portal.domain.outages.sources.tables import Cell, Grid
from portal.domain.outages.spans import Span

PAGE = "unhooking-search.php"
CELLS = (24, 48)

_DATE = re.compile(r"\d\d\.\d\d\.\d{4}")
_SUBQUEUE = re.compile(r"(?<![\d.,])([1-6])[.,]([12])(?![\d.,])")
_HOURS = re.compile(r"(\d{1,2})(?::?(\d\d))?\s*[-–—]\s*(\d{1,2})(?::?(\d\d))?")
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6}
_NO_COMMAND = re.compile(r"команди.{0,200}?\bне\s+надходило", re.IGNORECASE)
_COMMAND = re.compile(r"буде\s+застосовано", re.IGNORECASE)
_FORM = 'name="rem_id"'


@dataclass(frozen=True)
class ZtoeHtml:
    """The page of АТ «Житомиробленерго»; ``url`` is the address of their site."""

    url: str
    name: str = "ztoe-html"

    def ask(self, visit: Visit, today: date) -> Reading | None:
        """As :class:`portal.domain.outages.sources.base.Source` says."""
        answer = visit.get(PAGE)
        return None if answer.body is None else read(answer.text, today)


@dataclass(frozen=True)
class _Head:
    """A date over its columns."""

    day: date
    column: int
    cells: int

    @property
    def end(self) -> int:
        return self.column + self.cells


def read(html: str, today: date) -> Reading:
    """What the page says; ``today`` is for a page without a grid and without a date.

    Raises:
        Unreadable: no grid that we know, and nothing that says that there is none.
    """
    try:
        page = tables.read(html)
    except ValueError as error:
        raise Unreadable(str(error)) from error
    days: Days = {}
    unread: list[str] = []
    grids = [grid for grid in page.grids if _looks_like_schedule(grid)]
    for grid in grids:
        _read_grid(grid, days, unread)
    if not grids:
        days = _without_grid(page, html, today)
    elif not days:
        raise Unreadable("no row of the grid could be read")
    notices = tuple(heading for heading in page.headings if "НЕК" in heading)
    return Reading(without_schedules(days), notices, tuple(unread))


def _without_grid(page: tables.Page, html: str, today: date) -> Days:
    said = _NO_COMMAND.search(page.text)
    if said:
        dated = _DATE.findall(page.text[max(0, said.start() - 40) : said.start()])
        return no_schedule(_date(dated[-1]) if dated else today)
    # Without words only a whole page of the operator counts: an error page has no grid either.
    if _FORM not in html or not page.is_closed or _COMMAND.search(page.text):
        raise Unreadable("no grid, and no word that no schedule applies")
    return no_schedule(today)


def _looks_like_schedule(grid: Grid) -> bool:
    """Anything that might be a grid of a schedule; whether it can be read is another question."""
    return any(
        len(row) >= min(CELLS)
        or any(_DATE.search(cell.text) and cell.width > 1 and len(cell.text) < 40 for cell in row)
        for row in grid.rows
    )


def _read_grid(grid: Grid, days: Days, unread: list[str]) -> None:
    if not grid.is_closed:
        raise Unreadable("cut off inside the grid")
    at, heads = _heads(grid)
    names = [cell for row in grid.rows[: at + 1] for cell in row if cell.end <= heads[0].column]
    queue_column = next((cell.column for cell in names if cell.text.casefold() == "черга"), None)
    widest = max(cell.end for cell in grid.rows[at])
    for row in grid.rows[at + 1 :]:
        subqueues = _subqueues([cell for cell in row if cell.end <= heads[0].column], queue_column)
        slots = {column: cell for cell in row for column in range(cell.column, cell.end)}
        if not subqueues:
            if not _are_hours(slots, heads) and len(row) >= min(CELLS):
                unread.append("a row of nobody that we know")
        elif max(slots) + 1 not in {widest, *(head.end for head in heads)} or not _agree(row, subqueues):
            unread.append(f"row {', '.join(subqueues)}: its cells don't stand under the header's")
        else:
            _read_row(slots, heads, subqueues, days)


def _heads(grid: Grid) -> tuple[int, list[_Head]]:
    """(which row holds the dates, the dates)."""
    for at, row in enumerate(grid.rows):
        dated = [cell for cell in row if _DATE.search(cell.text) and len(cell.text) < 40]
        if dated:
            if any(cell.width not in CELLS for cell in dated):
                raise Unreadable("a date over another number of cells than 24 or 48")
            return at, [_Head(_date(_DATE.findall(cell.text)[0]), cell.column, cell.width) for cell in dated]
    raise Unreadable("a grid without a date")


def _are_hours(slots: dict[int, Cell], heads: list[_Head]) -> bool:
    """Whether the row tells hours, which must be those that we take the cells below for."""
    are_there = False
    for head in heads:
        minutes = spans.DAY // head.cells
        for number in range(head.cells):
            said = _HOURS.fullmatch(slots[head.column + number].text) if head.column + number in slots else None
            if said:
                are_there = True
                begin, end = int(said[1]) * 60 + int(said[2] or 0), int(said[3]) * 60 + int(said[4] or 0)
                if not begin <= number * minutes < (end or spans.DAY):
                    raise Unreadable(f"the header says {said[0]} over the cell of {spans.shown(number * minutes)}")
    return are_there


def _read_row(slots: dict[int, Cell], heads: list[_Head], subqueues: list[str], days: Days) -> None:
    for head in heads:
        if head.end - 1 not in slots:
            continue
        minutes = spans.DAY // head.cells
        said = spans.normalise(
            Span(number * minutes, (number + 1) * minutes, state_of(slots[head.column + number].colours))
            for number in range(head.cells)
            if head.column + number in slots
        )
        for subqueue in subqueues:
            if days.setdefault((subqueue, head.day), said) != said:
                raise Unreadable(f"two rows of {subqueue} for {head.day} that differ")


def _subqueues(cells: list[Cell], queue_column: int | None) -> list[str]:
    """Whom a row is about, by the cells on its left: «5.2», or a whole queue in the column «Черга»."""
    for cell in cells:
        found = _SUBQUEUE.findall(cell.text)
        if len(found) == 1 and len(cell.text) < 40:
            return [".".join(found[0])]
    for cell in cells:
        # The Ukrainian letter looks like the Roman numeral.
        text = cell.text.replace("І", "I")
        queue = _ROMAN.get(text) or (int(text) if re.fullmatch("[1-6]", text) else None)
        if queue in spans.QUEUES and cell.column == queue_column:
            return [f"{queue}.1", f"{queue}.2"]
    return []


def _agree(row: list[Cell], subqueues: list[str]) -> bool:
    """Whether all links in the row lead to its own queue: they don't when two rows have run together."""
    queries = [parse_qs(urlsplit(link).query) for cell in row for link in cell.links]
    queues = {value for query in queries for value in query.get("cherga_id", [])}
    parts = {value for query in queries for value in query.get("pidcherga_id", [])}
    own = {one[0] for one in subqueues}, {one[-1] for one in subqueues}
    return queues <= own[0] and parts <= own[1]


def _date(text: str) -> date:
    try:
        return datetime.strptime(text, "%d.%m.%Y").date()  # noqa: DTZ007 - only its date is taken
    except ValueError as error:
        raise Unreadable(f"no date: {text}") from error
