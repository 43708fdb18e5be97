"""Accounts whose holder is the person by id.gov.ua: their РНОКПП is proof enough."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from portal.crypto import Vault
from portal.domain.accounts import cabinet, linking
from portal.domain.identity.idgov import known
from portal.models import Account, Rem, Settlement, User

# Who holds more of them adds the rest by number.
MOST = 50


def offered(user: User, *, vault: Vault) -> list[Account]:
    """Those that are not in the person's cabinet yet and that the portal has something to offer for."""
    number = known.tax_number(user, vault)
    if number is None:
        return []
    theirs = {account.id for account in cabinet.accounts_of(user)}
    found = (
        Account.select(Account, Settlement, Rem)
        .join_from(Account, Settlement)
        .join_from(Account, Rem)
        .where(Account.holder_tax_hash.in_(vault.keyed_hashes(number)))
        .order_by(Account.id)
        .limit(MOST + len(theirs))
    )
    return [account for account in found if account.id not in theirs and account.is_served][:MOST]


def add(refs: Iterable[str], *, actor: User, vault: Vault, now: datetime) -> list[Account]:
    """Put those of the offered accounts into the cabinet that are named; the first of them becomes the chosen one
    where none was."""
    wanted = set(refs)
    added = [account for account in offered(actor, vault=vault) if account.ref in wanted]
    for account in reversed(added):
        linking.put_in(account, linking.BY_IDENTITY, actor=actor, now=now)
    return added
