"""The browsers of people that notices are pushed to: one a session, for as long as it lives."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from datetime import datetime
from typing import Any

from portal.crypto import random_ref
from portal.database import db
from portal.domain import events, outbox
from portal.domain.identity import sessions
from portal.domain.push import services
from portal.models import LightWatch, PushDevice, Session, User


def add(session: Session, subscription: Any, *, actor: User, now: datetime) -> PushDevice:
    """Push to the browser of this session from now on; it stays signed in as one that is remembered.

    A browser that another person was signed in on before is this one's now.

    Raises:
        Refused: ``unknown_service`` or ``bad_keys``.
    """
    endpoint, keys = services.checked(subscription)
    row = {"session": session, "ref": random_ref(), "endpoint": endpoint, "keys": keys, "created_at": now}
    with db.atomic():
        # One at a time for a session: two tabs may ask at once.
        Session.update(seen_at=Session.seen_at).where(Session.id == session.id).execute()
        remove(session)
        PushDevice.insert(endpoint_hash=hashlib.sha256(endpoint.encode()).hexdigest(), **row).on_conflict(
            conflict_target=[PushDevice.endpoint_hash], preserve=[getattr(PushDevice, name) for name in row]
        ).execute()
        device: PushDevice = PushDevice.get(PushDevice.session == session)
        sessions.remember(session, now=now)
        events.record(actor, "push_device_added", actor=actor, at=now)
        # The first notice shows that it works, and what they look like.
        outbox.post(
            "push_works",
            device.ref,
            key=f"push-works:{device.ref}",
            at=now,
            user=actor,
            channel="push",
            urgent=True,
        )
    return device


def remove(session: Session) -> None:
    """Push nothing more to the browser of this session."""
    PushDevice.delete().where(PushDevice.session == session).execute()


def is_on(session: Session) -> bool:
    """Whether something is pushed to the browser of this session."""
    return PushDevice.select().where(PushDevice.session == session).exists()


def find(ref: str, *, now: datetime) -> PushDevice | None:
    """A device whose session still lives."""
    device: PushDevice | None = (
        PushDevice.select().join(Session).where(PushDevice.ref == ref, Session.expires_at > now).first()
    )
    return device


def forget(ref: str) -> None:
    """The push service knows it no longer."""
    PushDevice.delete().where(PushDevice.ref == ref).execute()


def of_watchers(now: datetime) -> dict[int, list[str]]:
    """{user id: refs of their devices, the oldest first} of those who want to be told of their light."""
    found: dict[int, list[str]] = defaultdict(list)
    rows: Any = (
        PushDevice.select(PushDevice.ref, Session.user)
        .join(Session)
        .join(LightWatch, on=(LightWatch.user == Session.user))
        .where(Session.expires_at > now)
        .order_by(PushDevice.id)
        .tuples()
    )
    for ref, user in rows:
        found[user].append(ref)
    return found
