"""Connect id.gov.ua to a cabinet from inside it, and take it away again; each after the password."""

from __future__ import annotations

from datetime import datetime

from portal.crypto import Vault
from portal.database import db
from portal.domain import events, outbox
from portal.domain.errors import Refused
from portal.domain.identity import sign_in
from portal.domain.identity.idgov import joining, known, told
from portal.language import gettext as _
from portal.models import User


def connect(person: told.Person, password: str, *, actor: User, vault: Vault, now: datetime) -> None:
    """From now on the person also comes in by id.gov.ua.

    Raises:
        Refused: the password is wrong.
        Conflict: as :func:`joining.join`.
    """
    sign_in.refuse_wrong_password(actor, password)
    joining.join(actor, person, vault=vault, now=now)


def disconnect(password: str, *, actor: User, now: datetime) -> None:
    """Nobody comes into this cabinet by id.gov.ua any more; its mailbox is told. The accounts in it stay.

    Raises:
        Refused: the password is wrong, or there is none: then this is the last way in.
    """
    if actor.password_hash is None:
        raise Refused(_("Спершу задайте пароль: інакше ви не зможете ввійти."), code="last_way")
    sign_in.refuse_wrong_password(actor, password)
    with db.atomic():
        if not known.forget(actor):
            return
        User.update(names_confirmed_at=None).where(User.id == actor.id).execute()
        events.record(actor, "identity_disconnected", actor=actor, at=now)
        outbox.post(
            "identity_disconnected",
            actor.email,
            key=f"identity-disconnected:{actor.id}:{now.isoformat()}",
            at=now,
            user=actor,
            urgent=True,
        )
