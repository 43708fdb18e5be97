"""Who is told of works that reach their home, planned or not, and that they are over: once each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from peewee import chunked

from portal.domain.outages import kinds, posting, watching, wording
from portal.domain.outages.reaching import reaches
from portal.domain.outages.watching import Watched
from portal.models import LightWatch, Message, Works

# So long before planned works people are told of them, and so long after the end that it is over.
AHEAD = timedelta(hours=24)
AFTER = timedelta(hours=12)
CHUNK = 500
TOLD, OVER = "light_works", "light_back"


def tell_works(now: datetime) -> int:
    """Tell those who want to be told of changes what reaches their homes now or within a day, and its end.

    In their quiet hours they are told later, unless it is over by then. Looking twice tells nothing twice.
    """
    works = list(
        Works.select()
        .where(
            Works.kind.in_(kinds.TOLD),
            Works.starts_at < now + AHEAD,
            Works.starts_at > now - kinds.LASTS,
            Works.ends_at.is_null() | (Works.ends_at > now - AFTER),
        )
        .order_by(Works.id)
    )
    if not works:
        return 0
    awake = [one for one in watching.watched(LightWatch.changes, now) if not watching.is_quiet(one.watch, now)]
    told = 0
    for one in works:
        reached = [home for home in awake if home.account.rem_id == one.rem_id and reaches(one, home.account)]
        is_over = one.ends_at is not None and one.ends_at <= now
        if not is_over:
            told += sum(_post(TOLD, one, home, now) for home in _untold(TOLD, one, reached))
        elif one.kind in kinds.ENTERED:
            waiting = _told(TOLD, one, reached)
            told += sum(_post(OVER, one, home, now) for home in _untold(OVER, one, waiting))
    return told


def _key(kind: str, works: Works, home: Watched) -> str:
    # With its beginning: SQLite gives the row id of what was withdrawn to the next one.
    return f"{kind}:{works.id}:{works.starts_at.isoformat()}:{home.user.id}:{home.account.id}"


def _told(kind: str, works: Works, homes: list[Watched]) -> list[Watched]:
    known = set(_sent(_key(kind, works, home) for home in homes))
    return [home for home in homes if _key(kind, works, home) in known]


def _untold(kind: str, works: Works, homes: list[Watched]) -> list[Watched]:
    known = set(_sent(_key(kind, works, home) for home in homes))
    return [home for home in homes if _key(kind, works, home) not in known]


def _sent(keys: Iterable[str]) -> Iterator[str]:
    for part in chunked(keys, CHUNK):
        yield from (row.key for row in Message.select(Message.key).where(Message.key.in_(part)))


def _post(kind: str, works: Works, home: Watched, now: datetime) -> int:
    data = {
        "kind": works.kind,
        "reason": works.reason,
        "starts": wording.when(works.starts_at, now),
        "ends": wording.when(works.ends_at, now) if works.ends_at else "",
    }
    return posting.post(
        kind,
        home,
        key=_key(kind, works, home),
        now=now,
        until=now + AFTER if kind == OVER else works.ends_at,
        data=data,
        urgent=works.kind in kinds.ENTERED,
    )
