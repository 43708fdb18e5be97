"""What a person is told about their order: by mail at each change that they did not make themselves.

In the cabinet an order whose ``revision`` is ahead of its ``seen_revision`` is marked until it is opened.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal.domain import outbox
from portal.domain.orders import catalogue, deadlines, wording
from portal.models import Order, User

# A mail for each; what the person has done themselves is confirmed only when it went to the operator.
OF_THEIR_OWN = ("order_submitted", "order_filled_in", "order_signed", "order_clarified", "order_withdrawn")


def tell(order: Order, happened: str, *, actor: User | None, at: datetime, details: dict[str, Any]) -> None:
    """Post the mail; call it in the transaction of the change."""
    is_own = actor is not None and actor.id == order.user_id
    if is_own and happened not in OF_THEIR_OWN:
        return
    if happened not in wording.MAILS:
        return
    user: User = order.user
    if user.deleted_at:
        return
    tail, text = wording.mail(happened, details)
    kind = catalogue.kind_of(order.kind)
    due_on = None if order.status_name in deadlines.WITHOUT_A_TERM else order.due_on
    outbox.post(
        "order_changed",
        user.email,
        key=f"order:{order.uuid}:{order.revision}",
        at=at,
        user=user,
        data={
            "tail": tail,
            "text": text,
            "number": order.number,
            "ref": order.ref,
            "title": str(kind.title),
            "status": wording.status(order.status_name),
            "due_on": due_on.isoformat() if due_on else None,
            "term": kind.term.words,
        },
    )
