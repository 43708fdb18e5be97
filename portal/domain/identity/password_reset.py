"""A new password by a link in the mail, for those who forgot theirs."""

from __future__ import annotations

from datetime import datetime

from portal.database import db
from portal.domain import events
from portal.domain.errors import Refused
from portal.domain.identity import emails, links, password_change, password_rules, passwords, sessions
from portal.models import MailLink, User


def request(email: str, *, now: datetime) -> None:
    """Send a link to the address, or the words that there is no cabinet: the answer here is the same.

    Raises:
        Refused: it is no address.
    """
    try:
        address = emails.parse(email)
    except Refused as error:
        raise Refused(fields={"email": str(error)}) from error
    user = User.get_or_none(User.email == address)
    with db.atomic():
        template = "reset_password" if user else "no_such_cabinet"
        links.send(template, links.RESET_PASSWORD, address, user, now)


def find_link(token: str, *, secret_key: str, now: datetime) -> MailLink:
    """The link, not used yet; raises as :func:`links.find`.

    One that was sent to a former address of the person opens nothing.
    """
    link = links.find(token, links.RESET_PASSWORD, secret_key, now)
    if link.email != links.owner(link).email:
        raise links.LinkUnknown
    return link


def reset(token: str, password: str, *, secret_key: str, now: datetime) -> User:
    """Set the password, end every session, and take the open link as a proof of the mailbox, too.

    Raises:
        Refused: the password is too weak.
        LinkUnknown, LinkUsed, LinkExpired: as :func:`find_link`.
    """
    link = find_link(token, secret_key=secret_key, now=now)
    user = links.owner(link)
    password_rules.refuse_weak(password, field="password", known=password_rules.known_of(user))
    kept = passwords.hash_password(password)
    with db.atomic():
        links.use(link, now)
        links.void(user, now, links.RESET_PASSWORD, links.CONFIRM_EMAIL)
        confirmed_at = user.confirmed_at or now
        User.update(password_hash=kept, confirmed_at=confirmed_at).where(User.id == user.id).execute()
        sessions.end_all(user)
        events.record(user, "password_reset", actor=user, at=now)
        password_change.tell(user, now)
    return user
