"""The only writer of an order's status; every change of an order, of its status or not, is an event.

Whoever changes an order has seen a revision of it. Where that is no longer the present one nothing is done, and
the person is told what has happened meanwhile.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal.database import db
from portal.domain import events
from portal.domain.errors import Conflict
from portal.domain.orders import notices, wording
from portal.language import gettext as _
from portal.models import Order, User

# From where to where. The kinds that are not paid for go from registered to done; what stands between is theirs
# who are. A clarification leads back to the status before it and to no other one.
TRANSITIONS: dict[str, frozenset[str]] = {
    "draft": frozenset({"awaiting_signature", "submitted", "withdrawn"}),
    "awaiting_signature": frozenset({"submitted", "withdrawn", "refused"}),
    # Back for a signature: when the one that came is found to be wrong.
    "submitted": frozenset({"registered", "clarification", "withdrawn", "refused", "awaiting_signature"}),
    "registered": frozenset({"invoiced", "done", "clarification", "withdrawn", "refused"}),
    "invoiced": frozenset({"paid", "clarification", "refused"}),
    "paid": frozenset({"scheduled", "clarification", "refused"}),
    "scheduled": frozenset({"done", "clarification", "refused"}),
    "clarification": frozenset(
        {"submitted", "registered", "invoiced", "paid", "scheduled", "withdrawn", "refused"}
    ),
    "done": frozenset(),
    "withdrawn": frozenset(),
    "refused": frozenset(),
}
OPEN = tuple(status for status, onward in TRANSITIONS.items() if onward and status != "draft")
CLOSED = ("done", "withdrawn", "refused")


def move(
    order: Order,
    to: str,
    happened: str,
    *,
    actor: User | None,
    at: datetime,
    details: dict[str, Any] | None = None,
    **columns: Any,
) -> None:
    """Change the status together with ``columns``, write the event and tell the other side.

    Raises:
        Conflict: the order can't become that, or it is no longer what it was.
    """
    if not may_become(order, to):
        raise Conflict(_("Замовлення вже має статус «%(status)s»", status=wording.status(order.status_name)))
    if to in CLOSED:
        columns["closed_at"] = at
    _write(order, happened, actor=actor, at=at, details=details, status=to, columns=columns)


def amend(
    order: Order,
    happened: str,
    *,
    actor: User | None,
    at: datetime,
    details: dict[str, Any] | None = None,
    **columns: Any,
) -> None:
    """Change something else than the status, in the same way.

    Raises:
        Conflict: the order is closed, or no longer what it was.
    """
    if order.status_name in CLOSED:
        raise Conflict(_("Замовлення вже має статус «%(status)s»", status=wording.status(order.status_name)))
    _write(order, happened, actor=actor, at=at, details=details, status=order.status_name, columns=columns)


def may_become(order: Order, to: str) -> bool:
    """Whether the table allows it: of a clarification, only back to where it came from."""
    if to not in TRANSITIONS[order.status_name]:
        return False
    if order.status_name == "clarification" and to not in CLOSED:
        return bool(to == order.resumes)
    if order.status_name == "clarification" and to == "withdrawn":
        return "withdrawn" in TRANSITIONS[str(order.resumes)]
    return True


def _write(
    order: Order,
    happened: str,
    *,
    actor: User | None,
    at: datetime,
    details: dict[str, Any] | None,
    status: str,
    columns: dict[str, Any],
) -> None:
    was, revision = order.status_name, order.revision
    changed = {**columns, "status": status, "revision": revision + 1}
    if actor is not None and actor.id == order.user_id:
        changed["seen_revision"] = revision + 1  # they know what they have done themselves
    with db.atomic():
        done = (
            Order.update(**changed)
            .where(Order.id == order.id, Order.status == was, Order.revision == revision)
            .execute()
        )
        if not done:
            raise Conflict(changed_meanwhile(order), code="changed_meanwhile")
        events.record(order, happened, actor=actor, at=at, **{**(details or {}), "status": status})
        for name, value in changed.items():
            setattr(order, name, value)
        notices.tell(order, happened, actor=actor, at=at, details=details or {})


def changed_meanwhile(order: Order) -> str:
    """What the one who came second is told: who has done what."""
    last = wording.last_event(order)
    if last is None:
        return _("Замовлення тим часом змінилося. Оновіть сторінку.")
    return _("Замовлення тим часом змінилося: %(what)s. Перевірте, що є зараз.", what=last)


def expect(order: Order, revision: int | None) -> None:
    """Whoever sends a form has seen this revision of the order.

    Raises:
        Conflict: somebody has changed it since then.
    """
    if revision is not None and revision != order.revision:
        raise Conflict(changed_meanwhile(order), code="changed_meanwhile")
