"""Whom we know by which number. Of the numbers a keyed hash finds, and an encrypted copy is kept."""

from __future__ import annotations

from datetime import datetime

from portal.crypto import Vault
from portal.domain.identity.idgov import told
from portal.domain.identity.idgov.failures import OTHER_NUMBER, Failed
from portal.models import Identity, User

PROVIDER = "idgov"


def find(person: told.Person, vault: Vault) -> User | None:
    """Whose cabinet it is: by РНОКПП (or the passport in its stead), else by УНЗР.

    Raises:
        Failed: the УНЗР is of somebody whom we know by another РНОКПП.
    """
    for kind, number in person.numbers:
        row = (
            Identity.select(Identity, User)
            .join(User)
            .where(Identity.provider == PROVIDER, Identity.subject.in_(_subjects(kind, number, vault)))
            .first()
        )
        if row is None:
            continue
        user: User = row.user
        if is_somebody_else(user, person, vault):
            raise Failed(OTHER_NUMBER)
        return user
    return None


def is_somebody_else(user: User, person: told.Person, vault: Vault) -> bool:
    """Whether the cabinet is tied to another person. Who got a РНОКПП in the meantime is still the same one."""
    kept = _kept(user)
    if person.tax_number and told.TAX in kept:
        return kept[told.TAX].subject not in _subjects(told.TAX, person.tax_number, vault)
    same = [
        kind
        for kind, number in person.numbers
        if kind in kept and kept[kind].subject in _subjects(kind, number, vault)
    ]
    return bool(kept) and not same


def keep(user: User, person: told.Person, *, vault: Vault, now: datetime) -> None:
    """Know the person by every number that they have shown and that nobody else is known by; call it in the
    transaction of what it belongs to. IntegrityError: the strongest of them is somebody's already."""
    kept = _kept(user)
    for place, (kind, number) in enumerate(person.numbers):
        if kind in kept:
            continue
        insert = Identity.insert(
            user=user.id,
            provider=PROVIDER,
            subject=_subjects(kind, number, vault)[0],
            number=vault.encrypt(number),
            way=person.way,
            connected_at=now,
        )
        (insert if place == 0 else insert.on_conflict_ignore()).execute()


def forget(user: User) -> int:
    """Know the person by none of them any more; returns how many there were."""
    theirs = (Identity.user == user) & (Identity.provider == PROVIDER)
    return int(Identity.delete().where(theirs).execute())


def of(user: User) -> Identity | None:
    """How the person is connected, if they are."""
    kept = _kept(user)
    return next((kept[kind] for kind in (told.TAX, told.PASSPORT, told.UNZR) if kind in kept), None)


def with_tax_number(number: str, vault: Vault) -> list[User]:
    """The consumers whose РНОКПП this is by the provider's word."""
    query = (
        User.select()
        .join(Identity)
        .where(
            Identity.provider == PROVIDER,
            Identity.subject.in_(_subjects(told.TAX, number, vault)),
            User.role == "consumer",
        )
    )
    return list(query)


def tax_number(user: User, vault: Vault) -> str | None:
    """The person's РНОКПП by the provider's word."""
    kept = _kept(user).get(told.TAX)
    return vault.decrypt(kept.number) if kept and kept.number else None


def _kept(user: User) -> dict[str, Identity]:
    rows = Identity.select().where(Identity.user == user, Identity.provider == PROVIDER).order_by(Identity.id)
    return {row.subject.partition(":")[0]: row for row in rows}


def _subjects(kind: str, number: str, vault: Vault) -> list[str]:
    """As it is kept, and as it was kept under earlier keys."""
    return [f"{kind}:{digest}" for digest in vault.keyed_hashes(number)]
