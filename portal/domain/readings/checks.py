"""Does a reading make sense: what is refused, and what is asked about once more before it is taken.

Pure functions of the value, the register and what is known from before. The rules stand in «Readings» of the
product's description; whole kWh everywhere, use from before in Wh a day.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from portal.domain.errors import Refused
from portal.language import gettext as _
from portal.language import ngettext

# A reading is asked about when it means more than so many times the usual daily use …
JUMP_FACTOR = 3
# … but not while so little is known, or when so little was used, that the ratio says nothing.
JUMP_LEAST_DAYS = 60
JUMP_LEAST_KWH = 50
MONTHS_WITHOUT_USE = 2

LESS = "less_than_previous"
JUMP = "jump"
OVER_CAPACITY = "over_capacity"
NO_USE = "no_use"


@dataclass(frozen=True)
class Known:
    """What is known of a register before a reading: previous value and its date, since when the value has not
    changed, usual use in Wh a day over so many days, and the connection's power in watts."""

    previous: int | None = None
    previous_on: date | None = None
    unchanged_since: date | None = None
    usual_wh_a_day: float | None = None
    usual_days: int = 0
    power_w: int | None = None


@dataclass(frozen=True)
class Warning:
    """Something that the person is asked about: ``code`` for programs, the numbers for the sentence."""

    code: str
    register_key: str
    previous: int
    value: int
    use: int


def parse_value(typed: str, digits: int) -> int:
    """The value of a register as a person typed it: what stands before the comma, leading zeros optional.

    Raises:
        Refused: nothing or something else than a whole number was typed, or it has more than ``digits`` digits.
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", typed))
    if not plain:
        raise Refused(_("Введіть показ лічильника"), code="missing")
    if re.fullmatch(r"[-−–]\d+", plain):
        raise Refused(_("Показ не може бути від’ємним"), code="negative")
    fraction = re.fullmatch(r"(\d+)[.,]\d*", plain)
    if fraction:
        raise Refused(
            _("Введіть лише цифри до коми: %(whole)s", whole=fraction[1].lstrip("0") or "0"), code="fraction"
        )
    if not (plain.isascii() and plain.isdigit()):
        raise Refused(_("Введіть показ цифрами, без літер і знаків"), code="not_a_number")
    value = plain.lstrip("0") or "0"
    if len(value) > digits:
        raise Refused(
            ngettext(
                "У лічильника лише %(num)s цифра до коми. Цифри після коми не потрібні",
                "У лічильника лише %(num)s цифр до коми. Цифри після коми не потрібні",
                digits,
            ),
            code="too_many_digits",
        )
    return int(value)


def use_since(value: int, previous: int, digits: int) -> int:
    """kWh between two values of a register; a smaller value means that it went past its last number."""
    return int((value - previous) % 10**digits)


def find(key: str, value: int, digits: int, day: date, known: Known) -> list[Warning]:
    """What a person is asked about a value of a register before it is taken for ``day``."""
    if known.previous is None or known.previous_on is None:
        return []
    use = use_since(value, known.previous, digits)
    days = max(1, (day - known.previous_on).days)

    def warn(code: str) -> list[Warning]:
        return [Warning(code, key, known.previous or 0, value, use)]

    if value < known.previous:
        return warn(LESS)
    if known.power_w is not None and use * 1000 > known.power_w * 24 * days:
        return warn(OVER_CAPACITY)
    if is_jump(use, days, known):
        return warn(JUMP)
    if use == 0 and known.unchanged_since is not None and known.unchanged_since <= months_before(day):
        return warn(NO_USE)
    return []


def is_jump(use: int, days: int, known: Known) -> bool:
    """Whether ``use`` kWh in so many days is more than three times what is usual."""
    if known.usual_wh_a_day is None or known.usual_days < JUMP_LEAST_DAYS or use < JUMP_LEAST_KWH:
        return False
    return use * 1000 / days > JUMP_FACTOR * known.usual_wh_a_day


def months_before(day: date, months: int = MONTHS_WITHOUT_USE) -> date:
    """The same day so many months earlier, or the last day of that month if it has no such day."""
    index = day.year * 12 + day.month - 1 - months
    first = date(index // 12, index % 12 + 1, 1)
    following = date((index + 1) // 12, (index + 1) % 12 + 1, 1)
    return first.replace(day=min(day.day, (following - first).days))
