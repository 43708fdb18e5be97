"""What was filled in once is offered next time, in whatever kind of order."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal.crypto import Vault
from portal.domain.orders.answering import Answers
from portal.domain.orders.definition import Field, Kind, every_item
from portal.models import Account, Remembered, User


def offered(kind: Kind, user: User, account: Account | None) -> dict[str, Any]:
    """What a new draft begins with: remembered answers, otherwise what profile and account say."""
    kept = {row.field: row for row in Remembered.select().where(Remembered.user == user)}
    known = _known(user, account)
    filled: dict[str, Any] = {}
    for field in _fields(kind):
        row = kept.get(field.remember)
        if row is not None:
            filled[field.name] = {"sealed": row.value} if row.sealed else row.value
        elif known.get(field.profile):
            filled[field.name] = known[field.profile]
    if account is not None and "rem" in filled:
        filled["rem"] = account.rem.name
    return filled


def remember(kind: Kind, answers: Answers, user: User, vault: Vault, now: datetime) -> None:
    """Keep the answers for next time; call it in the transaction of the submission."""
    for field in _fields(kind):
        if field.name not in answers.values:
            continue
        text = field.value.edit(answers.values[field.name])
        value = vault.encrypt(text) if field.sealed else text
        Remembered.insert(user=user, field=field.remember, value=value, sealed=field.sealed, at=now).on_conflict(
            conflict_target=[Remembered.user, Remembered.field],
            preserve=[Remembered.value, Remembered.sealed, Remembered.at],
        ).execute()


def _fields(kind: Kind) -> list[Field]:
    items = [item for step in kind.steps for item in every_item(step.items)]
    return [item for item in items if isinstance(item, Field) and item.remember]


def _known(user: User, account: Account | None) -> dict[str, str]:
    return {
        "surname": user.surname,
        "given_name": user.given_name,
        "patronymic": user.patronymic,
        "phone": user.phone,
        "email": user.email,
        "address": account.address if account else "",
        "rem": account.rem.name if account else "",
    }
