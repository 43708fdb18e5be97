"""The only writer of a submission's status."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from portal.database import db
from portal.domain import events
from portal.domain.errors import Conflict
from portal.domain.readings import wording
from portal.language import gettext as _
from portal.models import Submission, User

# A new reading may become any of these; whatever it became is final.
TRANSITIONS = {"new": frozenset({"accepted", "rejected", "replaced", "withdrawn"})}


def move(submission: Submission, to: str, *, actor: User | None, at: datetime, **columns: Any) -> None:
    """Change the status and write the event, or raise Conflict when it is no longer what it was.

    ``columns`` are set along with it.
    """
    was = submission.status_name
    if to not in TRANSITIONS.get(was, ()):
        raise Conflict(_("Цей показ уже має статус «%(status)s»", status=wording.status(was)))
    with db.atomic():
        done = (
            Submission.update(status=to, **columns)
            .where(Submission.id == submission.id, Submission.status == was)
            .execute()
        )
        if not done:
            raise Conflict(_("Цей показ тим часом змінився. Оновіть сторінку."))
        events.record(submission, f"reading_{to}", actor=actor, at=at, **columns)
    for name, value in {"status": to, **columns}.items():
        setattr(submission, name, value)


def move_many(ids: Collection[int], to: str, *, actor: User | None, at: datetime) -> list[int]:
    """The same for many new submissions at once; returns the ids of those that were still new.

    The others stay as they are: somebody was quicker. However many there are, it is two statements.
    """
    if to not in TRANSITIONS["new"]:
        raise ValueError(to)
    with db.atomic():
        moved = (
            Submission.update(status=to)
            .where(Submission.id.in_(sorted(ids)), Submission.status == "new")
            .returning(Submission.id)
            .tuples()
            .execute()
        )
        done = sorted(row_id for (row_id,) in moved)
        events.record_many(Submission, done, f"reading_{to}", actor=actor, at=at)
    return done
