"""What the pages about light show of a place: a group of houses, or a whole subqueue where no more is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from portal import clock
from portal.clock import kyiv_date
from portal.domain.outages import known, prepared, schedule, spans, wording
from portal.domain.outages.kinds import GAV
from portal.domain.outages.places import lookup
from portal.models import Account, Place, Works

# What a subqueue is called in addresses; houses are called by their ref.
SUBQUEUES = {f"q{subqueue.replace('.', '-')}": subqueue for subqueue in spans.SUBQUEUES}
_NAMES = {subqueue: name for name, subqueue in SUBQUEUES.items()}
# Of the bars of a day.
WIDTH = 480


@dataclass(frozen=True)
class There:
    """Where somebody looks: ``name`` is what it is called in addresses, ``works`` what is on there or near."""

    name: str
    subqueue: str | None
    place: Place | None = None
    works: Sequence[Works] = ()
    # Of houses all works are known; a subqueue lies in every РЕМ, and a ГАВ of one is not everybody's there.
    is_above: bool = True

    def holds_until(self, now: datetime) -> datetime:
        """When something of it begins or ends."""
        moments = [moment for one in self.works for moment in (one.starts_at, one.ends_at) if moment]
        return min((moment for moment in moments if moment > now), default=prepared.next_half_hour(now))


def named(name: str, now: datetime) -> There:
    """Where an address leads.

    Raises:
        NotFound: nowhere.
    """
    if name in SUBQUEUES:
        return There(name, SUBQUEUES[name], works=known.gavs(now), is_above=False)
    return _at(lookup.place_of(name), now)


def at_home(account: Account, now: datetime) -> There | None:
    """The houses of an account, its subqueue where only that is known, or None."""
    if account.place is not None:
        return _at(lookup.place_of(account.place.ref), now)
    subqueue = account.subqueue_in_force
    return There(_NAMES[subqueue], subqueue, works=known.works_at(account, now)) if subqueue in _NAMES else None


def in_a_line(account: Account) -> dict[str, Any]:
    """What Головна says of an account in one line; nothing where its subqueue is not known.

    What is on above any schedule comes first: an accident, works, a ГАВ.
    """
    now = clock.now()
    above = [one for one in known.works_at(account, now) if one.starts_at <= now]
    if above:
        sentence, condition = wording.ABOVE[above[0].kind]
        return {"sentence": sentence, "condition": above[0].reason or condition, "coming": ""}
    subqueue = account.subqueue_in_force
    return _state(known.known(subqueue, now), now) if subqueue in _NAMES else {}


def drawn(there: There, now: datetime) -> dict[str, Any]:
    """What the templates show of it."""
    shown = {
        "name": there.name,
        "subqueue": there.subqueue,
        "works": there.works,
        "is_emergency": there.is_above and any(_is_gav(one, now) for one in there.works),
        "is_one_of_many": not there.is_above,
        # Works of a home whose houses are in no list are on its page alone: what everybody reads has none of them.
        "is_own": there.is_above and there.place is None and bool(there.works),
    }
    if there.subqueue is None:
        return shown
    data, today = known.known(there.subqueue, now), kyiv_date(now)
    return {
        **shown,
        **_state(data, now),
        "data": data,
        "days": [_day(day, data.days.get(day), now) for day in (today, today + timedelta(days=1))],
        "is_stale": data.is_stale(now),
        "short": wording.SHORT,
    }


def _at(place: Place, now: datetime) -> There:
    return There(str(place.ref), place.subqueue, place, known.works_of(place, now))


def _is_gav(works: Works, now: datetime) -> bool:
    return works.kind == GAV and works.starts_at <= now


def _state(data: known.Known, now: datetime) -> dict[str, Any]:
    found = schedule.outlook(data.days, now)
    sentence, condition = wording.STATES[found.state]
    return {
        "found": found,
        "sentence": sentence,
        "condition": condition,
        "coming": wording.next_change(data.days, now),
    }


def _day(day: date, spans: Any, now: datetime) -> dict[str, Any]:
    pieces = schedule.of_day(day, spans)
    begin, whole = pieces[0].begins, pieces[-1].ends - pieces[0].begins

    def x(time: timedelta) -> float:
        return round(WIDTH * (time / whole), 1)

    return {
        "name": wording.day_name(day, kyiv_date(now)),
        "state": pieces[0].state if len(pieces) == 1 else None,
        "rows": [_row(piece, now) for piece in pieces if piece.state in (schedule.OFF, schedule.MAYBE)],
        "bars": [{"x": x(one.begins - begin), "width": x(one.lasts), "state": one.state} for one in pieces],
        "past": x(min(max(now - begin, timedelta()), whole)),
        "is_today": day == kyiv_date(now),
    }


def _row(piece: schedule.Stretch, now: datetime) -> dict[str, Any]:
    return {
        "hours": wording.hours_of(piece),
        "state": piece.state,
        "lasts": wording.duration_short(piece.lasts),
        "is_over": piece.ends <= now,
    }
