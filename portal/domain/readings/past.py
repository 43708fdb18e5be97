"""What is known of a meter before a reading: previous values, usual use, the same month a year ago.

Two queries for a meter, however many registers it has.
"""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portal.domain.readings.checks import Known
from portal.models import Account, Consumption, Meter, Reading, Register, Submission
from portal.models.prepared import Prepared

USUAL_DAYS = 365
# How many earlier readings are looked at: enough to see that a value has not changed for two months.
LOOK_BACK = 6


@dataclass(frozen=True)
class Use:
    """Use by zone from billing: {(direction, zone, first day of the month): Wh}."""

    by_month: dict[tuple[str, int, date], int]

    def a_year_ago(self, register: Register, day: date) -> tuple[date, int] | None:
        """(first day of the month, Wh) of the month that a reading for ``day`` closes, one year earlier."""
        month = (day - timedelta(days=1)).replace(day=1)
        earlier = month.replace(year=month.year - 1)
        wh = self.by_month.get((register.direction, register.zone, earlier))
        return None if wh is None else (earlier, wh)

    def usual(self, register: Register, day: date) -> tuple[float | None, int]:
        """(Wh a day, on how many days that rests) over the whole months of the last 365 days."""
        since, until = day - timedelta(days=USUAL_DAYS), day.replace(day=1)
        total = days = 0
        for (direction, zone, month), wh in self.by_month.items():
            if (direction, zone) == (register.direction, register.zone) and since <= month < until:
                total += wh
                days += calendar.monthrange(month.year, month.month)[1]
        return (total / days, days) if days else (None, 0)


_use = Prepared(
    lambda value: Consumption.select(
        Consumption.direction, Consumption.zone, Consumption.period, Consumption.wh
    ).where(
        Consumption.account == value("account", Consumption.account),
        Consumption.period >= value("since", Consumption.period),
        Consumption.period <= value("until", Consumption.period),
    )
)


def use_by_month(account: Account, day: date) -> Use:
    """What billing knows of the 14 months before ``day``."""
    since = (day - timedelta(days=430)).replace(day=1)
    by_month: dict[tuple[str, int, date], int] = defaultdict(int)
    for direction, zone, period, wh in _use.rows(account=account.id, since=since, until=day):
        by_month[(direction, zone, _as_date(period).replace(day=1))] += wh
    return Use(dict(by_month))


def _latest_values(value: Callable[[str, Any], Any]) -> Any:
    latest = (
        Submission.select(Submission.id, Submission.reading_date)
        .where(
            Submission.meter == value("meter", Submission.meter),
            Submission.reading_date < value("day", Submission.reading_date),
            Submission.status.in_(["new", "accepted"]),
        )
        .order_by(Submission.reading_date.desc(), Submission.id.desc())
        .limit(LOOK_BACK)
        .alias("latest")
    )
    return (
        Reading.select(Reading.register, latest.c.reading_date, Reading.value)
        .join(latest, on=(Reading.submission == latest.c.id))
        .order_by(latest.c.reading_date.desc(), latest.c.id.desc())
    )


_earlier = Prepared(_latest_values)


def earlier_values(meter: Meter, day: date) -> dict[int, list[tuple[date, int]]]:
    """The latest new or accepted values before ``day``, newest first: {register id: [(date, value)]}."""
    values: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for register, reading_date, value in _earlier.rows(meter=meter.id, day=day):
        values[register].append((_as_date(reading_date), value))
    return values


def known(
    registers: Iterable[Register],
    values: dict[int, list[tuple[date, int]]],
    use: Use,
    day: date,
    power_w: int | None,
) -> dict[str, Known]:
    """Bring it together: {register key: what is known of it before ``day``}."""
    result = {}
    for register in registers:
        earlier = values.get(register.id, [])
        usual, days = use.usual(register, day)
        result[register.key] = Known(
            previous=earlier[0][1] if earlier else None,
            previous_on=earlier[0][0] if earlier else None,
            unchanged_since=_unchanged_since(earlier),
            usual_wh_a_day=usual,
            usual_days=days,
            power_w=power_w,
        )
    return result


def _unchanged_since(earlier: list[tuple[date, int]]) -> date | None:
    since = None
    for reading_date, value in earlier:
        if value != earlier[0][1]:
            break
        since = reading_date
    return since


def _as_date(value: date | str) -> date:
    """SQLite keeps dates as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value
