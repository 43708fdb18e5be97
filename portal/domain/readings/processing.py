"""The operator's side of readings: accept them, or reject them with a reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from portal.database import db
from portal.domain import events, outbox
from portal.domain.errors import NotFound, Refused
from portal.domain.readings import lifecycle, meters
from portal.language import gettext as _
from portal.models import Account, Reading, Register, Settlement, Submission, User


def accept(submission: Submission, *, actor: User | None, now: datetime) -> None:
    """The readings are right: billing will get them. Without an actor it was a command on the server."""
    with db.atomic():
        lifecycle.move(submission, "accepted", actor=actor, at=now)
        events.audit(submission, "reading_accepted", actor=actor, at=now)


def reject(submission: Submission, reason: str, *, actor: User | None, now: datetime) -> None:
    """The readings can't be used; the person reads ``reason`` in the history and in a mail."""
    reason = reason.strip()
    if not reason:
        raise Refused(fields={"reason": _("Напишіть причину: її прочитає споживач")})
    with db.atomic():
        lifecycle.move(submission, "rejected", actor=actor, at=now, reason=reason)
        events.audit(submission, "reading_rejected", actor=actor, at=now)
        _tell(submission, reason, now)


def waiting(account: Account | None = None, limit: int = 100) -> list[Submission]:
    """New submissions, the oldest first; of one account or of all."""
    query = (
        Submission.select(Submission, Account)
        .join(Account)
        .where(Submission.status == "new")
        .order_by(Submission.id)
        .limit(limit)
    )
    return list(query.where(Submission.account == account) if account else query)


def by_uuid(uuid: str) -> Submission:
    """The submission of this uuid."""
    try:
        submission: Submission | None = Submission.get_or_none(Submission.uuid == UUID(uuid))
    except ValueError:
        submission = None
    if submission is None:
        raise NotFound(_("Таких показів немає"))
    return submission


def _values(submission: Submission) -> list[list[object]]:
    rows = Reading.select(Reading, Register).join(Register).where(Reading.submission == submission)
    in_order = sorted(rows, key=lambda row: meters.place(row.register.direction, row.register.zone))
    return [[meters.label(row.register), row.value] for row in in_order]


def _tell(submission: Submission, reason: str, now: datetime) -> None:
    user: User | None = submission.user
    if user is None:
        return
    account = Account.select(Account, Settlement).join(Settlement).where(Account.id == submission.account_id).get()
    outbox.post(
        "reading_rejected",
        user.email,
        key=f"reading-rejected:{submission.uuid}",
        at=now,
        user=user,
        data={
            "number_shown": account.number_shown,
            "short_address": account.short_address,
            "reading_date": submission.reading_date.isoformat(),
            "reason": reason,
            "values": _values(submission),
        },
    )
