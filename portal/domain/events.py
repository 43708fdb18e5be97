"""Write down what happened. The sentence about it is made elsewhere, when it is read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from peewee import chunked

from portal.models import Audit, Event, Table, User
from portal.models.prepared import insertion

_insert_event = insertion(Event)
# Rows of one INSERT: each has seven values, and SQLite takes 32 766 in a statement.
CHUNK = 500


def record(subject: Table, name: str, *, actor: User | None, at: datetime, **details: Any) -> None:
    """Add an event about ``subject``, named in the past tense; call it in the transaction of the change."""
    _insert_event.insert(
        subject_kind=type(subject).__name__.lower(),
        subject_id=subject.id,
        name=name,
        actor=actor.id if actor else None,
        at=at,
        details=details,
    )


def record_many(
    kind: type[Table], ids: Iterable[int], name: str, /, *, actor: User | None, at: datetime, **details: Any
) -> None:
    """The same event about many subjects of one kind, in few statements."""
    common = {"subject_kind": kind.__name__.lower(), "name": name, "actor": actor, "at": at, "details": details}
    for part in chunked(ids, CHUNK):
        Event.insert_many([{**common, "subject_id": row_id} for row_id in part]).execute()


def audit(subject: Table, action: str, /, *, actor: User | None, at: datetime, **details: Any) -> None:
    """Note who looked at personal data or changed it; without an actor it was a command on the server."""
    audit_many(type(subject), [subject.id], action, actor=actor, at=at, **details)


def audit_many(
    kind: type[Table], ids: Iterable[int], action: str, /, *, actor: User | None, at: datetime, **details: Any
) -> None:
    """The same note about many subjects of one kind, in few statements."""
    common = {
        "subject_kind": kind.__name__.lower(),
        "action": action,
        "actor": actor.id if actor else None,
        "actor_label": actor.full_name if actor else "command line",
        "at": at,
        "details": details,
    }
    for part in chunked(ids, CHUNK):
        Audit.insert_many([{**common, "subject_id": row_id} for row_id in part]).execute()
