"""What a person's phone keeps of their accounts, so that a reading can be taken and checked without a network.

A small picture of today; whatever is sent is checked anew when it arrives.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from portal.domain.readings import history, meters, past, window
from portal.models import Account, Meter, Register
from portal.models.meter import FROM_GRID

# Raised when the shape changes in a way that an older page could not read.
SHAPE = 1
# The last readings that are shown without a network.
LINES = 3
# A phone may be without a network for longer than that, but then its picture is too old to check against.
AHEAD = timedelta(days=31)


def picture(account: Account, today: date) -> dict[str, Any]:
    """One account: how it is shown, its meter with what each register was before, its last readings.

    Dates are ISO 8601, values whole kWh, use in Wh.
    """
    meter = meters.meter_in_use(account) if account.is_served else None
    lines, _following = history.page(account)
    return {
        "ref": account.ref,
        "number": account.number_shown,
        "address": account.short_address,
        "served": account.is_served,
        "power_w": account.power_w,
        "meter": _meter(account, meter, today) if meter else None,
        "lines": [
            {
                "on": line.submission.reading_date.isoformat(),
                "values": [value for _label, value in line.values],
                "status": line.submission.status_name,
            }
            for line in lines[:LINES]
        ],
    }


def _meter(account: Account, meter: Meter, today: date) -> dict[str, Any]:
    use = past.use_by_month(account, today)
    values = past.earlier_values(meter, today + AHEAD, since=today)
    day = window.reading_date(today)[0]
    return {
        "number": meter.number,
        "zones": meters.zones_in_words(meter),
        "registers": [_register(register, values.get(register.id, []), use, day) for register in meter.in_order],
    }


def _register(register: Register, values: list[tuple[date, int]], use: past.Use, day: date) -> dict[str, Any]:
    """``values`` are [date, kWh], the newest first; ``usual`` is Wh a day and on how many days that rests;
    ``months`` is Wh by month (2025-11)."""
    usual, days = use.usual(register, day)
    return {
        "key": register.key,
        "label": meters.label(register),
        "digits": register.digits,
        "from_grid": register.direction == FROM_GRID,
        "values": [[on.isoformat(), value] for on, value in values],
        "usual": [usual and round(usual), days],
        "months": {
            f"{month:%Y-%m}": wh
            for direction, month in sorted(use.by_month)
            if direction == register.direction and (wh := use.of_month(register, month)) is not None
        },
    }
