"""Додаткова інформація по точці обліку: inspections, technical checks, and documents to download."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from peewee import JOIN

from portal.language import lazy_gettext as _
from portal.models import Account, File, Inspection, PointDocument, TechnicalCheck
from portal.models.metering import DOCUMENT_KINDS
from portal.models.prepared import Prepared, columns

# The manual's entries, in its order. It has «Інші документ», a letter short.
ENTRIES = {
    "passport": _("Завантажити паспорт точки розподілу/передачі електричної енергії"),
    "project": _("Завантажити Робочий проєкт"),
    "solution": _("Завантажити Технічне (проєктне) рішення"),
    "commissioning": _("Завантажити Акт введення в промислову експлуатацію ВОЕ"),
    "other": _("Завантажити Інші документи щодо комерційного обліку"),
}
if tuple(ENTRIES) != DOCUMENT_KINDS:
    raise RuntimeError("a kind of document has no entry")


@dataclass(frozen=True)
class Point:
    """What is known of a supply point, the newest first; ``documents`` has every kind, in the manual's order."""

    inspections: list[Inspection]
    checks: list[TechnicalCheck]
    documents: dict[str, list[PointDocument]]


def _of_account(model: Any, *more: Any) -> Callable[[Callable[[str, Any], Any]], Any]:
    """All rows of an account, with their files where they have any."""

    def make(value: Callable[[str, Any], Any]) -> Any:
        query = model.select(*columns(model, *more))
        if more:
            query = query.join(File, JOIN.LEFT_OUTER)
        day = model.issued_on if model is PointDocument else model.on
        return query.where(model.account == value("account", model.account)).order_by(day.desc(), model.id.desc())

    return make


_inspections = Prepared(_of_account(Inspection))
_checks = Prepared(_of_account(TechnicalCheck, File))
_documents = Prepared(_of_account(PointDocument, File))


def of(account: Account) -> Point:
    """Three queries."""
    documents: dict[str, list[PointDocument]] = defaultdict(list)
    for document, file in _documents.objects((PointDocument, File), account=account.id):
        document.file = file
        documents[document.kind].append(document)
    return Point(
        inspections=[one for (one,) in _inspections.objects((Inspection,), account=account.id)],
        checks=[_with_file(*row) for row in _checks.objects((TechnicalCheck, File), account=account.id)],
        documents={kind: documents[kind] for kind in ENTRIES},
    )


def _with_file(check: TechnicalCheck, file: File) -> TechnicalCheck:
    """A check without a document joins no file, and keeps none."""
    if check.file_id is not None:
        check.file = file
    return check
