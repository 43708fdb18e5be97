"""People of the desk: made here and nowhere else, never by registration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from peewee import JOIN

from portal.crypto import Vault
from portal.database import db
from portal.domain import events, outbox
from portal.domain.accounts import names
from portal.domain.errors import Conflict, NotFound, Refused
from portal.domain.identity import codes, details, emails, links, sessions
from portal.language import gettext as _
from portal.models import Rem, User

STAFF = ("operator", "supervisor")


@dataclass(frozen=True)
class NewOperator:
    """The person, and what their authenticator app has to learn: shown once, kept encrypted."""

    user: User
    secret: str
    provisioning_uri: str


def add(
    email: str,
    surname: str,
    given_name: str,
    patronymic: str = "",
    *,
    rem_name: str | None,
    vault: Vault,
    actor: User | None,
    now: datetime,
) -> NewOperator:
    """Make an operator of a РЕМ, or without one a supervisor, and mail them a link to choose a password.

    Raises:
        Refused: something is missing, or there is no such РЕМ.
        Conflict: the address belongs to somebody already.
    """
    typed = {"surname": surname, "given_name": given_name, "patronymic": patronymic}
    rules = {name: rule for name, rule in details.personal_rules().items() if name in typed}
    columns = details.checked({"email": email, **typed}, {"email": emails.parse, **rules})
    secret = codes.new_secret()
    with db.atomic():
        if User.select().where(User.email == columns["email"]).exists():
            raise Conflict(_("З цією адресою вже є кабінет або робоче місце"))
        user = User.create(
            **columns,
            role="operator" if rem_name else "supervisor",
            rem=_rem(rem_name) if rem_name else None,
            totp_secret=vault.encrypt(secret),
            confirmed_at=now,
            created_at=now,
        )
        links.send("reset_password", links.RESET_PASSWORD, user.email, user, now)
        events.audit(user, "operator_added", actor=actor, at=now, role=user.role, rem=rem_name)
    return NewOperator(user, secret, codes.provisioning_uri(user, secret))


def renew_secret(email: str, *, vault: Vault, actor: User | None, now: datetime) -> NewOperator:
    """A new secret for somebody who lost their phone; the old codes open nothing any more, nor do the sessions
    that were begun with them. The mailbox is told: it may not have been them who asked.

    Raises:
        Refused: nobody of the desk has this address.
    """
    return renew(by_email(email), vault=vault, actor=actor, now=now)


def renew(user: User, *, vault: Vault, actor: User | None, now: datetime) -> NewOperator:
    """The same for somebody of the desk who was looked up already."""
    secret = codes.new_secret()
    with db.atomic():
        User.update(totp_secret=vault.encrypt(secret)).where(User.id == user.id).execute()
        sessions.end_all(user)
        key = f"codes-renewed:{user.id}:{now.isoformat()}"
        outbox.post("codes_renewed", user.email, key=key, at=now, user=user, urgent=True)
        events.audit(user, "operator_secret_renewed", actor=actor, at=now)
    return NewOperator(user, secret, codes.provisioning_uri(user, secret))


def everybody() -> list[User]:
    """All who work at the desk or did: supervisors first, then by РЕМ and name."""
    query = User.select(User, Rem).join(Rem, JOIN.LEFT_OUTER).where(User.role.in_(STAFF))
    return sorted(query, key=lambda one: (one.rem.name if one.rem else "", names.fold(one.full_name)))


def by_email(email: str) -> User:
    """Somebody of the desk by their address, however it is written.

    Raises:
        Refused: nobody of the desk has this address.
    """
    found: User | None = User.get_or_none(User.email == emails.spelled(email), User.role.in_(STAFF))
    if found is None:
        raise Refused(_("Працівника з такою адресою немає"))
    return found


def find(ref: str) -> User:
    """Somebody of the desk.

    Raises:
        NotFound: there is nobody with this ref, or it is a consumer.
    """
    found: User | None = User.get_or_none(User.ref == ref, User.role.in_(STAFF))
    if found is None:
        raise NotFound(_("Такого працівника немає"))
    return found


def switch_off(user: User, *, actor: User | None, now: datetime) -> None:
    """They can't get in any more, and whatever they have open is closed; what they did stays under their name.

    Raises:
        Conflict: it is the actor themselves, who would lock the door behind the last supervisor, or they are
            switched off already.
    """
    if actor is not None and user.id == actor.id:
        raise Conflict(_("Себе вимкнути не можна: попросіть іншого керівника"))
    with db.atomic():
        _switch(user, now, _("Цього працівника вже вимкнено"))
        sessions.end_all(user)
        events.audit(user, "operator_switched_off", actor=actor, at=now)


def switch_on(user: User, *, actor: User | None, now: datetime) -> None:
    """They may sign in again, with the password and the codes that they had.

    Raises:
        Conflict: they are not switched off.
    """
    with db.atomic():
        _switch(user, None, _("Цей працівник уже може входити"))
        events.audit(user, "operator_switched_on", actor=actor, at=now)


def _switch(user: User, disabled_at: datetime | None, otherwise: str) -> None:
    was_on = User.disabled_at.is_null(disabled_at is not None)
    if not User.update(disabled_at=disabled_at).where(User.id == user.id, was_on).execute():
        raise Conflict(otherwise)
    user.disabled_at = disabled_at


def _rem(name: str) -> Rem:
    rem: Rem | None = Rem.get_or_none(Rem.name == name)
    if rem is None:
        raise Refused(fields={"rem": _("Такого РЕМ немає: %(name)s", name=name)})
    return rem
