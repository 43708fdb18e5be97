"""Documents about supply points, with their files."""

from __future__ import annotations

from typing import Any

from portal.crypto import random_ref
from portal.database import db
from portal.domain.accounts.numbers import account_digits
from portal.domain.billing import known, papers, values
from portal.domain.billing.formats import Batch, Column, Kind
from portal.domain.billing.work import Work
from portal.language import lazy_gettext as _
from portal.models import PointDocument
from portal.models.metering import DOCUMENT_KINDS


def keep(batch: Batch, work: Work) -> int:
    """Add documents, and newer files of those that are there; one is known by all but its file."""
    known.leave_out_future(batch, work, "issued_on")
    known.once(batch, "account", "kind", "issued_on", "title")
    return papers.each(batch, work, _keep)


def _keep(row: Any, account: int, work: Work) -> bool:
    """Whether the row said something new. Its file is stored before any row is written, out of transactions."""
    path = papers.find(row.file, work)
    about = {"account": account, "kind": row.kind, "title": row.title, "issued_on": row.issued_on}
    there: PointDocument | None = PointDocument.get_or_none(
        *(getattr(PointDocument, name) == value for name, value in about.items())
    )
    file = papers.kept(path, account, there.file if there else None, work)
    if there is None:
        with db.atomic():
            PointDocument.create(ref=random_ref(), file=file, **about)
        return True
    if there.file == file:
        return False
    with db.atomic():
        PointDocument.update(file=file).where(PointDocument.id == there.id).execute()
    return True


KIND = Kind(
    slug="documents",
    title=_("Документи"),
    columns=(
        Column("account", account_digits),
        Column("kind", values.one_of({name: name for name in DOCUMENT_KINDS})),
        Column("title", values.text(255)),
        Column("issued_on", values.day),
        Column("file", values.text(255)),
    ),
    keep=keep,
    names_files=True,
)
