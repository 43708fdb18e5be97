"""Tie a person to a cabinet: a new one, or one that was there and whose owner has shown that it is theirs."""

from __future__ import annotations

from datetime import datetime

from peewee import IntegrityError

from portal.crypto import Vault
from portal.database import db
from portal.domain import events, outbox
from portal.domain.errors import Conflict
from portal.domain.identity import registration
from portal.domain.identity.idgov import known, told, ways
from portal.language import gettext as _
from portal.models import Consent, User


def make_cabinet(person: told.Person, columns: dict[str, str], *, vault: Vault, now: datetime) -> User:
    """A confirmed cabinet; a registration by mail that nobody confirmed makes way for it.

    Raises:
        Conflict: meanwhile somebody has one with this address, or this person has one.
    """
    try:
        with db.atomic():
            registration.forget_unconfirmed(columns["email"])
            user: User = User.create(
                **columns,
                created_at=now,
                confirmed_at=now,
                names_confirmed_at=now if person.is_named else None,
            )
            known.keep(user, person, vault=vault, now=now)
            consent(user, now)
            events.record(user, "registered_by_idgov", actor=user, at=now, way=person.way)
    except IntegrityError as error:
        raise Conflict(_("Кабінет із цією поштою або для цієї людини вже є. Увійдіть ще раз.")) from error
    return user


def join(user: User, person: told.Person, *, vault: Vault, now: datetime) -> None:
    """From now on the person comes into this cabinet by id.gov.ua; its names become the confirmed ones, and the
    mailbox is told. Call it when the cabinet's owner has given a proof.

    Raises:
        Conflict: the cabinet is tied to another person, or the person to another cabinet.
    """
    if known.is_somebody_else(user, person, vault):
        raise Conflict(_("До цього кабінету вже під'єднано id.gov.ua іншої людини."))
    owner = known.find(person, vault)
    if owner is not None and owner.id != user.id:
        raise Conflict(_("У вас уже є інший кабінет, до якого під'єднано id.gov.ua."))
    try:
        with db.atomic():
            known.keep(user, person, vault=vault, now=now)
            if person.is_named:
                User.update(**_names(person), names_confirmed_at=now).where(User.id == user.id).execute()
            events.record(user, "identity_connected", actor=user, at=now, way=person.way)
            outbox.post(
                "identity_connected",
                user.email,
                key=f"identity-connected:{user.id}:{now.isoformat()}",
                at=now,
                user=user,
                data={"way": ways.label(person.way), "who": person.full_name},
                urgent=True,
            )
    except IntegrityError as error:
        raise Conflict(_("У вас уже є інший кабінет, до якого під'єднано id.gov.ua.")) from error


def consent(user: User, now: datetime) -> None:
    """The very words that were agreed to, as in the registration by mail."""
    Consent.create(user=user, subject="registration", wording=str(registration.CONSENT), given_at=now)


def _names(person: told.Person) -> dict[str, str]:
    return {"surname": person.surname, "given_name": person.given_name, "patronymic": person.patronymic}
