"""Use by period: what each zone of a meter used in a month, as billing worked it out."""

from __future__ import annotations

from typing import Any

from portal.database import db
from portal.domain.accounts.numbers import account_digits
from portal.domain.billing import known, looking, values, writing
from portal.domain.billing.formats import Batch, Column, Kind
from portal.domain.billing.work import Work
from portal.language import lazy_gettext as _
from portal.models import Consumption

KEY = ("account_id", "period", "meter_number", "direction", "zone")


def keep(batch: Batch, work: Work) -> int:
    """Add and correct months; they hang on the account and the number of the meter."""
    known.leave_out_future(batch, work, "period")
    accounts = known.accounts(batch)
    rows = _by_key(batch, accounts)
    if len(rows) < len(batch.rows):
        known.once(batch, "account", "meter", "direction", "zone", "period")
        rows = _by_key(batch, accounts)
    # In the order of the index, so that its pages are written one after the other.
    in_order = [(*key, wh) for key, wh in sorted(rows.items())]
    with db.atomic():
        return writing.upsert(Consumption, (*KEY, "wh"), KEY, in_order, all_new=not _is_any_there(in_order))


def _is_any_there(rows: list[tuple[Any, ...]]) -> bool:
    """Whether these accounts have any use in these months: one look by the index, for most files the only one."""
    if not rows:
        return False
    months = [row[1] for row in rows]
    about = {row[0] for row in rows}
    return bool(
        looking.rows(Consumption, ("id",), "account_id", about, ("period", min(months), max(months)), most=1)
    )


def _by_key(batch: Batch, accounts: dict[str, known.Known]) -> dict[tuple[int, str, str, str, int], int]:
    return {
        (accounts[account].id, period, meter, direction, zone): wh
        for _line, account, meter, direction, zone, period, wh in batch.rows
    }


KIND = Kind(
    slug="consumption",
    title=_("Споживання за періодами"),
    columns=(
        Column("account", account_digits),
        Column("meter", values.text(32)),
        Column("direction", values.direction),
        Column("zone", values.whole(1, 3)),
        Column("period", values.month),
        Column("kwh", values.thousandths),
    ),
    keep=keep,
)
