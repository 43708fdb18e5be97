"""Who is told what about their light: a schedule that changed, and light that goes or comes back soon.

What is told is decided by looking at what holds now, not at what happened: ten changes that come together are one
word about the last of them, and looking twice tells nothing twice. Cost grows with those who asked to be told.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from peewee import chunked, fn

from portal.clock import kyiv_date
from portal.database import db
from portal.domain.outages import known, posting, schedule, watching, wording
from portal.domain.outages.kinds import LASTS
from portal.domain.outages.spans import SUBQUEUES
from portal.domain.outages.watching import Watched
from portal.domain.sweeping import forget
from portal.models import LightWatch, OutageNotice

CHUNK = 500
# For so long after the hour of the schedule it is news that the light is due back: switching takes ±30 minutes.
AFTER = timedelta(minutes=30)


def tell_changes(now: datetime) -> int:
    """Tell those who want it what their subqueue's today and tomorrow are, where they were not told that yet.

    Whoever begins to want it is told only of what changes from then on.
    """
    told = 0
    for subqueue, homes in _by_subqueue(LightWatch.changes, now):
        days = _of_two_days(known.known(subqueue, now).days, now)
        change = _named(subqueue, days)
        latest = _told_last([one.account.id for one in homes])
        for one in homes:
            last = latest.get((one.user.id, one.account.id))
            if last is not None and not _is_news(change, last, now):
                continue
            if watching.is_quiet(one.watch, now):
                continue
            with db.atomic():
                _note(one, change, now)
                if last is not None:
                    earlier = _subqueue_in(last)
                    told += _post_change(one, subqueue, days, None if earlier == subqueue else earlier, now)
    return told


def tell_before(now: datetime) -> int:
    """Tell those who want it that their light goes within so many minutes."""
    told = 0
    for subqueue, homes in _by_subqueue(LightWatch.before > 0, now):
        coming = schedule.next_off(known.known(subqueue, now).days, now)
        if coming is None:
            continue
        for one in _due(homes, LightWatch.before, coming.begins, now):
            told += posting.post(
                "light_goes",
                one,
                key=f"light-goes:{one.user.id}:{one.account.id}:{coming.begins.isoformat()}",
                now=now,
                until=coming.ends,
                urgent=True,
                data={"hours": wording.hours_of(coming), "lasts": wording.duration(coming.lasts)},
            )
    return told


def tell_back(now: datetime) -> int:
    """Tell those who want it that their light is due back within so many minutes."""
    told = 0
    for subqueue, homes in _by_subqueue(LightWatch.back > 0, now):
        found = schedule.outlook(known.known(subqueue, now).days, now)
        if found.state != schedule.OFF or found.until is None or not found.is_light_due:
            continue
        for one in _due(homes, LightWatch.back, found.until, now):
            told += posting.post(
                "light_returns",
                one,
                key=f"light-returns:{one.user.id}:{one.account.id}:{found.until.isoformat()}",
                now=now,
                until=found.until + AFTER,
                urgent=True,
                data={"when": wording.when(found.until, now)},
            )
    return told


def forget_old(now: datetime) -> int:
    """Drop notes of what was told long ago; what somebody was told last stays, to be compared with."""
    newer = OutageNotice.alias()
    last = newer.select(fn.MAX(newer.at)).where(
        newer.user == OutageNotice.user, newer.account == OutageNotice.account
    )
    return forget(OutageNotice, (OutageNotice.at < now - LASTS) & (OutageNotice.at < last))


def _due(homes: Sequence[Watched], lead: Any, moment: datetime, now: datetime) -> Iterator[Watched]:
    """Those whose minutes before the moment have come, and who are not to be left in peace."""
    for one in homes:
        minutes = timedelta(minutes=int(getattr(one.watch, lead.name)))
        if now + minutes >= moment and not watching.is_quiet(one.watch, now):
            yield one


def _by_subqueue(choice: Any, now: datetime) -> list[tuple[str, list[Watched]]]:
    """Those who chose it, by the subqueue of their homes; where a ГАВ is on, no schedule holds to be told of."""
    found: dict[str, list[Watched]] = defaultdict(list)
    gavs = known.gavs(now)
    for one in watching.watched(choice, now):
        if any(known.is_above(gav, one.account) for gav in gavs):
            continue
        if one.account.subqueue_in_force:
            found[one.account.subqueue_in_force].append(one)
    return sorted(found.items())


def _of_two_days(days: Mapping[date, schedule.Spans | None], now: datetime) -> dict[str, Any]:
    today = kyiv_date(now)
    wanted = (today, today + schedule.ONE_DAY)
    return {day.isoformat(): days[day] for day in wanted if days.get(day) is not None}


def _named(subqueue: str, days: Mapping[str, Any]) -> str:
    """The subqueue, and the days with an outage in them, each with the hash of its spans: «3.2;2026-11-30:1f0c…»

    A day without any is not named: that nothing is going to be switched off is news only where something was.
    """
    named = [subqueue]
    for day, spans in sorted(days.items()):
        if any(state in (schedule.OFF, schedule.MAYBE) for _begin, _end, state in spans):
            named.append(f"{day}:{hashlib.sha256(json.dumps(spans).encode()).hexdigest()[:12]}")
    return ";".join(named)


def _subqueue_in(change: str) -> str | None:
    """The subqueue that somebody was told of; None in what was written down before it was told."""
    first = change.split(";")[0]
    return first if first in SUBQUEUES else None


def _is_news(change: str, last: str, now: datetime) -> bool:
    """Whether today or tomorrow is another than was told, or the subqueue is; a day that is over is no news."""
    if _subqueue_in(last) not in (None, _subqueue_in(change)):
        return True
    today = kyiv_date(now)
    present, told = (dict(part.split(":") for part in text.split(";") if ":" in part) for text in (change, last))
    wanted = (today.isoformat(), (today + schedule.ONE_DAY).isoformat())
    return any(present.get(day) != told.get(day) for day in wanted)


def _told_last(accounts: Sequence[int]) -> dict[tuple[int, int], str]:
    """{(user, account): what they were told last about it}; of another subqueue, too, if it was moved."""
    told: dict[tuple[int, int], str] = {}
    for part in chunked(sorted(set(accounts)), CHUNK):
        rows: Any = (
            OutageNotice.select(OutageNotice.user, OutageNotice.account, OutageNotice.change)
            .where(OutageNotice.account.in_(part))
            .order_by(OutageNotice.at)
            .tuples()
        )
        told.update({(user, account): change for user, account, change in rows})
    return told


def _note(one: Watched, change: str, now: datetime) -> None:
    """Write down that this is what they know now; a schedule may come back to what it was."""
    OutageNotice.insert(user=one.user, account=one.account, change=change, at=now).on_conflict(
        conflict_target=[OutageNotice.user, OutageNotice.account, OutageNotice.change],
        preserve=[OutageNotice.at],
    ).execute()


def _post_change(one: Watched, subqueue: str, days: Mapping[str, Any], earlier: str | None, now: datetime) -> int:
    today = kyiv_date(now)
    shown = []
    for text, spans in days.items():
        day = date.fromisoformat(text)
        off = [wording.hours_of(piece) for piece in schedule.of_day(day, spans) if piece.state == schedule.OFF]
        shown.append([wording.day_name(day, today), off, bool(spans)])
    return posting.post(
        "light_changed",
        one,
        key=f"light-changed:{one.user.id}:{one.account.id}:{now.isoformat()}",
        now=now,
        until=schedule.moment_of(today + schedule.ONE_DAY, schedule.MINUTES),
        data={"subqueue": subqueue, "earlier": earlier, "days": shown},
    )
