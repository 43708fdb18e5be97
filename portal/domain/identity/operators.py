"""People of the desk: made here and nowhere else, never by registration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.crypto import Vault
from portal.database import db
from portal.domain import events, outbox
from portal.domain.errors import Conflict, Refused
from portal.domain.identity import codes, details, emails, links, sessions
from portal.language import gettext as _
from portal.models import Rem, User


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
    user = User.get_or_none(User.email == emails.spelled(email), User.role != "consumer")
    if user is None:
        raise Refused(_("Працівника з такою адресою немає"))
    secret = codes.new_secret()
    with db.atomic():
        User.update(totp_secret=vault.encrypt(secret)).where(User.id == user.id).execute()
        sessions.end_all(user)
        key = f"codes-renewed:{user.id}:{now.isoformat()}"
        outbox.post("codes_renewed", user.email, key=key, at=now, user=user, urgent=True)
        events.audit(user, "operator_secret_renewed", actor=actor, at=now)
    return NewOperator(user, secret, codes.provisioning_uri(user, secret))


def _rem(name: str) -> Rem:
    rem: Rem | None = Rem.get_or_none(Rem.name == name)
    if rem is None:
        raise Refused(fields={"rem": _("Такого РЕМ немає: %(name)s", name=name)})
    return rem
