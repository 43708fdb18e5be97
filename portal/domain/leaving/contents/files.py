"""Their files: what they sent, what the operator put to their orders, and the papers of their supply points."""

from __future__ import annotations

import re
from typing import Any

from portal.clock import kyiv_date
from portal.domain.files.kinds import SERVED
from portal.domain.leaving.contents.source import moment
from portal.models import AccountLink, File, Order, OrderFile, PointDocument, TechnicalCheck, User

_UNFIT = re.compile(r"[^\w .()-]")


def of(user: User) -> Any:
    """The files, as a query by indexes. One that was refused holds nothing."""
    orders = Order.select(Order.id).where(Order.user == user)
    theirs: Any = File.select(File.id).where(File.user == user)
    for column in (Order.document, Order.invoice):
        theirs = theirs.union(Order.select(column).where(Order.user == user, column.is_null(False)))
    theirs = theirs.union(OrderFile.select(OrderFile.file).where(OrderFile.order.in_(orders)))
    linked = AccountLink.select(AccountLink.account).where(
        AccountLink.user == user, AccountLink.unlinked_at.is_null()
    )
    for papers in (TechnicalCheck, PointDocument):
        theirs = theirs.union(
            papers.select(papers.file).where(papers.account.in_(linked), papers.file.is_null(False))
        )
    return File.select().where(File.id.in_(theirs), File.state != "refused")


def path_of(file: File) -> str:
    """Where it lies in the archive: names may come twice, and refs do not."""
    kind = SERVED.get(file.type)
    stem, _dot, suffix = str(file.name).rpartition(".")
    name = _UNFIT.sub("_", stem or suffix).strip(" .")[:80] or "file"
    return f"files/{kyiv_date(file.created_at)}-{name}-{file.ref[:8]}{kind.suffix if kind else ''}"


def entry(file: File, *, is_there: bool) -> dict[str, Any]:
    """What is said of it."""
    return {
        "path": path_of(file) if is_there else None,
        "name": file.name,
        "type": file.type,
        "received_bytes": file.size,
        "received_sha256": file.sha256,
        "taken_at": moment(file.taken_at),
        "received_at": moment(file.created_at),
        "is_there": is_there,
    }
