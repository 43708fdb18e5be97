"""What may be forgotten: proofs and keys that no longer open anything and hold personal data all the same."""

from __future__ import annotations

from datetime import datetime, timedelta

from portal.database import db
from portal.domain.identity import registration
from portal.domain.sweeping import BATCH, forget
from portal.models import LinkingAttempt, MailLink, Session, TotpUse, User

# A late click on an old link gets «посилання застаріло» for so long, and «не впізнаємо» afterwards.
MAIL_LINKS_KEPT = timedelta(days=30)
# Longer than the longest pause that wrong tries lead to.
LINKING_ATTEMPTS_KEPT = timedelta(days=2)
# A code is refused anyway a minute after its step.
TOTP_USES_KEPT = timedelta(days=1)
TOTP_STEP_SECONDS = 30
# The link lives a day and can be asked for again; after a month nobody will.
UNCONFIRMED_KEPT = timedelta(days=30)


def forget_expired_sessions(now: datetime) -> int:
    """Drop the sessions whose time is over; returns how many."""
    return forget(Session, Session.expires_at < now)


def forget_old_mail_links(now: datetime) -> int:
    """Drop the links that ran out long ago; returns how many."""
    return forget(MailLink, MailLink.expires_at < now - MAIL_LINKS_KEPT)


def forget_used_codes(now: datetime) -> int:
    """Drop the notes of one-time codes that have no chance to be used again; returns how many."""
    return forget(TotpUse, TotpUse.step < int((now - TOTP_USES_KEPT).timestamp()) // TOTP_STEP_SECONDS)


def forget_old_linking_attempts(now: datetime) -> int:
    """Drop the wrong proofs that no longer count; returns how many."""
    return forget(LinkingAttempt, LinkingAttempt.at < now - LINKING_ATTEMPTS_KEPT)


def forget_unconfirmed(now: datetime) -> int:
    """Drop the registrations that nobody confirmed in time; returns how many."""
    stale = (
        User.select(User.email)
        .where(User.confirmed_at.is_null(), User.created_at < now - UNCONFIRMED_KEPT)
        .limit(BATCH)
    )
    emails = [user.email for user in stale]
    for email in emails:
        with db.atomic():
            registration.forget_unconfirmed(email)
    return len(emails)
