"""What a reading would mean if it were taken now: its date, use since the last one, against a year ago."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.domain.readings import checks, meters, past, window
from portal.models import Account, Meter, Register, Submission


@dataclass(frozen=True)
class Meaning:
    """Of one register: kWh since the previous value in so many days, and (first day of month, Wh) of a year ago.

    ``less_by`` is set where the value is smaller than the previous one; ``use`` is then what it would be if the
    register had gone past its last number, and None where that is not likely.
    """

    label: str
    use: int | None
    days: int
    less_by: int | None
    a_year_ago: tuple[date, int] | None

    @property
    def per_day(self) -> float:
        """kWh a day."""
        return (self.use or 0) / self.days


@dataclass(frozen=True)
class Outlook:
    """The date that a reading would count for, what is known before it by register key, and what it means."""

    day: date
    known: dict[str, checks.Known]
    meanings: list[Meaning]


def outlook(
    account: Account,
    meter: Meter,
    values: Mapping[str, int],
    *,
    today: date,
    corrected: Submission | None = None,
) -> Outlook:
    """Look ahead at a sending; ``values`` may be some of the registers. A correction keeps its date."""
    day = corrected.reading_date if corrected else window.reading_date(today)[0]
    use = past.use_by_month(account, day)
    known = past.known(meter.in_order, past.earlier_values(meter, day), use, day)
    meanings = [
        meaning
        for register in meter.in_order
        if register.key in values
        and (meaning := _meaning(register, values[register.key], day, known[register.key], use))
    ]
    return Outlook(day, known, meanings)


def _meaning(register: Register, value: int, day: date, known: checks.Known, use: past.Use) -> Meaning | None:
    if known.previous is None or known.previous_on is None:
        return None
    less_by = known.previous - value if value < known.previous else None
    went_past = checks.use_since(value, known.previous, register.digits)
    return Meaning(
        label=meters.label(register),
        use=went_past if less_by is None or is_likely_past_zero(register, value, known.previous) else None,
        days=max(1, (day - known.previous_on).days),
        less_by=less_by,
        a_year_ago=use.a_year_ago(register, day),
    )


def is_likely_past_zero(register: Register, value: int, previous: int) -> bool:
    """Near its end before and near its beginning now: within a tenth of what the register can show."""
    tenth = register.capacity // 10
    return value < tenth and previous >= register.capacity - tenth
