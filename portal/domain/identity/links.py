"""Links in mails: each opens one thing, for one person, once, until it runs out.

A token is the row's ref and a signature over purpose and ref. It is made when the mail is rendered, so neither
the table of links nor the outbox opens anything without the secret key.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Any

from portal.crypto import random_ref
from portal.domain import outbox
from portal.domain.errors import Conflict, DomainError, NotFound
from portal.language import gettext as _
from portal.models import MailLink, User

CONFIRM_REGISTRATION = "confirm_registration"
RESET_PASSWORD = "reset_password"
CONFIRM_EMAIL = "confirm_email"
TAKE_OUT = "take_out"
DELETE_CABINET = "delete_cabinet"
# Carries a code to be typed where the person is, no address: whoever reads it elsewhere opens nothing by it.
CONFIRM_IDENTITY = "confirm_identity"

# Where a link of each purpose leads.
PATHS = {
    CONFIRM_REGISTRATION: "/register/confirmation/",
    RESET_PASSWORD: "/password-reset/",
    CONFIRM_EMAIL: "/profile/email/confirmation/",
    TAKE_OUT: "/profile/data/confirmation/",
    DELETE_CABINET: "/profile/deletion/confirmation/",
}
LIFETIMES = {
    CONFIRM_REGISTRATION: timedelta(hours=24),
    RESET_PASSWORD: timedelta(hours=1),
    CONFIRM_EMAIL: timedelta(hours=24),
    TAKE_OUT: timedelta(hours=1),
    DELETE_CABINET: timedelta(hours=1),
    CONFIRM_IDENTITY: timedelta(hours=1),
}
CODE_DIGITS = 8


class Unopened(DomainError):
    """All that :func:`find` may say instead of a link."""


class LinkUnknown(Unopened, NotFound):
    """We never sent such a link, or it is for something or somebody else: the answer is the same."""

    code = "link_unknown"

    def __init__(self) -> None:
        super().__init__(
            _("Посилання не впізнаємо. Відкрийте його з листа ще раз: можливо, адреса скопійована не вся.")
        )


class LinkUsed(Unopened, Conflict):
    """The link has done its work, or a newer one took its place."""

    code = "link_used"

    def __init__(self, link: MailLink) -> None:
        super().__init__(_("Це посилання вже використано, або його замінило новіше."))
        self.link = link


class LinkExpired(Unopened, Conflict):
    """The link's time is over; another one can be asked for."""

    code = "link_expired"

    def __init__(self) -> None:
        super().__init__(_("Термін дії посилання минув."))


def issue(purpose: str, email: str, user: User | None, now: datetime) -> MailLink:
    """A new link to be sent to ``email``; without a user it will open nothing."""
    link: MailLink = MailLink.create(
        ref=random_ref(),
        purpose=purpose,
        user=user,
        email=email,
        created_at=now,
        expires_at=now + LIFETIMES[purpose],
    )
    return link


def send(template: str, purpose: str, email: str, user: User | None, now: datetime, **data: Any) -> None:
    """Issue a link and post the mail that carries it; call it in the transaction of what it belongs to."""
    link = issue(purpose, email, user, now)
    outbox.post(
        template,
        email,
        key=f"{template}:{link.ref}",
        at=now,
        user=user,
        data={"link_ref": link.ref, "purpose": purpose, **data},
        urgent=True,
    )


def token(link_ref: str, purpose: str, secret_key: str) -> str:
    """What stands in the address."""
    return f"{link_ref}.{_signature(link_ref, purpose, secret_key)}"


def code(link_ref: str, secret_key: str) -> str:
    """The digits that stand in a mail instead of an address; made when it is rendered, as tokens are."""
    number = int.from_bytes(_digest(link_ref, CONFIRM_IDENTITY, secret_key))
    return f"{number % 10**CODE_DIGITS:0{CODE_DIGITS}}"


def address(base_url: str, purpose: str, token: str) -> str:
    """The whole address for a mail."""
    return base_url + PATHS[purpose] + token


def find(token: str, purpose: str, secret_key: str, now: datetime) -> MailLink:
    """The link behind a token.

    Raises:
        LinkUnknown: we never sent it, it is for something else, or it was for nobody.
        LinkUsed: it was used, or replaced by a newer one; the error has the ``link``.
        LinkExpired: it ran out.
    """
    ref, _dot, signature = token.partition(".")
    wanted = _signature(ref, purpose, secret_key)
    if not hmac.compare_digest(signature.encode("utf-8", "surrogatepass"), wanted.encode()):
        raise LinkUnknown
    link: MailLink | None = (
        MailLink.select(MailLink, User).join(User).where(MailLink.ref == ref, MailLink.purpose == purpose).first()
    )
    if link is None:
        raise LinkUnknown
    if link.used_at is not None:
        raise LinkUsed(link)
    if link.expires_at <= now:
        raise LinkExpired
    return link


def owner(link: MailLink) -> User:
    """Whose link it is; those that :func:`find` returns have somebody."""
    assert link.user is not None
    return link.user


def use(link: MailLink, now: datetime) -> None:
    """Use the link up; call it in the transaction of what it opens.

    Raises:
        LinkUsed: somebody was faster.
    """
    mine = (MailLink.id == link.id) & MailLink.used_at.is_null()
    if not MailLink.update(used_at=now).where(mine).execute():
        raise LinkUsed(link)


def void(user: User, now: datetime, *purposes: str) -> None:
    """Make the person's open links for these purposes useless."""
    theirs = (MailLink.user == user) & MailLink.purpose.in_(purposes) & MailLink.used_at.is_null()
    MailLink.update(used_at=now).where(theirs).execute()


def _signature(ref: str, purpose: str, secret_key: str) -> str:
    return base64.urlsafe_b64encode(_digest(ref, purpose, secret_key)[:18]).decode()


def _digest(ref: str, purpose: str, secret_key: str) -> bytes:
    key = hmac.new(secret_key.encode(), b"portal link in a mail", hashlib.sha256).digest()
    return hmac.new(key, f"{purpose} {ref}".encode("utf-8", "surrogatepass"), hashlib.sha256).digest()
