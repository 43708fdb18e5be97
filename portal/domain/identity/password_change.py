"""A new password, chosen by somebody who knows the present one."""

from __future__ import annotations

from datetime import datetime

from portal.database import db
from portal.domain import events, outbox
from portal.domain.identity import links, password_rules, passwords, sessions, sign_in
from portal.models import Session, User


def change(current: str, new: str, *, actor: User, session: Session, now: datetime) -> None:
    """Set the password, end every session but this one, and tell by mail.

    Raises:
        Refused: the present password is wrong, or the new one too weak.
    """
    sign_in.refuse_wrong_password(actor, current)
    password_rules.refuse_weak(new, field="password", known=password_rules.known_of(actor))
    kept = passwords.hash_password(new)
    with db.atomic():
        links.void(actor, now, links.RESET_PASSWORD, links.CONFIRM_EMAIL)
        User.update(password_hash=kept).where(User.id == actor.id).execute()
        sessions.end_others(actor, session)
        events.record(actor, "password_changed", actor=actor, at=now)
        tell(actor, now)


def tell(user: User, now: datetime) -> None:
    """Whoever it was that changed the password: the mailbox learns of it."""
    outbox.post(
        "password_changed",
        user.email,
        key=f"password-changed:{user.id}:{now.isoformat()}",
        at=now,
        user=user,
        urgent=True,
    )
