"""Planned works of every РЕМ, today and on the next days, as the operator announces them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from portal import clock
from portal.database import db
from portal.domain.desk.reach import within
from portal.domain.outages import standing
from portal.domain.outages.fetching import Limits, SourceAway, Visit
from portal.domain.outages.kinds import LASTS, PLANNED, UNREAD
from portal.domain.outages.sources import ztoe_works
from portal.domain.outages.sources.base import Unreadable, Work
from portal.models import OutageSource, Rem, User, Works

SOURCE = "ztoe-works"
LOCK = "works.lock"
DAYS_AHEAD = 3
# When the operator's table takes another shape, every row of it is one.
MOST_UNREAD = 100


@dataclass
class WorksPoll:
    """How many rows came and went, how many could not be read, and how the source stands."""

    added: int = 0
    gone: int = 0
    unread: int = 0
    failures: dict[str, str] = field(default_factory=dict)
    newly_failing: list[str] = field(default_factory=list)
    newly_back: list[str] = field(default_factory=list)


def poll(url: str, now: datetime, *, limits: Limits | None = None, is_forced: bool = False) -> WorksPoll:
    """Ask for the works of each РЕМ and date; what is no longer announced goes, unless it has begun.

    A question per РЕМ and date, whoever lives there. At the first failure it stops: what is kept stays.
    """
    outcome = WorksPoll()
    source = standing.of(SOURCE)
    if not is_forced and not standing.is_due(source, now):
        return outcome
    today = clock.kyiv_date(now)
    days = [today + timedelta(days=number) for number in range(DAYS_AHEAD)]
    visit = Visit(url, limits or Limits(), standing.answers(source, url, today))
    try:
        found = {rem.id: _announced(visit, rem, days) for rem in Rem.select().order_by(Rem.source_id)}
    except (SourceAway, Unreadable) as error:
        outcome.failures[SOURCE] = str(error)
        with db.atomic():
            if standing.failed(source, str(error), now):
                outcome.newly_failing.append(SOURCE)
        return outcome
    finally:
        visit.close()
    with db.atomic():
        if standing.answered(source, standing.validators(visit.validators, url, today), now):
            outcome.newly_back.append(SOURCE)
        for rem_id, works in found.items():
            if works is not None:
                _keep(rem_id, works, source, now, outcome)
    return outcome


def unread(actor: User, now: datetime) -> list[Works]:
    """Rows of today and later that could not be read, within the actor's reach, the earliest first.

    Raises:
        Forbidden: the actor does not work at the desk.
    """
    return list(
        Works.select(Works, Rem)
        .join(Rem)
        .where(Works.kind == UNREAD, Works.ends_at > now, *within(actor, Works.rem))
        .order_by(Works.starts_at, Rem.name, Works.id)
        .limit(MOST_UNREAD)
    )


def _announced(visit: Visit, rem: Rem, days: Sequence[date]) -> list[Work] | None:
    """Works of a РЕМ on all the days; None when nothing has changed on any of them."""
    answers = [ztoe_works.ask(visit, rem.source_id, day) for day in days]
    if all(answer is None for answer in answers):
        return None
    works: list[Work] = []
    for day, answer in zip(days, answers, strict=True):
        told = answer if answer is not None else ztoe_works.ask(visit, rem.source_id, day, conditional=False)
        works += told or []
    return works


def _keep(rem_id: int, works: Sequence[Work], source: OutageSource, now: datetime, outcome: WorksPoll) -> None:
    # Works of several days are announced on each of them.
    wanted = {_key(work): work for work in works}
    rows = Works.select().where(Works.rem == rem_id, Works.source == source.id, Works.starts_at > _recently(now))
    kept = {_key(row): row for row in rows}
    gone = [row.id for key, row in kept.items() if key not in wanted and row.starts_at > now]
    new = [work for key, work in wanted.items() if key not in kept]
    if gone:
        Works.delete().where(Works.id.in_(gone)).execute()
    if new:
        Works.insert_many([{**_columns(work), "rem": rem_id, "source": source.id} for work in new]).execute()
    outcome.gone += len(gone)
    outcome.added += len(new)
    outcome.unread += sum(not work.is_read for work in new)


def _recently(now: datetime) -> datetime:
    """Before this begins nothing that may still be announced: long works are known by their beginning."""
    return datetime.combine(clock.kyiv_date(now) - LASTS, time(0), clock.KYIV)


def _key(work: Work | Works) -> tuple[Any, ...]:
    return work.settlement, tuple(work.houses), work.reason, work.starts_at, work.ends_at, work.original


def _columns(work: Work) -> dict[str, Any]:
    return {
        "kind": PLANNED if work.is_read else UNREAD,
        "settlement": work.settlement,
        "houses": list(work.houses),
        "reason": work.reason,
        "starts_at": work.starts_at,
        "ends_at": work.ends_at,
        "original": work.original,
    }
