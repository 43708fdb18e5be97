"""The operator's side of readings: accept them, or reject them with a reason."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from portal.database import db
from portal.domain import events, outbox
from portal.domain.desk.reach import within
from portal.domain.errors import Conflict, NotFound, Refused
from portal.domain.readings import decided, lifecycle, meters
from portal.language import gettext as _
from portal.models import Account, Meter, Reading, Register, Rem, Settlement, Submission, User

MOST_AT_ONCE = 500


@dataclass(frozen=True)
class Outcome:
    """What became of many: how many were accepted, and which were not new any more."""

    accepted: int
    earlier: list[decided.Earlier] = field(default_factory=list)


def accept(submission: Submission, *, actor: User | None, now: datetime) -> None:
    """The readings are right: billing will get them. Without an actor it was a command on the server."""
    with db.atomic():
        lifecycle.move(submission, "accepted", actor=actor, at=now)
        events.audit(submission, "reading_accepted", actor=actor, at=now)


def accept_many(uuids: Collection[UUID], *, actor: User, now: datetime) -> Outcome:
    """Accept those of the submissions that are still new, in one transaction; the others are told about.

    Raises:
        Refused: none, or more than 500.
        NotFound: one of them does not exist, or is out of the actor's reach; nothing was done.
    """
    wanted = set(uuids)
    if not wanted:
        raise Refused(_("Позначте хоча б один показ"), code="none_chosen")
    if len(wanted) > MOST_AT_ONCE:
        raise Refused(_("За один раз можна прийняти щонайбільше %(most)s показів", most=MOST_AT_ONCE))
    with db.atomic():
        query: Any = Submission.select(Submission.id).where(
            Submission.uuid.in_(wanted), *within(actor, Submission.rem)
        )
        ids = [row_id for (row_id,) in query.tuples()]
        if len(ids) != len(wanted):
            raise NotFound(_("Таких показів немає"))
        done = lifecycle.move_many(ids, "accepted", actor=actor, at=now)
        events.audit_many(Submission, done, "reading_accepted", actor=actor, at=now)
    return Outcome(len(done), decided.earlier(set(ids) - set(done)))


def reject(submission: Submission, reason: str, *, actor: User | None, now: datetime) -> None:
    """The readings can't be used; the person reads ``reason`` in the history and in a mail.

    Raises:
        Refused: there is no reason.
        Conflict: it is not new any more; the words say whose doing that was.
    """
    reason = reason.strip()
    if not reason:
        raise Refused(fields={"reason": _("Напишіть причину: її прочитає споживач")})
    with db.atomic():
        _refuse_processed(submission)
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


def of_desk(actor: User, uuid: UUID) -> Submission:
    """A submission within the actor's reach, with its account and meter.

    Raises:
        NotFound: there is none, or it is another РЕМ's.
    """
    found: Submission | None = (
        Submission.select(Submission, Account, Settlement, Rem, Meter)
        .join(Account)
        .join_from(Account, Settlement)
        .join_from(Account, Rem)
        .join_from(Submission, Meter)
        .where(Submission.uuid == uuid, *within(actor, Submission.rem))
        .first()
    )
    if found is None:
        raise NotFound(_("Таких показів немає"))
    return found


def by_uuid(uuid: str) -> Submission:
    """The submission of this uuid."""
    try:
        submission: Submission | None = Submission.get_or_none(Submission.uuid == UUID(uuid))
    except ValueError:
        submission = None
    if submission is None:
        raise NotFound(_("Таких показів немає"))
    return submission


def _refuse_processed(submission: Submission) -> None:
    """Look again: the page that the operator decided on may be an hour old."""
    status = Submission.select(Submission.status).where(Submission.id == submission.id).scalar()
    if status != "new":
        raise Conflict(decided.told(decided.earlier([submission.id])[0]))


def _values(submission: Submission) -> list[list[object]]:
    rows = Reading.select(Reading, Register).join(Register).where(Reading.submission == submission)
    in_order = sorted(rows, key=lambda row: meters.place(row.register.direction, row.register.zone))
    return [[meters.label(row.register), row.value] for row in in_order]


def _tell(submission: Submission, reason: str, now: datetime) -> None:
    user: User | None = submission.user
    if user is None or user.deleted_at:
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
