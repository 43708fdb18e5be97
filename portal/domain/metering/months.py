"""Months as their first days. Pure functions."""

from __future__ import annotations

import calendar
from datetime import date

YEAR = 12


def first_of(day: date) -> date:
    """The month of a day."""
    return day.replace(day=1)


def shifted(month: date, by: int) -> date:
    """So many months later, or earlier."""
    number = month.year * YEAR + month.month - 1 + by
    return date(number // YEAR, number % YEAR + 1, 1)


def days_in(month: date) -> int:
    return calendar.monthrange(month.year, month.month)[1]
