"""Signed-in browsers. The cookie carries a random token, the table its hash.

A session lives 12 hours without use, 90 days when the person asked to be remembered; at the desk it ends
12 hours after its beginning, whatever happens in between.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from peewee import OperationalError

from portal.crypto import random_ref, random_token, token_hash
from portal.domain.errors import NotFound
from portal.domain.identity import devices
from portal.language import gettext as _
from portal.models import Session, User
from portal.models.prepared import Prepared, columns

IDLE = timedelta(hours=12)
REMEMBERED = timedelta(days=90)
AT_THE_DESK = timedelta(hours=12)
# Reading pages should not write each time: the last use is known this exactly, and no better.
NOTICED_EVERY = timedelta(minutes=5)

_by_token = Prepared(
    lambda value: (
        Session.select(*columns(Session, User))
        .join(User)
        .where(
            Session.token_hash == value("token_hash", Session.token_hash),
            Session.expires_at > value("now", Session.expires_at),
            User.disabled_at.is_null(),
        )
    )
)


def start(user: User, *, remembered: bool, device: str, now: datetime) -> str:
    """Begin a session and return its token; ``device`` is the browser's User-Agent."""
    token = random_token()
    session = Session(
        ref=random_ref(),
        token_hash=token_hash(token),
        user=user,
        remembered=remembered and user.role == "consumer",
        device=devices.label(device),
        created_at=now,
        seen_at=now,
    )
    session.expires_at = _end(session, now)
    session.save(force_insert=True)
    return token


def find(token: str, *, now: datetime) -> Session | None:
    """The living session of a token, with its user; its life is made longer now and then.

    Every signed-in request asks this.
    """
    found = next(_by_token.objects((Session, User), token_hash=token_hash(token), now=now), None)
    if found is None:
        return None
    session: Session = found[0]
    session.user = found[1]
    if now - session.seen_at >= NOTICED_EVERY:
        _notice(session, now)
    return session


def remember(session: Session, *, now: datetime) -> None:
    """Let a consumer's session live as one that asked to be remembered."""
    if session.user.role != "consumer":
        return
    session.remembered, session.seen_at = True, now
    session.expires_at = _end(session, now)
    session.save(only=[Session.remembered, Session.seen_at, Session.expires_at])


def end(token: str) -> None:
    """End the session of this token."""
    Session.delete().where(Session.token_hash == token_hash(token)).execute()


def end_all(user: User) -> None:
    """End every session of the person."""
    Session.delete().where(Session.user == user).execute()


def end_others(user: User, keep: Session) -> None:
    """End every session of the person but this one."""
    Session.delete().where(Session.user == user, Session.id != keep.id).execute()


def list_for(user: User, *, now: datetime) -> list[Session]:
    """The person's living sessions, the one used last first."""
    living = (Session.user == user) & (Session.expires_at > now)
    return list(Session.select().where(living).order_by(Session.seen_at.desc(), Session.id.desc()))


def revoke(ref: str, *, actor: User) -> None:
    """End one of the actor's sessions.

    Raises:
        NotFound: there is none, or it is not theirs.
    """
    if not Session.delete().where(Session.user == actor, Session.ref == ref).execute():
        raise NotFound(_("Такого сеансу немає: можливо, його вже завершено"))


def _end(session: Session, now: datetime) -> datetime:
    if session.user.role != "consumer":
        ends: datetime = session.created_at + AT_THE_DESK
        return ends
    return now + (REMEMBERED if session.remembered else IDLE)


def _notice(session: Session, now: datetime) -> None:
    session.seen_at, session.expires_at = now, _end(session, now)
    changes = {Session.seen_at: now, Session.expires_at: session.expires_at}
    try:
        Session.update(changes).where(Session.id == session.id).execute()
    except OperationalError:
        # A database that is too busy to write can still be read: the next request notices the use.
        return
