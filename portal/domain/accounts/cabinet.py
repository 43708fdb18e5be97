"""The accounts in a person's cabinet. Whatever is looked up here is looked up through its owner."""

from __future__ import annotations

from portal.database import db
from portal.domain.errors import NotFound
from portal.language import gettext as _
from portal.models import Account, AccountLink, Rem, Settlement, User
from portal.models.prepared import Prepared, columns

_linked = Prepared(
    lambda value: (
        Account.select(*columns(Account, Settlement, Rem))
        .join_from(Account, AccountLink)
        .join_from(Account, Settlement)
        .join_from(Account, Rem, on=(Account.rem == Rem.id))
        .where(AccountLink.user == value("user", AccountLink.user), AccountLink.unlinked_at.is_null())
        .order_by(AccountLink.id)
    )
)


def accounts_of(user: User) -> list[Account]:
    """The accounts that are linked to the person, in the order in which they were added."""
    found = []
    for account, settlement, rem in _linked.objects((Account, Settlement, Rem), user=user.id):
        account.settlement, account.rem = settlement, rem
        found.append(account)
    return found


def account_of(user: User, ref: str) -> Account:
    """The person's account with this ref.

    Raises:
        NotFound: there is none, or it is not theirs.
    """
    for account in accounts_of(user):
        if account.ref == ref:
            return account
    raise NotFound(_("Такого рахунку у вашому кабінеті немає"))


def chosen(user: User, accounts: list[Account]) -> Account | None:
    """The account that the person chose among theirs; the first one if they did not, or it is no longer theirs."""
    for account in accounts:
        if account.id == user.chosen_account_id:
            return account
    return accounts[0] if accounts else None


def choose(account: Account, *, actor: User) -> None:
    """From now on everything in the cabinet is about this account unless it names another."""
    with db.atomic():
        User.update(chosen_account=account.id).where(User.id == actor.id).execute()
    actor.chosen_account = account
