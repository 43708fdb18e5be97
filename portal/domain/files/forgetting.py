"""Drop files that nothing needs any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from portal.database import db
from portal.domain.files import belonging, contents
from portal.language import gettext as _
from portal.models import File, Upload, User
from portal.storage import Storage

UNATTACHED_KEPT = timedelta(days=35)


def forget_unattached(now: datetime, *, storage: Storage) -> int:
    """Drop files that were sent and then belonged to nothing for longer than a phone may be away; how many.

    First nobody can attach it any more, then its bytes go, then its row: whatever breaks off in between, the next
    time finds the row and goes on.

    Raises:
        StorageAway: some of them can't be dropped now.
    """
    gone = 0
    old = File.select().where(belonging.to_nothing(), File.created_at < now - UNATTACHED_KEPT)
    for file in list(old.order_by(File.id)):
        with db.atomic():
            # It may have been attached since: a row that is needed now stays, and so do its bytes.
            unneeded = File.select().where(File.id == file.id, belonging.to_nothing()).exists()
            if unneeded:
                reason = _("Цей файл давно нікуди не додано, тому його видаляємо. Додайте його завтра ще раз.")
                File.update(state="refused", reason=reason).where(File.id == file.id).execute()
        if unneeded:
            _drop(file, storage)
            gone += 1
    return gone


def forget_of(user: User, *, storage: Storage) -> None:
    """Drop the person's files that belong to nothing. What shows a meter stays with its account under a name that
    the person has not given it; what goes with an order stays as it is.

    Raises:
        StorageAway: some of them can't be dropped now.
    """
    for file in list(File.select().where(File.user == user, belonging.to_nothing())):
        _drop(file, storage)
    about_meters = File.account.is_null(False) & ~belonging.of_orders()
    File.update(name=_("лічильник")).where(File.user == user, about_meters).execute()


def _drop(file: File, storage: Storage) -> None:
    """Its bytes before its row: without the row nobody would know of them."""
    contents.drop(storage, file.storage_key)
    with db.atomic():
        Upload.delete().where(Upload.file == file).execute()
        File.delete().where(File.id == file.id).execute()
