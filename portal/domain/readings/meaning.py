"""What a reading means: use since the last one, a day, and against the same month a year ago."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.domain.readings import checks, past
from portal.models import Register


@dataclass(frozen=True)
class Meaning:
    """Of one register: kWh used in so many days, and (first day of month, Wh) of a year ago."""

    register: Register
    use: int
    days: int
    a_year_ago: tuple[date, int] | None
    went_past_zero: bool

    @property
    def per_day(self) -> float:
        """kWh a day."""
        return self.use / self.days


def of_value(register: Register, value: int, day: date, known: checks.Known, use: past.Use) -> Meaning | None:
    """The meaning of a value for ``day``; None where there is nothing to compare with."""
    if known.previous is None or known.previous_on is None:
        return None
    return Meaning(
        register=register,
        use=checks.use_since(value, known.previous, register.digits),
        days=max(1, (day - known.previous_on).days),
        a_year_ago=use.a_year_ago(register, day),
        went_past_zero=value < known.previous,
    )
