"""An account as the desk looks at it. Whatever is looked up here is looked up within the actor's reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.database import db
from portal.domain import events
from portal.domain.desk.reach import within
from portal.domain.errors import NotFound
from portal.language import gettext as _
from portal.models import Account, AccountLink, Order, Rem, Settlement, User

ORDERS = 20


@dataclass(frozen=True)
class Resident:
    """Somebody in whose cabinet the account is, and since when; ``email`` and ``phone`` as they are shown."""

    name: str
    email: str
    phone: str
    since: datetime


def look(actor: User, ref: str, *, now: datetime) -> Account:
    """The account with this ref; that it was looked at is written down.

    Raises:
        NotFound: there is none, or it is another РЕМ's.
    """
    account = find(actor, ref)
    with db.atomic():
        events.audit(account, "account_seen", actor=actor, at=now)
    return account


def find(actor: User, ref: str) -> Account:
    """The same, where nothing of it is shown yet."""
    account: Account | None = (
        Account.select(Account, Settlement, Rem)
        .join_from(Account, Settlement)
        .join_from(Account, Rem, on=(Account.rem == Rem.id))
        .where(Account.ref == ref, *within(actor, Account.rem))
        .first()
    )
    if account is None:
        raise NotFound(_("Такого рахунку немає"))
    return account


def residents(account: Account) -> list[Resident]:
    """Who has the account in their cabinet, with most of their address and number hidden."""
    return [
        Resident(link.user.full_name, masked_email(link.user.email), masked_phone(link.user.phone), link.linked_at)
        for link in _links(account)
    ]


def disclose(account: Account, *, actor: User, now: datetime) -> list[Resident]:
    """The same with addresses and numbers as they are; that the actor asked for them is written down."""
    links = _links(account)
    with db.atomic():
        events.audit(account, "contacts_disclosed", actor=actor, at=now, people=len(links))
    return [Resident(link.user.full_name, link.user.email, link.user.phone, link.linked_at) for link in links]


def orders(account: Account) -> list[Order]:
    """The newest orders about the account; drafts are the consumer's own."""
    query = Order.select().where(Order.account == account, Order.status != "draft")
    return list(query.order_by(Order.id.desc()).limit(ORDERS))


def masked_email(email: str) -> str:
    """«i•••@example.com»"""
    name, _at, domain = email.partition("@")
    return f"{name[:1]}•••@{domain}"


def masked_phone(phone: str) -> str:
    """«•••4567»"""
    return f"•••{phone[-4:]}" if phone else ""


def _links(account: Account) -> list[AccountLink]:
    query = AccountLink.select(AccountLink, User).join(User)
    return list(
        query.where(AccountLink.account == account, AccountLink.unlinked_at.is_null()).order_by(AccountLink.id)
    )
