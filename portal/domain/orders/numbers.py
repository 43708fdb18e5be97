"""Numbers of orders, which people say on the phone: year and month, and a count within them, «2611-0048»."""

from __future__ import annotations

from datetime import datetime

from portal.clock import kyiv_date
from portal.database import db
from portal.models import OrderCounter


def take_number(now: datetime) -> str:
    """The next number of the month; call it in the transaction that keeps the order."""
    month = kyiv_date(now).strftime("%y%m")
    with db.atomic():
        OrderCounter.insert(month=month, last=0).on_conflict_ignore().execute()
        OrderCounter.update(last=OrderCounter.last + 1).where(OrderCounter.month == month).execute()
        last = OrderCounter.select(OrderCounter.last).where(OrderCounter.month == month).scalar()
    return f"{month}-{last:04}"
