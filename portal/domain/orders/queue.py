"""The desk's queue of orders: those overdue and due soon first, those without a date behind them.

A page costs the same however long the queue is: it is found by the partial indexes order_queue (of a РЕМ) and
order_queue_all, whose condition is repeated here word for word.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import JOIN, SQL

from portal.domain import paging
from portal.domain.desk import counting
from portal.domain.desk.reach import within
from portal.domain.orders.lifecycle import CLOSED
from portal.models import Account, Order, Rem, User
from portal.models.order import IS_CLOSED, IS_OPEN, IS_TO_DO

PAGE = 50
# What the queue may be narrowed down to; without any it is everything open.
STATES: dict[str, tuple[str, ...]] = {
    "new": ("submitted",),
    "work": ("registered", "paid", "scheduled"),
    "waits": ("awaiting_signature", "clarification", "invoiced"),
    "closed": CLOSED,
}


@dataclass(frozen=True)
class Page:
    """A page of the queue, and where the next one begins (None on the last)."""

    orders: list[Order]
    following: str | None


def page(actor: User, *, rem: Rem | None = None, state: str | None = None, after: str | None = None) -> Page:
    """Orders within the actor's reach, by due date and then by arrival; closed ones newest first."""
    if state == "closed":
        return _closed(actor, rem, after)
    day, row = paging.day_and_row(after) or (date.min, 0)
    conditions: list[Any] = [SQL(IS_OPEN.replace("status", '"t1"."status"')), *_of(actor, rem)]
    conditions += [Order.queue_on >= day, (Order.queue_on > day) | (Order.id > row)]
    if state in STATES:
        conditions.append(Order.status.in_(STATES[state]))
    found = _with_accounts().where(*conditions).order_by(Order.queue_on, Order.id).limit(PAGE + 1)
    orders, last = paging.cut(found, PAGE)
    return Page(orders, paging.place(last.queue_on, last.id) if last else None)


def waiting(actor: User) -> int:
    """How many the operator has to do something with, at most 10 000: not those that wait for their person."""
    # Of all РЕМ by the index of each: without a РЕМ in its condition SQLite would read another one from its begin.
    reach = within(actor, Order.rem) or [Order.rem.in_(Rem.select(Rem.id))]
    return counting.counted(Order.select(Order.id).where(SQL(IS_TO_DO), *reach))


def _closed(actor: User, rem: Rem | None, after: str | None) -> Page:
    before = paging.row_id(after) or paging.LAST_ROW
    conditions: list[Any] = [SQL(IS_CLOSED.replace("status", '"t1"."status"').replace("rem_id", '"t1"."rem_id"'))]
    conditions += [*_of(actor, rem), Order.id < before]
    found = _with_accounts().where(*conditions).order_by(Order.id.desc()).limit(PAGE + 1)
    orders, last = paging.cut(found, PAGE)
    return Page(orders, str(last.id) if last else None)


def _of(actor: User, rem: Rem | None) -> list[Any]:
    return [*within(actor, Order.rem), *([Order.rem == rem.id] if rem is not None else [])]


def _with_accounts() -> Any:
    return (
        Order.select(Order, Account, Rem)
        .join_from(Order, Account, JOIN.LEFT_OUTER)
        .join_from(Order, Rem, JOIN.LEFT_OUTER, on=(Order.rem == Rem.id))
    )
