"""Does a reading make sense: what is refused, and what is asked about once more before it is taken.

Pure functions of the value, the register and what is known from before. The rules stand in «Readings» of the
product's description; whole kWh everywhere, use from before in Wh a day.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
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

# More than any register can show, with all the spaces that people put in.
LONGEST_TYPED = 64

LESS = "less_than_previous"
JUMP = "jump"
OVER_CAPACITY = "over_capacity"
NO_USE = "no_use"


@dataclass(frozen=True)
class Known:
    """What is known of a register before a reading: previous value and its date, since when the value has not
    changed, and usual use in Wh a day over so many days."""

    previous: int | None = None
    previous_on: date | None = None
    unchanged_since: date | None = None
    usual_wh_a_day: float | None = None
    usual_days: int = 0


@dataclass(frozen=True)
class Reading:
    """A value that was sent for a register: by its key, from the grid or into it, of so many digits."""

    key: str
    from_grid: bool
    digits: int
    value: int
    known: Known

    @property
    def use(self) -> int:
        """kWh since the previous value; 0 where there is none, or where this one is smaller."""
        previous = self.known.previous
        return 0 if previous is None or self.value < previous else self.value - previous

    def days(self, day: date) -> int:
        """Days since the previous value, at least one."""
        return max(1, (day - self.known.previous_on).days) if self.known.previous_on else 1


@dataclass(frozen=True)
class Warning:
    """Something that the person is asked about: ``code`` for programs, the numbers for the sentence.

    One about the meter as a whole names no register and has no values.
    """

    code: str
    register_key: str | None = None
    previous: int | None = None
    value: int | None = None
    use: int = 0


def parse_value(typed: str, digits: int) -> int:
    """The value of a register as a person typed it: what stands before the comma, leading zeros optional.

    Raises:
        Refused: nothing or something else than a whole number was typed, or it has more than ``digits`` digits.
    """
    # Cut first: normalising thousands of combining marks takes seconds.
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", typed[:LONGEST_TYPED]))
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


def find(readings: Sequence[Reading], day: date, power_w: int | None) -> list[Warning]:
    """What a person is asked about before these values of a meter are taken for ``day``.

    Only the gravest kind of question is asked. ``power_w`` is the connection's, in watts: what it can carry, and
    whether anything was used at all, are questions about the meter as a whole, and about what comes from the grid.
    """
    questions = (
        [_less(one) for one in readings],
        [_over_capacity(readings, day, power_w)],
        [_jump(one, day) for one in readings],
        [_no_use(readings, day)],
    )
    for asked in questions:
        found = [warning for warning in asked if warning is not None]
        if found:
            return found
    return []


def _less(one: Reading) -> Warning | None:
    previous = one.known.previous
    return Warning(LESS, one.key, previous, one.value) if previous is not None and one.value < previous else None


def _jump(one: Reading, day: date) -> Warning | None:
    if not is_jump(one.use, one.days(day), one.known):
        return None
    return Warning(JUMP, one.key, one.known.previous, one.value, one.use)


def is_jump(use: int, days: int, known: Known) -> bool:
    """Whether ``use`` kWh in so many days is more than three times what is usual."""
    if known.usual_wh_a_day is None or known.usual_days < JUMP_LEAST_DAYS or use < JUMP_LEAST_KWH:
        return False
    return use * 1000 / days > JUMP_FACTOR * known.usual_wh_a_day


def _over_capacity(readings: Sequence[Reading], day: date, power_w: int | None) -> Warning | None:
    """All zones together can't use more than the connection carries around the clock."""
    if power_w is None:
        return None
    taken = [one for one in readings if one.from_grid and one.known.previous is not None]
    share = sum(one.use * 1000 / (24 * one.days(day)) for one in taken)
    return _about_all(OVER_CAPACITY, taken) if share > power_w else None


def _no_use(readings: Sequence[Reading], day: date) -> Warning | None:
    """Nothing from the grid for two months: no zone has moved."""
    taken = [one for one in readings if one.from_grid]
    since = months_before(day)
    stands = all(
        one.value == one.known.previous and one.known.unchanged_since and one.known.unchanged_since <= since
        for one in taken
    )
    return _about_all(NO_USE, taken) if taken and stands else None


def _about_all(code: str, taken: Sequence[Reading]) -> Warning:
    use = sum(one.use for one in taken)
    if len(taken) == 1:
        return Warning(code, taken[0].key, taken[0].known.previous, taken[0].value, use)
    return Warning(code, use=use)


def months_before(day: date, months: int = MONTHS_WITHOUT_USE) -> date:
    """The same day so many months earlier, or the last day of that month if it has no such day."""
    index = day.year * 12 + day.month - 1 - months
    first = date(index // 12, index % 12 + 1, 1)
    following = date((index + 1) // 12, (index + 1) % 12 + 1, 1)
    return first.replace(day=min(day.day, (following - first).days))
