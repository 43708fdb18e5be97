"""«У мене немає світла»: what people say, counted for the desk by subqueue and street."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from peewee import fn

from portal.clock import KYIV, kyiv_date
from portal.database import db
from portal.domain.desk.reach import within
from portal.domain.errors import TooMany
from portal.language import gettext as _
from portal.models import Account, NoLightReport, Settlement, User

PAUSE = timedelta(hours=1)
RECENT = timedelta(hours=3)
MOST = 100


@dataclass(frozen=True)
class Street:
    """How many accounts of a street said so lately, and in which subqueues."""

    settlement: str
    street: str
    subqueue: str
    count: int
    latest: datetime


def report(account: Account, subqueue: str | None, *, actor: User, now: datetime) -> NoLightReport:
    """The person says that there is no light.

    Raises:
        TooMany: they have said so within the hour.
    """
    with db.atomic():
        if db.obj.for_update:  # SQLite's transaction keeps others out by itself
            User.select(User.id).where(User.id == actor.id).for_update().execute()
        said = latest(account, actor, now)
        if said is not None:
            raise TooMany(_("Ви вже повідомили. Дякуємо!"), after=said.at + PAUSE - now)
        made: NoLightReport = NoLightReport.create(user=actor, account=account, subqueue=subqueue, at=now)
        return made


def latest(account: Account, actor: User, now: datetime) -> NoLightReport | None:
    """What the person said within the hour."""
    found: NoLightReport | None = (
        NoLightReport.select()
        .where(NoLightReport.user == actor, NoLightReport.account == account, NoLightReport.at > now - PAUSE)
        .order_by(NoLightReport.at.desc())
        .first()
    )
    return found


def by_street(actor: User, now: datetime) -> list[Street]:
    """What was said in the last three hours within the actor's reach, the streets with most of it first."""
    rows: Any = (
        NoLightReport.select(
            Settlement.name,
            Account.street,
            NoLightReport.subqueue,
            fn.COUNT(NoLightReport.account.distinct()).alias("count"),
            fn.MAX(NoLightReport.at).alias("latest"),
        )
        .join_from(NoLightReport, Account)
        .join_from(Account, Settlement)
        .where(NoLightReport.at > now - RECENT, *within(actor, Account.rem))
        .group_by(Settlement.name, Account.street, NoLightReport.subqueue)
        .order_by(fn.COUNT(NoLightReport.account.distinct()).desc())
        .limit(MOST)
        .tuples()
    )
    found: list[Any] = list(rows)
    return [Street(name, street, sub or "", count, _moment(last)) for name, street, sub, count, last in found]


def _moment(value: Any) -> datetime:
    moment = NoLightReport.at.python_value(value)
    assert moment is not None
    return moment


def by_day(subqueue: str, since: date, now: datetime) -> Counter[date]:
    """How many accounts of a subqueue said so on each day."""
    begin = datetime.combine(since, datetime.min.time(), KYIV)
    rows = NoLightReport.select(NoLightReport.account, NoLightReport.at).where(
        NoLightReport.subqueue == subqueue, NoLightReport.at >= begin, NoLightReport.at <= now
    )
    return Counter(day for _account, day in {(row.account_id, kyiv_date(row.at)) for row in rows})
