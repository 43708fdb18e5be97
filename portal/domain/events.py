"""Write down what happened. The sentence about it is made elsewhere, when it is read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal.models import Audit, Event, Table, User
from portal.models.prepared import insertion

_insert_event = insertion(Event)


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


def audit(subject: Table, action: str, *, actor: User | None, at: datetime, **details: Any) -> None:
    """Note who looked at personal data or changed it; without an actor it was a command on the server."""
    Audit.insert(
        subject_kind=type(subject).__name__.lower(),
        subject_id=subject.id,
        action=action,
        actor=actor.id if actor else None,
        actor_label=actor.full_name if actor else "command line",
        at=at,
        details=details,
    ).execute()
