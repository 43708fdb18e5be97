"""Which files somebody may look at: their own, and those of what is theirs or of their РЕМ."""

from __future__ import annotations

from datetime import datetime

from portal.domain import events
from portal.domain.errors import NotFound
from portal.domain.files import belonging
from portal.language import gettext as _
from portal.models import File, Order, User


def file_of(user: User, ref: str) -> File:
    """The person's own file, one that the operator put to their order, or a paper about the supply point of an
    account that is in their cabinet now.

    Raises:
        NotFound: there is none with this ref, or it is somebody else's.
    """
    of_their_points = belonging.of_points(belonging.linked_to(user))
    theirs = (File.user == user) | belonging.of_orders(Order.user == user) | of_their_points
    file: File | None = File.get_or_none(File.ref == ref, theirs)
    if file is None:
        raise NotFound(_("Такого файлу немає"))
    return file


def file_for_staff(actor: User, ref: str, *, now: datetime) -> File:
    """A file about an account, a reading or an order of the operator's РЕМ; a supervisor's are all of them.

    That it was looked at is written down.

    Raises:
        NotFound: there is none, or it is another РЕМ's.
    """
    query = File.select().where(File.ref == ref)
    if actor.role != "supervisor":
        query = query.where(belonging.of_rem(actor.rem_id))
    file: File | None = query.first()
    if file is None:
        raise NotFound(_("Такого файлу немає"))
    events.audit(file, "file_seen", actor=actor, at=now)
    return file
