"""How the desk's lists call an order's kind and status."""

from __future__ import annotations

from portal.domain.orders import catalogue, wording
from portal.models import Order


def kind(order: Order) -> str:
    """«Непрацюючий лічильник»"""
    return str(catalogue.by_slug(order.kind).short)


def status(order: Order) -> str:
    """«У роботі»"""
    return str(wording.SHORT[order.status_name])
