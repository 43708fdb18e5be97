"""The schedule that a person's phone keeps: it is needed exactly when the light is off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from portal.domain.outages import known, schedule, wording
from portal.language import gettext as _
from portal.models import Account


def pictures(accounts: Sequence[Account], now: datetime) -> list[dict[str, Any]]:
    """A card for each subqueue of the accounts, in the shape of an account's readings: a line for each day."""
    return [
        _picture(subqueue, accounts, now)
        for subqueue in sorted({one.subqueue_in_force for one in accounts if one.subqueue_in_force})
    ]


def _picture(subqueue: str, accounts: Sequence[Account], now: datetime) -> dict[str, Any]:
    days = known.known(subqueue, now).days
    homes = [account.short_address for account in accounts if account.subqueue_in_force == subqueue]
    return {
        "number": _("Світло: черга %(queue)s", queue=subqueue),
        "address": "; ".join(homes),
        "lines": [
            {
                "on": day.isoformat(),
                "values": [
                    _hours(piece)
                    for piece in schedule.of_day(day, spans)
                    if piece.state in (schedule.OFF, schedule.MAYBE)
                ],
                "status": f"light.{_state(spans)}",
            }
            for day, spans in sorted(days.items())
        ],
    }


def _hours(piece: schedule.Stretch) -> str:
    hours = wording.hours_of(piece)
    return _("%(hours)s (можливо)", hours=hours) if piece.state == schedule.MAYBE else hours


def _state(spans: schedule.Spans | None) -> str:
    if not spans:
        return "none" if spans is not None else "unknown"
    return "off" if any(state in (schedule.OFF, schedule.MAYBE) for _begin, _end, state in spans) else "on"
