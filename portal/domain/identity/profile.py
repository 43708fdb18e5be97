"""What a person may change about themselves without a proof: names and phone."""

from __future__ import annotations

from datetime import datetime

from portal.database import db
from portal.domain import events
from portal.domain.identity import details
from portal.models import User


def update(*, surname: str, given_name: str, patronymic: str, phone: str, actor: User, now: datetime) -> None:
    """Keep the names and the phone.

    Raises:
        Refused: ``fields`` says which of them can't be taken.
    """
    typed = {"surname": surname, "given_name": given_name, "patronymic": patronymic, "phone": phone}
    columns = details.checked(typed, details.personal_rules())
    changed = [name for name, value in columns.items() if value != getattr(actor, name)]
    if not changed:
        return
    # What the person wrote themselves is no longer the word of id.gov.ua.
    confirmed_at = actor.names_confirmed_at if set(changed) <= {"phone"} else None
    with db.atomic():
        User.update(**columns, names_confirmed_at=confirmed_at).where(User.id == actor.id).execute()
        events.record(actor, "profile_changed", actor=actor, at=now, fields=changed)
