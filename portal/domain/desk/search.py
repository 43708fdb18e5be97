"""Find accounts and orders by what a person says on the phone: a number, a surname, the number of an order.

Every search is written down, but not what was typed: the journal is no second register of people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.database import db
from portal.domain import events
from portal.domain.accounts import names, numbers
from portal.domain.desk import reach
from portal.models import Account, Order, Rem, Settlement, User
from portal.models.searching import begins_with, number_begins_with

MOST = 20
# Fewer letters or digits would find everybody.
FEWEST_LETTERS = 2
FEWEST_DIGITS = 4
LONGEST = 64
NUMBER, NAME, TOO_SHORT = "number", "name", "too_short"
# Of an order's number stand four digits before the dash: year and month.
_MONTH = 4


@dataclass(frozen=True)
class Found:
    """What was found, at most 20 of each; ``kind`` says as what the words were taken."""

    kind: str
    accounts: list[Account] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)

    @property
    def is_cut(self) -> bool:
        """Whether there may be more than is shown."""
        return MOST in (len(self.accounts), len(self.orders))


def search(typed: str, *, actor: User, now: datetime) -> Found:
    """Accounts and orders within the actor's reach that begin so.

    Raises:
        Forbidden: the actor does not work at the desk.
    """
    found = _find(typed[:LONGEST], reach.rems(actor))
    with db.atomic():
        count = len(found.accounts) + len(found.orders)
        events.audit(actor, "searched", actor=actor, at=now, kind=found.kind, found=count)
    return found


def _find(typed: str, rems: Sequence[Rem]) -> Found:
    digits = numbers.bare(typed)
    if digits.isascii() and digits.isdigit():
        if len(digits) < FEWEST_DIGITS:
            return Found(TOO_SHORT)
        return Found(NUMBER, _accounts(rems, _by_number(digits), Account.digits), _orders(rems, _by_order(digits)))
    name = names.fold(typed)
    if len(name) < FEWEST_LETTERS:
        return Found(TOO_SHORT)
    return Found(
        NAME,
        _accounts(rems, begins_with(Account.holder_folded, name), Account.holder_folded),
        _orders(rems, begins_with(Order.applicant_folded, name)),
    )


def _by_number(digits: str) -> Any:
    return number_begins_with(Account.digits, digits)


def _by_order(digits: str) -> Any:
    """«2611-0048» is typed with the dash or without, and may be its beginning."""
    number = f"{digits[:_MONTH]}-{digits[_MONTH:]}"
    return number_begins_with(Order.number, number)


def _accounts(rems: Sequence[Rem], condition: Any, order: Any) -> list[Account]:
    # Of all РЕМ by name: so the index of РЕМ and name serves a supervisor as well.
    query = (
        Account.select(Account, Settlement, Rem)
        .join_from(Account, Settlement)
        .join_from(Account, Rem, on=(Account.rem == Rem.id))
        .where(Account.rem.in_([rem.id for rem in rems]), condition)
    )
    return list(query.order_by(order, Account.id).limit(MOST))


def _orders(rems: Sequence[Rem], condition: Any) -> list[Order]:
    query = Order.select().where(Order.rem.in_([rem.id for rem in rems]), Order.status != "draft", condition)
    return list(query.order_by(Order.id.desc()).limit(MOST))
