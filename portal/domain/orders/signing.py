"""The signed application comes back: it has to be a whole PDF with a signature in it, of this order.

Whose signature it is and whether it is right is verified afterwards, by :mod:`portal.domain.orders.judging`; until
then nobody may say more of it than that it waits to be verified.
"""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path

from portal.database import db
from portal.domain.errors import Refused
from portal.domain.files import contents
from portal.domain.orders import attachments, judging, submitting
from portal.domain.workdays import Calendar
from portal.language import gettext as _
from portal.models import File, Order, OrderFile, User
from portal.storage import Missing, Storage

LARGEST = 5 * 1024 * 1024


def sign(order: Order, sha256: str, *, storage: Storage, calendar: Calendar, actor: User, now: datetime) -> bool:
    """Take the actor's file with this hash as the signed application; False when no such file has arrived yet.

    A repeat changes nothing.

    Raises:
        Refused: it is no whole PDF with a signature in it, or larger than 5 MB.
        Conflict: the order does not wait for a signature.
        StorageAway: the file can't be looked at now.
    """
    file: File | None = File.get_or_none(File.user == actor, File.sha256 == sha256)
    if file is None:
        return False
    if _is_there(order, file):
        return True
    submitting.expect_a_signature(order)
    _check(file, storage)
    with db.atomic():
        submitting.take_signed(order, calendar=calendar, actor=actor, now=now)
        OrderFile.insert(order=order, file=file, purpose=attachments.SIGNED).on_conflict_ignore().execute()
        judging.ask_for(order, file)
    return True


def awaiting(user: User) -> list[Order]:
    """The person's applications that wait for their signature, the newest first."""
    query = Order.select().where(Order.user == user, Order.status == "awaiting_signature")
    return list(query.order_by(Order.id.desc()))


def _is_there(order: Order, file: File) -> bool:
    return bool(
        OrderFile.select()
        .where(OrderFile.order == order, OrderFile.file == file, OrderFile.purpose == attachments.SIGNED)
        .exists()
    )


def _check(file: File, storage: Storage) -> None:
    from portal.domain.signatures import embedded  # pyhanko is large, and few need it

    if file.type != "application/pdf":
        raise Refused(_("Потрібен файл PDF з підписом усередині"), code="unsupported_type")
    if file.size > LARGEST:
        raise Refused(_("Підписана заява завелика: щонайбільше 5 МБ"), code="too_large")
    with tempfile.NamedTemporaryFile(prefix="portal-signed-", suffix=".pdf") as copy:
        try:
            contents.copy(file, copy, storage)
        except Missing:
            raise Refused(_("Файл не зберігся. Надішліть його ще раз."), code="lost") from None
        embedded.check(Path(copy.name))
