"""Whose data it is, and how they are written: few rows at a time, moments in Kyiv time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portal.clock import KYIV
from portal.crypto import DecryptionError, Vault
from portal.models import AccountLink, User

BATCH = 200


@dataclass(frozen=True)
class Source:
    """The person, and what opens their encrypted numbers."""

    user: User
    vault: Vault

    def opened(self, encrypted: str) -> str | None:
        """Something encrypted in the open; None for want of its key."""
        try:
            return self.vault.decrypt(encrypted)
        except DecryptionError:
            return None

    @property
    def linked(self) -> Any:
        """The ids of the accounts that are in the cabinet now, as a query."""
        return AccountLink.select(AccountLink.account).where(
            AccountLink.user == self.user, AccountLink.unlinked_at.is_null()
        )


def in_batches(query: Any) -> Iterator[Any]:
    """The rows of a query by their ids, a few at a time: years of somebody's data never are in memory at once."""
    model = query.model
    after = 0
    while rows := list(query.where(model.id > after).order_by(model.id).limit(BATCH)):
        yield from rows
        after = rows[-1].id


def moment(value: datetime | None) -> str | None:
    """«2026-11-30T10:00:00+02:00»"""
    return value.astimezone(KYIV).isoformat(timespec="seconds") if value else None


def day(value: date | None) -> str | None:
    """«2026-11-30»"""
    return value.isoformat() if value else None
