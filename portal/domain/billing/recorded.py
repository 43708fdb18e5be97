"""What came in is written down: for the desk to see, and so that the same files need not be gone through again."""

from __future__ import annotations

from collections.abc import Sequence

from portal.crypto import random_ref
from portal.database import db
from portal.domain import events
from portal.domain.billing.formats import Kind, Wrong
from portal.domain.billing.work import Work
from portal.models import BillingImport

DONE, WAITING = "done", "waiting"
# So many wrong rows are shown on the desk's page; the others stand in the report.
FIRST_WRONG = 50


def write(
    kind: Kind, name: str, sha256: str, work: Work, *, rows: int, changed: int, wrong: int, first: Sequence[Wrong]
) -> BillingImport:
    """A file is in, as far as it is right."""
    with db.atomic():
        made: BillingImport = BillingImport.create(
            ref=random_ref(),
            at=work.now,
            actor=work.actor,
            name=name,
            kind=kind.slug,
            sha256=sha256,
            state=DONE,
            rows=rows,
            changed=changed,
            wrong=wrong,
            first_wrong=[[one.line, one.column, one.value, one.reason] for one in first],
        )
        events.audit(
            made, "billing_taken_in", actor=work.actor, at=work.now, kind=kind.slug, rows=rows, wrong=wrong
        )
    return made


def are_the_last(kind: Kind, hashes: Sequence[str]) -> bool:
    """Whether these very files, whole and in this order, are what came in last of their kind.

    Nothing else writes what the kind writes, so to go through them again would change nothing. A file with wrong
    rows is gone through again: what they wanted may be there now. So are those that name other files.
    """
    if kind.names_files:
        return False
    last = (
        BillingImport.select(BillingImport.sha256, BillingImport.wrong)
        .where(BillingImport.kind == kind.slug, BillingImport.state == DONE)
        .order_by(BillingImport.id.desc())
        .limit(len(hashes))
    )
    return [(one.sha256, one.wrong) for one in last] == [(sha256, 0) for sha256 in reversed(hashes)]
