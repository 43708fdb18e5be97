"""The tables of a page, as a browser would lay them out: enough of HTML for that, and tolerant of the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

# More than any table here could need; a page that wants more is not one of ours.
MOST_COLUMNS = 400
MOST_ROWS = 1000
_BACKGROUND = re.compile(r"background(?:-color)?\s*:\s*([^;]+)", re.IGNORECASE)


@dataclass
class Cell:
    """A cell with its text in one line, its place in the grid, the colours it was given and where it leads."""

    column: int = 0
    width: int = 1
    height: int = 1
    text: str = ""
    colours: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    @property
    def end(self) -> int:
        """The column behind it."""
        return self.column + self.width


@dataclass
class Grid:
    """A table; ``rows`` hold each cell in all the rows that it reaches into. Without its end it was cut off."""

    rows: list[list[Cell]] = field(default_factory=list)
    is_closed: bool = False


@dataclass
class Page:
    """What we read of a page: its tables, in the order in which they begin; all its text; its headings."""

    grids: list[Grid] = field(default_factory=list)
    text: str = ""
    headings: list[str] = field(default_factory=list)
    is_closed: bool = False


def read(html: str) -> Page:
    """The page.

    Raises:
        ValueError: its tables are beyond measure, or it is no HTML at all.
    """
    reader = _Reader()
    try:
        reader.feed(html)
        reader.close()
    except AssertionError as error:  # html.parser, about marked sections that it does not know
        raise ValueError("broken markup") from error
    page = reader.page
    page.text = plain(" ".join(reader.words))
    page.headings = [heading for heading in map(plain, page.headings) if heading]
    for grid in page.grids:
        _lay_out(grid)
    return page


def plain(text: str) -> str:
    """In one line, without the spaces around it."""
    return " ".join(text.split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self.words: list[str] = []
        # Tables that are open, the innermost last, each with its cell that is open.
        self._open: list[tuple[Grid, list[Cell]]] = []
        self._heading: list[str] | None = None
        self._hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("script", "style"):
            self._hidden = True
        elif tag in ("h1", "h2", "h3"):
            self._heading = []
        elif tag == "table":
            grid = Grid()
            self.page.grids.append(grid)
            self._open.append((grid, []))
        elif tag == "tr" and self._open:
            grid, cells = self._open[-1]
            cells.clear()
            grid.rows.append([])
        elif tag in ("td", "th") and self._open:
            grid, cells = self._open[-1]
            if not grid.rows:
                grid.rows.append([])
            cells[:] = [_cell(given)]
            grid.rows[-1].append(cells[0])
        elif tag == "a" and self._open and self._open[-1][1] and given.get("href"):
            self._open[-1][1][0].links.append(given["href"])
        elif tag in ("br", "p", "div", "option", "li"):
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._hidden = False
        elif tag in ("h1", "h2", "h3") and self._heading is not None:
            self.page.headings.append("".join(self._heading))
            self._heading = None
        elif tag in ("td", "th", "tr") and self._open:
            self._open[-1][1].clear()
        elif tag == "table" and self._open:
            self._open.pop()[0].is_closed = True
        elif tag in ("html", "body"):
            self.page.is_closed = True

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        self.words.append(data)
        if self._heading is not None:
            self._heading.append(data)
        if self._open and self._open[-1][1]:
            self._open[-1][1][0].text += data


def _cell(given: dict[str, str]) -> Cell:
    colours = [given["bgcolor"]] if given.get("bgcolor") else []
    # A style wins over the attribute, but a cell that is red by any of them is not taken for white.
    colours += _BACKGROUND.findall(given.get("style", ""))
    return Cell(width=_count(given, "colspan"), height=_count(given, "rowspan"), colours=colours)


def _count(given: dict[str, str], name: str) -> int:
    value = given.get(name, "").strip()
    return max(1, int(value)) if value.isascii() and value.isdigit() and len(value) < 6 else 1


def _lay_out(grid: Grid) -> None:
    """Give every cell its column, as cells of the rows above reach down beside it."""
    if len(grid.rows) > MOST_ROWS:
        raise ValueError("a table of too many rows")
    reaching: list[tuple[Cell, int]] = []
    for row in grid.rows:
        taken = [cell for cell, left in reaching if left > 0]
        column = 0
        for cell in row:
            cell.text = plain(cell.text)
            cell.column = column
            while blocking := next(
                (one for one in taken if one.column < cell.end and cell.column < one.end), None
            ):
                cell.column = blocking.end
            column = cell.end
            if column > MOST_COLUMNS:
                raise ValueError("a table of too many columns")
        reaching = [(cell, left - 1) for cell, left in reaching if left > 1]
        reaching += [(cell, cell.height - 1) for cell in row if cell.height > 1]
        row += taken
        row.sort(key=lambda cell: cell.column)
