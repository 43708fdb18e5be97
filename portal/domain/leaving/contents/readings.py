"""The readings that they sent, and those of their accounts that nobody sent: as billing knows them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portal.domain.files import attaching
from portal.domain.leaving.contents import files
from portal.domain.leaving.contents.source import Source, day, in_batches, moment
from portal.domain.readings import meters, wording
from portal.models import Account, Meter, Reading, Register, Submission


def readings(source: Source) -> Iterator[dict[str, Any]]:
    """What others have sent for the same account is theirs, and not here."""
    nobodys = Submission.select(Submission.id).where(
        Submission.account.in_(source.linked), Submission.user.is_null()
    )
    theirs = Submission.select(Submission.id).where(Submission.user == source.user).union(nobodys)
    query = Submission.select(Submission, Account, Meter).join(Account).join_from(Submission, Meter)
    for one in in_batches(query.where(Submission.id.in_(theirs))):
        kept = attaching.files_of_submissions([one.id])[one.id]
        yield {
            "uuid": str(one.uuid),
            "account": one.account.number_shown,
            "meter": one.meter.number,
            "reading_date": day(one.reading_date),
            "taken_at": moment(one.taken_at),
            "received_at": moment(one.received_at),
            "sent_by_you": one.user_id == source.user.id,
            "way": one.way,
            "status": str(wording.STATUSES.get(one.status_name, one.status_name)),
            "reason": one.reason,
            "warnings_confirmed": one.warnings,
            "kwh": _values(one),
            "files": [files.path_of(file) for file in kept if file.user_id == source.user.id],
        }


def _values(submission: Submission) -> dict[str, int]:
    rows = Reading.select(Reading, Register).join(Register).where(Reading.submission == submission)
    in_order = sorted(rows, key=lambda row: meters.place(row.register.direction, row.register.zone))
    return {meters.label(row.register): row.value for row in in_order}
