"""Контрольні огляди of the demo's homes: what an inspector read, between two readings of the home."""

from __future__ import annotations

from datetime import datetime, timedelta

from portal.clock import kyiv_date
from portal.demo import homes, pasts, replaced
from portal.demo.people import Home
from portal.models import Inspection, Meter

# So many months before the newest reading, and on which day after the first.
MONTHS_AGO = (2, 9, 20)
DAYS = 18


def add(home: Home, now: datetime) -> None:
    """One in each of these months."""
    account = homes.account_of(home)
    points = pasts.points(home, kyiv_date(now), pasts.MONTHS + 1)
    mounted = {meter.removed_on is None: meter for meter in Meter.select().where(Meter.account == account)}
    for ago in MONTHS_AGO:
        earlier, later = points[ago], points[ago - 1]
        on = earlier.reading_date + timedelta(days=DAYS)
        meter = mounted[True] if on >= mounted[True].installed_on else mounted[False]
        values = [
            before + (after - before) * DAYS // (later.reading_date - earlier.reading_date).days
            for before, after in zip(earlier.values, later.values, strict=True)
        ][: home.zones]
        if meter.removed_on is not None:
            values = [sum(values) + replaced.SHIFT]
        zones = {f"zone_{zone}": value for zone, value in enumerate(values, 1)}
        Inspection.create(account=account, on=on, meter_number=meter.number, **zones)
