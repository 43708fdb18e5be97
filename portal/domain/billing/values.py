"""Cells of billing's files: each is read into a value, or refused with words for whoever made the file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from portal.domain.errors import Refused
from portal.language import gettext as _

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_EARLIEST, _LATEST = date(1950, 1, 1), date(2100, 1, 1)
_UKRAINIAN_DAY = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_MONTH = re.compile(r"\d{4}-\d{2}")
_AMOUNT = re.compile(r"(\d{1,12})(?:[.,](\d{1,3})0*)?")

Read = Callable[[str], Any]


def text(longest: int) -> Read:
    """Words in one line, at most so many characters."""

    def read(cell: str) -> str:
        if _CONTROL.search(cell):
            raise Refused(_("Тут є знаки, яких у тексті не буває"))
        if len(cell) > longest:
            raise Refused(_("Задовге: щонайбільше %(longest)s знаків", longest=longest))
        return unicodedata.normalize("NFC", cell)

    return read


def whole(least: int, most: int) -> Read:
    """A whole number between these two."""

    def read(cell: str) -> int:
        if not (cell.isascii() and cell.isdecimal() and len(cell) <= 18):
            raise Refused(_("Має бути ціле число"))
        if not least <= int(cell) <= most:
            raise Refused(_("Має бути від %(least)s до %(most)s", least=least, most=most))
        return int(cell)

    return read


def thousandths(cell: str) -> int:
    """kWh in Wh, kW in W: a number with at most three decimals, after a comma or a point."""
    found = _AMOUNT.fullmatch(cell)
    if not found or not cell.isascii():
        raise Refused(_("Має бути число, щонайбільше три знаки після коми"))
    return int(found[1]) * 1000 + int((found[2] or "0").ljust(3, "0"))


def day(cell: str) -> date:
    """A date: 2026-11-30 or 30.11.2026."""
    ukrainian, iso = _UKRAINIAN_DAY.fullmatch(cell), _DAY.fullmatch(cell)
    try:
        found = date(*map(int, iso.groups() if iso else ukrainian.groups()[::-1] if ukrainian else ()))
    except (ValueError, TypeError):
        raise Refused(_("Має бути дата: РРРР-ММ-ДД або ДД.ММ.РРРР")) from None
    if not _EARLIEST <= found < _LATEST:
        raise Refused(_("Такої дати тут бути не може"))
    return found


@lru_cache(maxsize=4096)
def month(cell: str) -> str:
    """The first day of a month, as text that both databases take: of 2026-11 or of any date in it."""
    return day(f"{cell}-01" if _MONTH.fullmatch(cell) else cell).replace(day=1).isoformat()


def moment(cell: str) -> datetime:
    """A moment with its offset: 2026-11-10T08:00:00+00:00."""
    try:
        found = datetime.fromisoformat(cell)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Refused(_("Має бути час із зсувом: 2026-11-10T08:00:00+02:00"))
    return found


def one_of(values: Mapping[str, str]) -> Read:
    """One of these words, each of which means what stands behind it."""

    def read(cell: str) -> str:
        if cell not in values:
            raise Refused(_("Має бути одне з: %(words)s", words=", ".join(values)))
        return values[cell]

    return read


# Minus signs as spreadsheets and people write them.
direction = one_of({"A+": "A+", "A-": "A-", "A−": "A-", "A–": "A-", "А+": "A+", "А-": "A-", "А−": "A-"})
