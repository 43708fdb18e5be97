"""Another e-mail address: it takes effect when the link that was sent there is opened."""

from __future__ import annotations

from datetime import datetime

from peewee import IntegrityError

from portal.database import db
from portal.domain import events, outbox
from portal.domain.errors import Conflict, Refused
from portal.domain.identity import emails, links, registration, sign_in
from portal.language import gettext as _
from portal.models import MailLink, User


def request(email: str, password: str, *, actor: User, now: datetime) -> str:
    """Send a link to the new address and return it. If another cabinet has that address, its owner is told
    so by mail, and the answer here is the same.

    Raises:
        Refused: it is no address, or the present one, or the password is wrong.
    """
    try:
        address = emails.parse(email)
    except Refused as error:
        raise Refused(fields={"email": str(error)}) from error
    if address == actor.email:
        raise Refused(fields={"email": _("Це ваша теперішня адреса")})
    sign_in.refuse_wrong_password(actor, password)
    owner = User.get_or_none(User.email == address, User.confirmed_at.is_null(False))
    with db.atomic():
        links.void(actor, now, links.CONFIRM_EMAIL)
        if owner:
            links.send("already_registered", links.RESET_PASSWORD, address, owner, now)
        else:
            links.send("confirm_email", links.CONFIRM_EMAIL, address, actor, now)
        events.record(actor, "email_change_asked", actor=actor, at=now)
    return address


def find_link(token: str, *, actor: User, secret_key: str, now: datetime) -> MailLink:
    """The actor's link, not used yet; raises as :func:`links.find`.

    It opens only for the one who asked for it: if the address was mistyped, its owner gets no cabinet by it.
    """
    link = links.find(token, links.CONFIRM_EMAIL, secret_key, now)
    if link.user != actor:
        raise links.LinkUnknown
    return link


def confirm(token: str, *, actor: User, secret_key: str, now: datetime) -> str:
    """Sign in with the new address from now on, and tell the old one.

    Raises:
        Conflict: meanwhile another cabinet was made with it.
        LinkUnknown, LinkUsed, LinkExpired: as :func:`find_link`.
    """
    link = find_link(token, actor=actor, secret_key=secret_key, now=now)
    try:
        with db.atomic():
            registration.forget_unconfirmed(link.email)
            links.use(link, now)
            links.void(actor, now, links.RESET_PASSWORD, links.CONFIRM_EMAIL)
            User.update(email=link.email).where(User.id == actor.id).execute()
            events.record(actor, "email_changed", actor=actor, at=now)
            key = f"email-changed:{link.ref}"
            outbox.post("email_changed", actor.email, key=key, at=now, user=actor, urgent=True)
    except IntegrityError as error:
        raise Conflict(_("З цією адресою вже є інший кабінет")) from error
    return str(link.email)
