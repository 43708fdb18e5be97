"""The orders of a person as a list, and what happened to one of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import JOIN

from portal.domain import paging
from portal.domain.errors import NotFound
from portal.domain.orders import wording
from portal.domain.orders.lifecycle import CLOSED, OPEN
from portal.language import gettext as _
from portal.models import Account, Event, File, Order, Rem, Settlement, User

PAGE = 20
# What a list may be narrowed down to. A draft that was thrown away is not shown at all.
STATES = {"open": OPEN, "closed": CLOSED, "draft": ("draft",)}


def orders_of(user: User, state: str | None = None, before: str | None = None) -> tuple[list[Order], str | None]:
    """(a page of the person's orders, newest first; where the next page begins), by key."""
    query = (
        Order.select(Order, File, Account)
        .join_from(Order, File, JOIN.LEFT_OUTER, on=(Order.invoice == File.id))
        .join_from(Order, Account, JOIN.LEFT_OUTER)
        .where(Order.user == user, Order.id < (paging.row_id(before) or paging.LAST_ROW))
    )
    if state in STATES:
        query = query.where(Order.status.in_(STATES[state]))
    query = query.where((Order.status != "withdrawn") | Order.rem.is_null(False))
    orders, last = paging.cut(query.order_by(Order.id.desc()).limit(PAGE + 1), PAGE)
    return orders, str(last.id) if last else None


def order_of(user: User, ref: str) -> Order:
    """The person's order with this ref.

    Raises:
        NotFound: there is none, it is somebody else's, or a draft that was thrown away.
    """
    order: Order | None = (
        Order.select(Order, Rem, Account, Settlement)
        .join_from(Order, Rem, JOIN.LEFT_OUTER, on=(Order.rem == Rem.id))
        .join_from(Order, Account, JOIN.LEFT_OUTER)
        .join_from(Account, Settlement, JOIN.LEFT_OUTER)
        .where(Order.ref == ref, Order.user == user)
        .first()
    )
    if order is None or (order.status_name == "withdrawn" and order.rem_id is None):
        raise NotFound(_("Такого замовлення у вашому кабінеті немає"))
    return order


def open_orders(user: User, limit: int = 3) -> list[Order]:
    """The person's newest open orders, those with news first."""
    query = Order.select().where(Order.user == user, Order.status.in_(OPEN))
    return list(query.order_by((Order.revision > Order.seen_revision).desc(), Order.id.desc()).limit(limit))


def begun_and_open(user: User, limit: int = 3) -> list[Order]:
    """The same, and behind them the newest draft, however many are open: to be gone on with."""
    newest = Order.select().where(Order.user == user, Order.status == "draft").order_by(Order.id.desc()).limit(1)
    return [*open_orders(user, limit), *newest]


def has_news(order: Order) -> bool:
    """Whether something happened that the person has not seen."""
    return bool(order.revision > order.seen_revision)


def note_seen(order: Order) -> None:
    """The person has opened the order."""
    if has_news(order):
        Order.update(seen_revision=order.revision).where(
            Order.id == order.id, Order.seen_revision < order.revision
        ).execute()


@dataclass(frozen=True)
class Happening:
    """An event of the timeline: a sentence, what was said, by whom and when."""

    name: str
    sentence: str
    text: str
    who: str
    at: datetime
    reason: str = ""


def timeline(order: Order, reader: User) -> list[Happening]:
    """What happened, the latest first, as this reader is told it."""
    at_the_desk = reader.role != "consumer"
    rows = (
        Event.select(Event, User, Rem)
        .left_outer_join(User)
        .left_outer_join(Rem)
        .where(Event.subject_kind == "order", Event.subject_id == order.id)
        .order_by(Event.id.desc())
    )
    return [
        Happening(
            name=row.name,
            sentence=wording.happened(row.name, row.details, at_the_desk=at_the_desk),
            text=_text(row.details),
            who=_who(row, reader),
            at=row.at,
            reason=str(row.details.get("reason") or ""),
        )
        for row in rows
    ]


def _text(details: dict[str, Any]) -> str:
    return str(details.get("answer") or details.get("reply") or details.get("file") or "")


def _who(event: Event, reader: User) -> str:
    actor: User | None = event.actor
    if actor is None:
        return ""
    if actor.id == reader.id and reader.role == "consumer":
        return _("ви")
    rem: Rem | None = actor.rem
    return f"{actor.short_name}, {rem.name}" if rem else str(actor.short_name)
