"""A fresh proof that it is them, from somebody who has no password as they come in by an outside provider: a link
to their mailbox, which opens only where they are signed in. Whoever has a password shows that."""

from __future__ import annotations

from datetime import datetime

from portal.database import db
from portal.domain.errors import Conflict
from portal.domain.identity import links
from portal.language import gettext as _
from portal.models import MailLink, User


def send_link(template: str, purpose: str, *, actor: User, now: datetime) -> None:
    """Mail the link to somebody who has no password; the link before it opens nothing any more.

    Raises:
        Conflict: they have one.
    """
    if actor.password_hash:
        raise Conflict(_("Підтвердьте це паролем"))
    with db.atomic():
        links.void(actor, now, purpose)
        links.send(template, purpose, actor.email, actor, now)


def find_link(token: str, purpose: str, *, actor: User, secret_key: str, now: datetime) -> MailLink:
    """The actor's link, not used yet; raises as :func:`links.find`. Sent to a former address it opens nothing."""
    link = links.find(token, purpose, secret_key, now)
    if link.user != actor or link.email != actor.email:
        raise links.LinkUnknown
    return link
