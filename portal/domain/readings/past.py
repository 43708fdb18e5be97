"""What is known of a meter before a reading: previous values, usual use, the same month a year ago.

Two queries for a meter, however many registers it has.
"""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from peewee import fn

from portal.domain.readings.checks import Known, months_before
from portal.models import Account, Consumption, Meter, Reading, Register, Submission
from portal.models.prepared import Prepared

USUAL_DAYS = 365
COUNTED = ("new", "accepted")
# Where the use of a month stands that can't be told apart by zones.
NO_ZONE = 0


@dataclass(frozen=True)
class Use:
    """Use by zone from billing: {(direction, first day of the month): {zone: Wh}}; zone 0 is all of them together
    where a month can't be told apart."""

    by_month: dict[tuple[str, date], dict[int, int]]

    def of_month(self, register: Register, month: date) -> int | None:
        """Wh of the register's zone in a month; None if unknown, or if the meter had other zones then."""
        zones = self.by_month.get((register.direction, month), {})
        return zones.get(register.zone) if len(zones) == register.zones else None

    def a_year_ago(self, register: Register, day: date) -> tuple[date, int] | None:
        """(first day of the month, Wh) of the month that a reading for ``day`` closes, one year earlier."""
        month = (day - timedelta(days=1)).replace(day=1)
        earlier = month.replace(year=month.year - 1)
        wh = self.of_month(register, earlier)
        return None if wh is None else (earlier, wh)

    def usual(self, register: Register, day: date) -> tuple[float | None, int]:
        """(Wh a day, on how many days that rests) over the whole months of the last 365 days."""
        since, until = day - timedelta(days=USUAL_DAYS), day.replace(day=1)
        total = days = 0
        for direction, month in self.by_month:
            wh = self.of_month(register, month)
            if direction == register.direction and since <= month < until and wh is not None:
                total += wh
                days += calendar.monthrange(month.year, month.month)[1]
        return (total / days, days) if days else (None, 0)


_use = Prepared(
    lambda value: Consumption.select(
        Consumption.meter_number, Consumption.direction, Consumption.zone, Consumption.period, Consumption.wh
    ).where(
        Consumption.account == value("account", Consumption.account),
        Consumption.period >= value("since", Consumption.period),
        Consumption.period <= value("until", Consumption.period),
    )
)


def use_by_month(account: Account, day: date) -> Use:
    """What billing knows of the 14 months before ``day``."""
    return together(_use.rows(account=account.id, since=_since(day), until=day))


def use_of_many(days: Mapping[int, date]) -> dict[int, Use]:
    """The same for many accounts in one query: {account: up to which day} → {account: use}."""
    found: dict[int, list[tuple[Any, ...]]] = {account: [] for account in days}
    rows = (
        Consumption.select(
            Consumption.account,
            Consumption.meter_number,
            Consumption.direction,
            Consumption.zone,
            Consumption.period,
            Consumption.wh,
        )
        .where(
            Consumption.account.in_(list(days)),
            Consumption.period >= _since(min(days.values())),
            Consumption.period <= max(days.values()),
        )
        .tuples()
    )
    for account, *row in rows.iterator():
        found[account].append(tuple(row))
    return {account: together(used) for account, used in found.items()}


def _since(day: date) -> date:
    return (day - timedelta(days=430)).replace(day=1)


def together(rows: Iterable[tuple[Any, ...]]) -> Use:
    """The use of one account from rows (meter, direction, zone, period, Wh).

    In the month of a change of meters both have their share. Where they have other zones, nothing can be said
    of any: what one counts around the clock would be taken for another's day.
    """
    months: dict[tuple[str, date], dict[str, dict[int, int]]] = {}
    for meter, direction, zone, period, wh in rows:
        meters = months.setdefault((direction, as_date(period).replace(day=1)), {})
        zones = meters.setdefault(meter, {})
        zones[zone] = zones.get(zone, 0) + wh
    return Use({key: _sum(list(meters.values())) for key, meters in months.items()})


def _sum(meters: list[dict[int, int]]) -> dict[int, int]:
    if any(zones.keys() != meters[0].keys() for zones in meters):
        return {NO_ZONE: sum(sum(zones.values()) for zones in meters)}
    return {zone: sum(zones[zone] for zones in meters) for zone in meters[0]}


def _since_two_months(value: Callable[[str, Any], Any]) -> Any:
    """Values back to the last one that is two months old, so that it is seen whether anything has moved since."""
    old = Submission.alias("old")
    begins = old.select(fn.MAX(old.reading_date)).where(
        old.meter == value("meter", Submission.meter),
        old.reading_date <= value("cut", Submission.reading_date),
        old.status.in_(COUNTED),
    )
    return (
        Reading.select(Reading.register, Submission.reading_date, Reading.value)
        .join(Submission)
        .where(
            Submission.meter == value("meter", Submission.meter),
            Submission.reading_date < value("day", Submission.reading_date),
            Submission.reading_date >= fn.COALESCE(begins, date.min),
            Submission.status.in_(COUNTED),
        )
        .order_by(Submission.reading_date.desc(), Submission.id.desc())
    )


_earlier = Prepared(_since_two_months)


def earlier_values(meter: Meter, day: date, *, since: date | None = None) -> dict[int, list[tuple[date, int]]]:
    """The new and accepted values before ``day``, newest first: {register id: [(date, value)]}.

    They go back to the last one that is two months older than ``since`` (``day`` where that is not given).
    """
    values: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for register, reading_date, value in _earlier.rows(meter=meter.id, day=day, cut=months_before(since or day)):
        values[register].append((as_date(reading_date), value))
    return values


def known(
    registers: Iterable[Register],
    values: dict[int, list[tuple[date, int]]],
    use: Use,
    day: date,
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
        )
    return result


def _unchanged_since(earlier: list[tuple[date, int]]) -> date | None:
    since = None
    for reading_date, value in earlier:
        if value != earlier[0][1]:
            break
        since = reading_date
    return since


def as_date(value: date | str) -> date:
    """SQLite keeps dates as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value
