"""Look up what rows are about: the accounts by their digits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple

from portal.clock import kyiv_date
from portal.domain.billing import looking
from portal.domain.billing.formats import Batch
from portal.domain.billing.work import Work
from portal.language import gettext as _
from portal.models import Account


class Known(NamedTuple):
    """An account that rows name: its row id and that of its РЕМ."""

    id: int
    rem: int


def accounts(batch: Batch) -> dict[str, Known]:
    """{digits: the account} of those in the batch. Rows whose account is not there are left out."""
    wanted = {row.account for row in batch.rows}
    rows = looking.rows(Account, ("digits", "id", "rem_id"), "digits", wanted)
    found = {digits: Known(row_id, rem) for digits, row_id, rem in rows}
    missing = {row.line: ("account", _missing()) for row in batch.rows if row.account not in found}
    batch.leave_out(missing)
    return found


def leave_out_future(batch: Batch, work: Work, *columns: str, ahead: timedelta = timedelta()) -> None:
    """Leave out rows about what has not happened yet, by the date in Kyiv; empty cells say nothing.

    ``ahead`` is how far a date may be ahead of its time.
    """
    today = kyiv_date(work.now) + ahead
    problems: dict[int, tuple[str, str]] = {}
    for row in batch.rows:
        for name in columns:
            day = getattr(row, name)
            if day is not None and day > (today.isoformat() if isinstance(day, str) else today):
                problems[row.line] = (name, _("Ця дата ще не настала"))
    batch.leave_out(problems)


def once(batch: Batch, *key: str) -> None:
    """Leave out rows that say again what an earlier one of the batch has said, by these columns."""
    seen: set[tuple[Any, ...]] = set()
    again: dict[int, tuple[str, str]] = {}
    for row in batch.rows:
        about = tuple(getattr(row, name) for name in key)
        if about in seen:
            again[row.line] = (key[-1], _("Про це вже сказано в рядку вище"))
        seen.add(about)
    batch.leave_out(again)


def _missing() -> str:
    return _("Такого рахунку немає: спершу завантажте рахунки")
