"""JSON with the fields of Green Button: by register, intervals with start, duration, value and quality."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date, datetime, time
from typing import Any

from portal.clock import KYIV
from portal.domain.metering.history import History, Mounted, Part
from portal.domain.metering.months import first_of, shifted
from portal.models import Account
from portal.models.meter import FROM_GRID

# What billing worked out and charged by: the only kind that is kept here.
QUALITY = "validated"


def write(history: History, account: Account) -> bytes:
    """Every register of every meter, the newest meter first, its intervals the oldest first."""
    registers: dict[tuple[str, str, int, int], list[Part]] = defaultdict(list)
    for part in reversed(history.parts):
        registers[part.meter, part.direction, part.zones, part.zone].append(part)
    order = {number: place for place, number in enumerate(history.meters)}
    picture = {
        "account": account.number_shown,
        "eic": account.eic,
        "time_zone": KYIV.key,
        "registers": [
            _register(parts, history.mounted.get(key[0]))
            for key, parts in sorted(registers.items(), key=lambda one: (order[one[0][0]], *one[0][1:]))
        ],
    }
    return json.dumps(picture, ensure_ascii=False, indent=1).encode()


def _register(parts: list[Part], mounted: Mounted | None) -> dict[str, Any]:
    one = parts[0]
    return {
        "meter": one.meter,
        "direction": one.direction,
        "flow": "delivered" if one.direction == FROM_GRID else "received",
        "zone": one.zone,
        "zones": one.zones,
        "unit": "Wh",
        "intervals": [_interval(part, mounted) for part in parts],
    }


def _interval(part: Part, mounted: Mounted | None) -> dict[str, Any]:
    start, end = _begin_of(part.period), _begin_of(shifted(first_of(part.period), 1))
    if mounted:
        # In the month of a change of meters each has its share of the days.
        since, until = _begin_of(mounted.since), _begin_of(mounted.until) if mounted.until else end
        if since < end and until > start:
            start, end = max(start, since), min(end, until)
    return {
        "start": start.isoformat(),
        "duration": int(end.timestamp() - start.timestamp()),
        "value": part.wh,
        "quality": QUALITY,
    }


def _begin_of(day: date) -> datetime:
    return datetime.combine(day, time(), KYIV)
