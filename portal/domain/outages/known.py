"""What the portal knows of a subqueue's days and of what stands above any schedule, and how old that is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.clock import kyiv_date
from portal.domain.outages.kinds import ABOVE_OTHERS, GAV, TOLD
from portal.domain.outages.reaching import reaches, touches
from portal.domain.outages.schedule import Spans
from portal.models import Account, OutageSource, Place, Rem, SubqueueDay, Works

AHEAD = timedelta(days=3)
HISTORY = timedelta(days=30)
# The names of the sources that speak of subqueues; others speak of works.
SCHEDULES = ("ztoe-json", "ztoe-html")
# Polled every ten minutes: after so long without a good answer people are told how old this is.
STALE = timedelta(minutes=40)


@dataclass(frozen=True)
class Known:
    """``days`` by date, ``source`` with when it last answered well and since when it does not."""

    subqueue: str
    days: dict[date, Spans | None]
    source: OutageSource | None = None

    @property
    def good_at(self) -> datetime | None:
        """When the source last answered well."""
        moment: datetime | None = self.source.good_at if self.source else None
        return moment

    def is_stale(self, now: datetime) -> bool:
        """Whether this is so old that it has to be said."""
        return self.good_at is None or now - self.good_at > STALE


def known(subqueue: str, now: datetime) -> Known:
    """The subqueue's days from today on."""
    today = kyiv_date(now)
    rows = list(
        SubqueueDay.select(SubqueueDay, OutageSource)
        .join(OutageSource)
        .where(SubqueueDay.subqueue == subqueue, SubqueueDay.day >= today, SubqueueDay.day < today + AHEAD)
    )
    source = rows[0].source if rows else _last_good()
    return Known(subqueue, {row.day: row.spans for row in rows}, source)


def _last_good() -> OutageSource | None:
    """The source of schedules that answered last: of a subqueue that it did not name nothing is known."""
    query = OutageSource.select().where(OutageSource.name.in_(SCHEDULES), OutageSource.good_at.is_null(False))
    found: OutageSource | None = query.order_by(OutageSource.good_at.desc()).first()
    return found


def history(subqueue: str, now: datetime) -> list[SubqueueDay]:
    """The subqueue's days of the last month, the newest first."""
    today = kyiv_date(now)
    query = SubqueueDay.select().where(
        SubqueueDay.subqueue == subqueue, SubqueueDay.day < today, SubqueueDay.day >= today - HISTORY
    )
    return list(query.order_by(SubqueueDay.day.desc()))


def gavs(now: datetime) -> list[Works]:
    """Every ГАВ that is on now, with its РЕМ: while there is one, no hourly schedule holds where it is."""
    query = Works.select(Works, Rem).join(Rem)
    on = (Works.starts_at <= now) & (Works.ends_at.is_null() | (Works.ends_at > now))
    return list(query.where(Works.kind == GAV, on).order_by(Rem.name, Works.starts_at))


def is_above(works: Works, account: Account) -> bool:
    """Whether a ГАВ is where the account is."""
    return bool(works.rem_id == account.rem_id) and reaches(works, account)


def works_at(account: Account, now: datetime) -> list[Works]:
    """What reaches the home of an account now or within a day: ГАВ first, then accidents, then planned works."""
    return [one for one in _works_of(account.rem_id, now) if reaches(one, account)]


def works_before(account: Account, now: datetime) -> list[Works]:
    """What reached the home of an account within the days of :func:`history`."""
    query = Works.select().where(
        Works.rem == account.rem_id,
        Works.kind.in_(TOLD),
        Works.starts_at < now,
        Works.ends_at.is_null() | (Works.ends_at > now - HISTORY),
    )
    return [one for one in query.order_by(Works.starts_at) if reaches(one, account)]


def works_of(place: Place, now: datetime) -> list[Works]:
    """The same for a group of houses."""
    return [one for one in _works_of(place.street.city.rem_id, now) if touches(one, place)]


def _works_of(rem: int, now: datetime) -> list[Works]:
    query = Works.select().where(
        Works.rem == rem,
        Works.kind.in_(TOLD),
        Works.starts_at < now + timedelta(days=1),
        Works.ends_at.is_null() | (Works.ends_at > now),
    )
    return sorted(query.order_by(Works.starts_at), key=lambda one: ABOVE_OTHERS.index(one.kind))
