"""What is known of the supply points of the accounts in the cabinet: inspections, technical checks, documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portal.domain.leaving.contents import files
from portal.domain.leaving.contents.source import Source, day, in_batches
from portal.models import Account, File, Inspection, PointDocument, TechnicalCheck


def inspections(source: Source) -> Iterator[dict[str, Any]]:
    """What inspectors read, in whole kWh by zone."""
    rows = Inspection.select(Inspection, Account).join(Account).where(Inspection.account.in_(source.linked))
    for one in in_batches(rows):
        yield {
            "account": one.account.number_shown,
            "meter": one.meter_number,
            "inspected_on": day(one.on),
            "zones": [value for value in (one.zone_1, one.zone_2, one.zone_3) if value is not None],
        }


def documents(source: Source) -> Iterator[dict[str, Any]]:
    """Technical checks, and the documents that may be downloaded; where their files lie in the archive."""
    checks = TechnicalCheck.select(TechnicalCheck, Account, File).join_from(TechnicalCheck, Account)
    checks = checks.left_outer_join(File, on=(TechnicalCheck.file == File.id))
    for one in in_batches(checks.where(TechnicalCheck.account.in_(source.linked))):
        yield {
            "account": one.account.number_shown,
            "kind": "technical_check",
            "title": None,
            "date": day(one.on),
            "path": files.path_of(one.file) if one.file else None,
        }
    papers = PointDocument.select(PointDocument, Account, File).join_from(PointDocument, Account)
    papers = papers.join_from(PointDocument, File)
    for one in in_batches(papers.where(PointDocument.account.in_(source.linked))):
        yield {
            "account": one.account.number_shown,
            "kind": one.kind,
            "title": one.title,
            "date": day(one.issued_on),
            "path": files.path_of(one.file),
        }
