"""What a kind of billing file looks like, and how rows of it are read: a column at a time, each value once.

The engine knows no kind by name: a kind is its columns, and a function that keeps a batch of rows.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from portal.domain.billing.work import Work
from portal.domain.errors import Refused
from portal.language import gettext as _


@dataclass(frozen=True)
class Column:
    """A column by its name in the header; ``secret`` ones are not repeated in the report about wrong rows."""

    name: str
    read: Callable[[str], Any]
    optional: bool = False
    secret: bool = False

    def value(self, cell: str) -> Any:
        """What the cell says, None where an optional one is empty, or a :class:`Problem`."""
        cell = cell.strip()
        if not cell:
            return None if self.optional else Problem(_("Клітинка порожня"))
        try:
            return self.read(cell)
        except Refused as error:
            return Problem(str(error))


@dataclass(frozen=True)
class Problem:
    """Why a cell can't be taken."""

    reason: str


@dataclass(frozen=True)
class Wrong:
    """A row that is left out: its line, the column, what stands there, and why."""

    line: int
    column: str
    value: str
    reason: str


@dataclass
class Batch:
    """Rows that were read, as tuples with ``line`` and the names of the columns; and those that are left out."""

    kind: Kind
    rows: list[Any]
    wrong: list[Wrong] = field(default_factory=list)

    def leave_out(self, problems: dict[int, tuple[str, str]]) -> None:
        """Take the rows of these lines out: {line: (column, reason)}."""
        if problems:
            self.wrong += [Wrong(line, column, "", reason) for line, (column, reason) in problems.items()]
            self.rows = [row for row in self.rows if row.line not in problems]


@dataclass(frozen=True)
class Kind:
    """A kind of file. ``keep`` writes a batch in one transaction, and returns how many things are new or changed.

    ``survey`` looks at a batch before anything is written, and may count what would stop the import. Rows that
    follow each other with the same value of ``together`` are never torn between two batches. ``names_files``: its
    rows name files beside it.
    """

    slug: str
    title: Any
    columns: tuple[Column, ...]
    keep: Callable[[Batch, Work], int]
    survey: Callable[[Batch, Work], None] | None = None
    together: str = "account"
    names_files: bool = False

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @cached_property
    def row(self) -> Any:
        return namedtuple("Row", ("line", *self.names))

    def batch(self, lines: Sequence[int], rows: Sequence[Sequence[str]], header: Sequence[str]) -> Batch:
        """Read raw rows under this header."""
        wrong = _odd_lengths(lines, rows, len(header))
        if wrong or not all(rows):
            pairs = [(line, row) for line, row in zip(lines, rows, strict=True) if len(row) == len(header)]
            lines, rows = [line for line, _row in pairs], [row for _line, row in pairs]
        problems: dict[int, Wrong] = {}
        cells = dict(zip(header, zip(*rows, strict=True), strict=False)) if rows else {}
        values = [_column(column, cells.get(column.name, ()), lines, problems) for column in self.columns]
        read = map(self.row._make, zip(lines, *values, strict=True))
        kept = [row for row in read if row.line not in problems] if problems else list(read)
        return Batch(self, kept, wrong + list(problems.values()))


def _odd_lengths(lines: Sequence[int], rows: Sequence[Sequence[str]], width: int) -> list[Wrong]:
    """Rows with another number of cells than the header. An empty line is no row at all."""
    said = _("У рядку %(there)s клітинок замість %(wanted)s")
    return [
        Wrong(line, "", "", said % {"there": len(row), "wanted": width})
        for line, row in zip(lines, rows, strict=True)
        if row and len(row) != width
    ]


def _column(column: Column, cells: Sequence[str], lines: Sequence[int], problems: dict[int, Wrong]) -> list[Any]:
    """The values of a column; most of them come again and again, and each is read once."""
    read = {cell: column.value(cell) for cell in set(cells)}
    refused = {cell: value for cell, value in read.items() if isinstance(value, Problem)}
    if refused:
        for line, cell in zip(lines, cells, strict=True):
            if cell in refused and line not in problems:
                shown = "" if column.secret else cell[:100]
                problems[line] = Wrong(line, column.name, shown, refused[cell].reason)
    return [read[cell] for cell in cells]
