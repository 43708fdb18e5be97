"""Технічні перевірки, each with its document if there is one."""

from __future__ import annotations

from typing import Any

from portal.crypto import random_ref
from portal.database import db
from portal.domain.accounts.numbers import account_digits
from portal.domain.billing import known, papers, values
from portal.domain.billing.formats import Batch, Column, Kind
from portal.domain.billing.work import Work
from portal.language import lazy_gettext as _
from portal.models import File, TechnicalCheck


def keep(batch: Batch, work: Work) -> int:
    """Add checks, and documents of those that are there; one is known by account and date."""
    known.leave_out_future(batch, work, "checked_on")
    known.once(batch, "account", "checked_on")
    return papers.each(batch, work, _keep)


def _keep(row: Any, account: int, work: Work) -> bool:
    """Whether the row said something new. Its file is stored before any row is written, out of transactions."""
    there: TechnicalCheck | None = TechnicalCheck.get_or_none(
        TechnicalCheck.account == account, TechnicalCheck.on == row.checked_on
    )
    before: File | None = there.file if there else None
    file = papers.kept(papers.find(row.file, work), account, before, work) if row.file else before
    if there is None:
        with db.atomic():
            TechnicalCheck.create(ref=random_ref(), account=account, on=row.checked_on, file=file)
        return True
    if file is None or before == file:
        return False
    with db.atomic():
        TechnicalCheck.update(file=file).where(TechnicalCheck.id == there.id).execute()
    return True


KIND = Kind(
    slug="checks",
    title=_("Технічні перевірки"),
    columns=(
        Column("account", account_digits),
        Column("checked_on", values.day),
        Column("file", values.text(255), optional=True),
    ),
    keep=keep,
    names_files=True,
)
