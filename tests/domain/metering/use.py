"""Made-up use by month for tests of the history."""

from __future__ import annotations

from datetime import date

from portal.domain.metering.months import shifted
from portal.models import Account, Consumption, Meter
from tests import factories

NEWEST = date(2026, 10, 1)


def add(account: Account, meter: str, period: date, *kwh: float, direction: str = "A+") -> None:
    """What each zone of a meter used in a period."""
    for zone, value in enumerate(kwh, 1):
        Consumption.create(
            account=account,
            meter_number=meter,
            direction=direction,
            zone=zone,
            period=period,
            wh=round(value * 1000),
        )


def a_year(account: Account, meter: str, *kwh: float, newest: date = NEWEST, direction: str = "A+") -> None:
    """The same in each of the twelve months up to ``newest``."""
    for ago in range(12):
        add(account, meter, shifted(newest, -ago), *kwh, direction=direction)


def replaced() -> tuple[Account, Meter, Meter]:
    """A home whose one-zone meter became a two-zone one on 14 August 2025; (account, old, new)."""
    account = factories.make_account()
    old = factories.make_meter(account, number="0711342")
    old.removed_on = date(2025, 8, 14)
    old.save()
    new = factories.make_meter(account, zones=2, number="2208156")
    new.installed_on = date(2025, 8, 14)
    new.save()
    for ago in range(15):
        add(account, "2208156", shifted(NEWEST, -ago), 60, 40)
    for ago in range(14, 26):
        add(account, "0711342", shifted(NEWEST, -ago), 90)
    return account, old, new
