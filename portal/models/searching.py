"""Conditions that an index can answer, the same on both databases."""

from __future__ import annotations

from typing import Any

# Behind every character that a folded name can go on with.
_LAST = "\U0010ffff"
_LONGEST_NUMBER = 10


def begins_with(column: Any, beginning: str) -> Any:
    """Whether a folded name begins so. The column has to be kept in the order of its bytes (migration 0004)."""
    return (column >= beginning) & (column < beginning + _LAST)


def number_begins_with(column: Any, digits: str) -> Any:
    """The same for a column of digits, in whatever order the database keeps text: digits stand alike in all."""
    return (column >= digits) & (column <= digits + "9" * _LONGEST_NUMBER)
