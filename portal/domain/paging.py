"""Pages by key: each costs the same, however far behind it lies.

A query asks for one row more than a page has; the last row of the page is where the next one begins. That place
comes back from a browser, so anything may stand in it: what is no place means the beginning.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

# The largest row id that a database can hold.
LAST_ROW = 2**63 - 1

Row = TypeVar("Row")


def cut(rows: Iterable[Row], size: int) -> tuple[list[Row], Row | None]:
    """(the page; its last row, if there is another page behind it)."""
    found = [*rows]
    return found[:size], found[size - 1] if len(found) > size else None


def row_id(typed: str | None) -> int | None:
    """A row id out of an address or a form; None where it can't be one."""
    if not typed or not (typed.isascii() and typed.isdecimal()):
        return None
    return min(int(typed[:20]), LAST_ROW)


def place(day: date, row: int) -> str:
    """Where the next page begins, in a list by day and then by row."""
    return f"{day.isoformat()}_{row}"


def day_and_row(place: str | None) -> tuple[date, int] | None:
    """The same read again; None where it can't be one."""
    day, _separator, row = (place or "").partition("_")
    found = row_id(row)
    try:
        return (date.fromisoformat(day), found) if found is not None else None
    except ValueError:
        return None
