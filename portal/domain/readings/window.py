"""Which date a reading counts for.

П. 8.6.3 of the commercial metering code (Кодекс комерційного обліку електричної енергії): readings taken on
the last two calendar days of a month and the first three of the next count as the reading of the 1st. On any
other day a reading counts for its own date, and the value for the 1st is worked out from the daily average.
All dates are Kyiv dates. Pure functions; nothing here asks what time it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.clock import kyiv_date

DAYS_BEFORE = 2
DAYS_AFTER = 3
# A reading that waited on a phone keeps its own moment for so long; later, its arrival decides.
LONGEST_WAY = timedelta(days=5)
# Clocks of phones run a little ahead; only more than this counts as the future.
CLOCK_LEEWAY = timedelta(minutes=5)


@dataclass(frozen=True)
class Window:
    """A period in which readings count as the reading of ``counts_for``; both ends belong to it."""

    opens: date
    closes: date
    counts_for: date

    def __contains__(self, day: date) -> bool:
        return self.opens <= day <= self.closes


@dataclass(frozen=True)
class Dating:
    """What a moment of taking means: the date of the reading, whether that is the window's, and which moment
    decided."""

    reading_date: date
    in_window: bool
    taken_at: datetime
    taken_at_trusted: bool


def window_of_first(first: date) -> Window:
    """The window around the first day of a month."""
    return Window(
        opens=first - timedelta(days=DAYS_BEFORE),
        closes=first + timedelta(days=DAYS_AFTER - 1),
        counts_for=first,
    )


def window_at(day: date) -> Window | None:
    """The window that ``day`` lies in, or None."""
    for first in (day.replace(day=1), next_first(day)):
        window = window_of_first(first)
        if day in window:
            return window
    return None


def next_window(day: date) -> Window:
    """The first window that opens after ``day``."""
    window = window_of_first(next_first(day))
    return window if window.opens > day else window_of_first(next_first(window.counts_for))


def reading_date(day: date) -> tuple[date, bool]:
    """The date that a reading taken on ``day`` counts for, and whether that is by the window."""
    window = window_at(day)
    return (window.counts_for, True) if window else (day, False)


def date_a_reading(claimed: datetime | None, received: datetime) -> Dating:
    """Decide by the phone's moment of taking if it is credible, by the arrival otherwise.

    ``claimed`` is what the phone says (None: it was sent at once). It is credible when it is at most five days
    before the arrival and not in the future. Both moments are aware.
    """
    trusted = claimed is not None and received - LONGEST_WAY <= claimed <= received + CLOCK_LEEWAY
    moment = min(claimed, received) if trusted and claimed is not None else received
    day, in_window = reading_date(kyiv_date(moment))
    return Dating(day, in_window, moment, trusted or claimed is None)


def next_first(day: date) -> date:
    """The first day of the month after the one of ``day``."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
