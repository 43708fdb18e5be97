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
    """Drop files that were sent and then belonged to nothing for longer than a phone may be away; how many."""
    gone = 0
    old = File.select().where(belonging.to_nothing(), File.created_at < now - UNATTACHED_KEPT)
    for file in list(old.order_by(File.id)):
        with db.atomic():
            # It may have been attached since: a row that is needed now stays, and so do its bytes.
            unneeded = File.select().where(File.id == file.id, belonging.to_nothing()).exists()
            if unneeded:
                Upload.delete().where(Upload.file == file).execute()
                File.delete().where(File.id == file.id).execute()
        if unneeded:
            gone += 1
            contents.drop(storage, file.storage_key)
    return gone


def forget_of(user: User, *, storage: Storage) -> None:
    """Drop the person's files that belong to nothing. What shows a meter stays with its account under a name that
    the person has not given it; what goes with an order stays as it is.

    Raises:
        StorageAway: some of them can't be dropped now.
    """
    for file in list(File.select().where(File.user == user, belonging.to_nothing())):
        contents.drop(storage, file.storage_key)
        with db.atomic():
            Upload.delete().where(Upload.file == file).execute()
            File.delete().where(File.id == file.id).execute()
    about_meters = File.account.is_null(False) & ~belonging.of_orders()
    File.update(name=_("лічильник")).where(File.user == user, about_meters).execute()
