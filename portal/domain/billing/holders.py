"""Accounts that change hands: who holds one is told from names and РНОКПП, cabinets of before let go of it.

Somebody with the same РНОКПП is the same person, whatever their name is now; with another one they are another
person, even of the same name. Where either is not known, the surname decides.
"""

from __future__ import annotations

from collections.abc import Sequence

from peewee import chunked, fn

from portal.domain import events, outbox
from portal.domain.billing.work import Work
from portal.domain.errors import DomainError
from portal.domain.identity.idgov import known
from portal.language import gettext as _
from portal.models import Account, AccountLink, Settlement, User

# An import that would take more than this away from cabinets wants a supervisor's yes.
CHUNK = 1_000
SHARE = 0.005
FLOOR = 10


class TooManyHolders(DomainError):
    """So many linked accounts would change hands that it may be a mistake of the file."""

    code = "too_many_holders"

    def __init__(self, changed: int, linked: int) -> None:
        super().__init__(
            _(
                "Власник змінюється в %(changed)s із %(linked)s рахунків, що є в кабінетах. "
                "Нічого не змінено: перевірте файл або підтвердьте.",
                changed=changed,
                linked=linked,
            )
        )
        self.changed = changed


def same(surname_of: str, tax_hash: str | None, folded: str, hashed: str | None) -> bool:
    """Whether it is the same person, by folded names and keyed hashes of РНОКПП."""
    if tax_hash and hashed:
        return tax_hash == hashed
    return surname_of.split(" ", 1)[0] == folded.split(" ", 1)[0]


def linked(accounts: Sequence[int]) -> int:
    """How many of the accounts are in a cabinet."""
    found = 0
    for part in chunked(accounts, CHUNK):
        live = AccountLink.select(fn.COUNT(AccountLink.account.distinct())).where(
            AccountLink.account.in_(part), AccountLink.unlinked_at.is_null()
        )
        found += int(live.scalar())
    return found


def stop_if_too_many(changed: int) -> None:
    """Raises TooManyHolders for more than half a percent of the linked accounts, and more than a few."""
    if changed <= FLOOR:
        return
    all_linked = AccountLink.select(fn.COUNT(AccountLink.account.distinct())).where(
        AccountLink.unlinked_at.is_null()
    )
    in_cabinets = int(all_linked.scalar())
    if changed > in_cabinets * SHARE:
        raise TooManyHolders(changed, in_cabinets)


def changed(account_id: int, tax_number: str | None, work: Work) -> None:
    """Take the account out of every cabinet but the new holder's, and tell both; in the caller's transaction."""
    account: Account = Account.select(Account, Settlement).join(Settlement).where(Account.id == account_id).get()
    newcomers = _cabinets_of(tax_number, work)
    events.record(account, "account_holder_changed", actor=work.actor, at=work.now)
    for user in _people_of(account):
        if user.id not in newcomers:
            _let_go(account, user, work)
    for user in newcomers.values():
        _tell("account_became_yours", account, user, work)


def _people_of(account: Account) -> list[User]:
    return list(
        User.select()
        .join(AccountLink)
        .where(AccountLink.account == account, AccountLink.unlinked_at.is_null())
        .order_by(User.id)
    )


def _cabinets_of(tax_number: str | None, work: Work) -> dict[int, User]:
    """Cabinets whose person is proved to have this РНОКПП."""
    if tax_number is None:
        return {}
    return {user.id: user for user in known.with_tax_number(tax_number, work.vault)}


def _let_go(account: Account, user: User, work: Work) -> None:
    AccountLink.update(unlinked_at=work.now).where(
        AccountLink.user == user, AccountLink.account == account, AccountLink.unlinked_at.is_null()
    ).execute()
    User.update(chosen_account=None).where(User.id == user.id, User.chosen_account == account).execute()
    events.record(account, "account_unlinked", actor=work.actor, at=work.now, user=user.id, why="holder_changed")
    _tell("account_holder_changed", account, user, work)


def _tell(template: str, account: Account, user: User, work: Work) -> None:
    outbox.post(
        template,
        user.email,
        key=f"{template}:{account.ref}:{user.id}:{work.now.isoformat()}",
        at=work.now,
        user=user,
        data={"number_shown": account.number_shown, "short_address": account.short_address},
    )
