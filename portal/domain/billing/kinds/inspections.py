"""Контрольні огляди: what an inspector read, by zone."""

from __future__ import annotations

from portal.database import db
from portal.domain.accounts.numbers import account_digits
from portal.domain.billing import known, values, writing
from portal.domain.billing.formats import Batch, Column, Kind
from portal.domain.billing.work import Work
from portal.language import lazy_gettext as _
from portal.models import Inspection

KEY = ("account_id", "on", "meter_number")
_ZONE = values.whole(0, 999_999_999)


def keep(batch: Batch, work: Work) -> int:
    """Add and correct inspections; one is known by account, date and meter."""
    known.leave_out_future(batch, work, "inspected_on")
    known.once(batch, "account", "meter", "inspected_on")
    accounts = known.accounts(batch)
    rows = [
        (accounts[row.account].id, row.inspected_on.isoformat(), row.meter, row.zone_1, row.zone_2, row.zone_3)
        for row in batch.rows
    ]
    with db.atomic():
        return writing.upsert(Inspection, (*KEY, "zone_1", "zone_2", "zone_3"), KEY, rows)


KIND = Kind(
    slug="inspections",
    title=_("Контрольні огляди"),
    columns=(
        Column("account", account_digits),
        Column("meter", values.text(32)),
        Column("inspected_on", values.day),
        Column("zone_1", _ZONE, optional=True),
        Column("zone_2", _ZONE, optional=True),
        Column("zone_3", _ZONE, optional=True),
    ),
    keep=keep,
)
