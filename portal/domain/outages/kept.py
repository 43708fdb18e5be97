"""The schedule that a person's phone keeps: it is needed exactly when the light is off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from portal.clock import KYIV
from portal.domain.outages import known, schedule, wording
from portal.domain.outages.kinds import GAV
from portal.language import gettext as _
from portal.models import Account, Works


def pictures(accounts: Sequence[Account], now: datetime) -> list[dict[str, Any]]:
    """A card for each subqueue of the accounts, in the shape of an account's readings.

    What is above any schedule has lines of its own, then there is one for each day.
    """
    found = []
    for subqueue in sorted({one.subqueue_in_force or "" for one in accounts}):
        homes = [account for account in accounts if (account.subqueue_in_force or "") == subqueue]
        works = {one.id: one for account in homes for one in known.works_at(account, now)}
        if subqueue or works:
            found.append(_picture(subqueue, homes, [*works.values()], now))
    return found


def _picture(subqueue: str, homes: Sequence[Account], works: Sequence[Works], now: datetime) -> dict[str, Any]:
    is_above = any(one.kind == GAV and one.starts_at <= now for one in works)
    # While a ГАВ is on, the hours of the schedule would only mislead.
    days = known.known(subqueue, now).days if subqueue and not is_above else {}
    return {
        "number": _("Світло: черга %(queue)s", queue=subqueue) if subqueue else _("Світло"),
        "address": "; ".join(account.short_address for account in homes),
        "lines": [_line(one) for one in works]
        + [
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


def _line(works: Works) -> dict[str, Any]:
    begins, ends = works.starts_at.astimezone(KYIV), works.ends_at and works.ends_at.astimezone(KYIV)
    if ends is None:
        hours = _("з %(begins)s", begins=f"{begins:%H:%M}")
    else:
        same_day = ends.date() == begins.date()
        hours = f"{begins:%H:%M}–{ends:%H:%M}" if same_day else f"{begins:%H:%M} – {ends:%d.%m %H:%M}"
    return {"on": begins.date().isoformat(), "values": [hours], "status": f"light.{works.kind}"}


def _hours(piece: schedule.Stretch) -> str:
    hours = wording.hours_of(piece)
    return _("%(hours)s (можливо)", hours=hours) if piece.state == schedule.MAYBE else hours


def _state(spans: schedule.Spans | None) -> str:
    if not spans:
        return "none" if spans is not None else "unknown"
    return "off" if any(state in (schedule.OFF, schedule.MAYBE) for _begin, _end, state in spans) else "on"
