"""The open orders that a person's phone keeps, to be looked at without a network."""

from __future__ import annotations

from typing import Any

from portal.clock import kyiv_date
from portal.domain.orders import catalogue, history
from portal.language import gettext as _
from portal.models import User

MOST = 10


def pictures(user: User) -> list[dict[str, Any]]:
    """One card with a line for each open order, in the shape of an account's readings; none without orders."""
    lines = [
        {
            "on": kyiv_date(order.submitted_at or order.created_at).isoformat(),
            "values": [f"№ {order.number}", str(catalogue.kind_of(order.kind).short)],
            "status": f"order.{order.status_name}",
        }
        for order in history.open_orders(user, MOST)
    ]
    return [{"number": _("Замовлення"), "address": "", "lines": lines}] if lines else []
