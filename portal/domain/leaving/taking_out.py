"""Take out all of one's data: asked for, made by an errand, told by mail, downloaded, and gone after some days."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from blinker import Signal
from peewee import IntegrityError, InterfaceError, OperationalError

from portal.clock import kyiv_date
from portal.crypto import Vault, random_ref
from portal.database import db
from portal.domain import events, outbox
from portal.domain.errors import Conflict, NotFound
from portal.domain.identity import links, proving, sign_in
from portal.domain.leaving import archive
from portal.domain.leaving.contents import Source
from portal.language import gettext as _
from portal.models import TakeOut, User
from portal.storage import Missing, Storage, StorageAway, new_key

KEPT = timedelta(days=3)
# A fault of ours is tried again for about an hour; a store that is away, for as long as it is.
MOST_ATTEMPTS = 8
# Each time that progress is told is a write that waits for the disk.
TOLD_AT_MOST = 50

something_to_make = Signal("somebody asked for their data")


def ask(password: str, *, actor: User, now: datetime) -> TakeOut:
    """Ask for an archive with a fresh password; the one before it can't be downloaded any more.

    Raises:
        Refused: the password is wrong.
        Conflict: one is being made already.
    """
    sign_in.refuse_wrong_password(actor, password)
    return _ask(actor, now)


def send_link(*, actor: User, now: datetime) -> None:
    """For those without a password; raises as :func:`proving.send_link`."""
    proving.send_link("confirm_data", links.TAKE_OUT, actor=actor, now=now)


def ask_by_link(token: str, *, actor: User, secret_key: str, now: datetime) -> TakeOut:
    """Ask with the link from the mail; raises as :func:`proving.find_link` and :func:`ask`."""
    link = proving.find_link(token, links.TAKE_OUT, actor=actor, secret_key=secret_key, now=now)
    with db.atomic():
        links.use(link, now)
        return _ask(actor, now)


def latest(user: User, now: datetime) -> TakeOut | None:
    """The person's archive that is being made, has failed, or can be downloaded."""
    living = TakeOut.expires_at.is_null() | (TakeOut.expires_at > now)
    found: TakeOut | None = (
        TakeOut.select().where(TakeOut.user == user, living).order_by(TakeOut.id.desc()).first()
    )
    return found


def open_for(user: User, ref: str, *, storage: Storage, now: datetime) -> BinaryIO:
    """The bytes of the person's own archive; that it was downloaded is written down.

    Raises:
        NotFound: there is none, it is somebody else's, or its time is over.
        StorageAway: it can't be read now.
    """
    mine = (TakeOut.ref == ref) & (TakeOut.user == user)
    found = TakeOut.get_or_none(mine, TakeOut.state == "ready", TakeOut.expires_at > now)
    try:
        if found is None:
            raise Missing(ref)
        opened = storage.open(found.storage_key)
    except Missing:
        raise NotFound(_("Такого архіву немає: можливо, його термін минув")) from None
    events.record(user, "data_downloaded", actor=user, at=now)
    return opened


def waiting(now: datetime, *, after: int = 0) -> TakeOut | None:
    """The next archive to make; ``after`` is the row id to go on behind."""
    found: TakeOut | None = (
        TakeOut.select(TakeOut, User)
        .join(User)
        .where(TakeOut.state == "waiting", TakeOut.next_at <= now, TakeOut.id > after)
        .order_by(TakeOut.id)
        .first()
    )
    return found


def make(take_out: TakeOut, *, vault: Vault, storage: Storage, folder: Path, now: datetime) -> None:
    """Make the archive and tell by mail; safe to do again, and after a death in the middle.

    Raises:
        StorageAway, OSError: it can't be read, written or stored now; it is tried again.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left_over in folder.glob("*.zip"):  # of somebody who was killed: one archive is made at a time
        left_over.unlink(missing_ok=True)
    path = folder / f"{take_out.ref}.zip"
    try:
        source = Source(take_out.user, vault)
        archive.write(path, source, storage=storage, progress=_Told(take_out), now=now)
        storage.put(take_out.storage_key, path)
        size = path.stat().st_size
    finally:
        path.unlink(missing_ok=True)
    if not _finish(take_out, size, now):
        storage.delete(take_out.storage_key)  # the cabinet is gone meanwhile


def put_off(take_out: TakeOut, error: Exception, now: datetime) -> None:
    """It did not go: again after a pause, or never if it is a fault of ours that stays."""
    attempts = take_out.attempts + 1
    is_ours = not isinstance(error, StorageAway | OSError | OperationalError | InterfaceError)
    TakeOut.update(
        attempts=attempts,
        next_at=now + outbox.pause_after(attempts),
        state="failed" if is_ours and attempts >= MOST_ATTEMPTS else "waiting",
    ).where(TakeOut.id == take_out.id, TakeOut.state == "waiting").execute()


def forget_expired(now: datetime, *, storage: Storage) -> int:
    """Throw away what can't be downloaded any more, and what has failed days ago; returns how many."""
    failed = (TakeOut.state == "failed") & (TakeOut.asked_at <= now - KEPT)
    old = list(TakeOut.select().where((TakeOut.expires_at <= now) | failed))
    for take_out in old:
        forget(take_out, storage)
    return len(old)


def forget(take_out: TakeOut, storage: Storage) -> None:
    """First the bytes: a row that is left over leads to them, bytes without a row would stay for ever."""
    storage.delete(take_out.storage_key)
    TakeOut.delete().where(TakeOut.id == take_out.id).execute()


def _ask(actor: User, now: datetime) -> TakeOut:
    try:
        with db.atomic():
            TakeOut.update(expires_at=now).where(TakeOut.user == actor, TakeOut.state != "waiting").execute()
            made: TakeOut = TakeOut.create(
                ref=random_ref(), user=actor, asked_at=now, next_at=now, storage_key=new_key()
            )
            events.record(actor, "data_asked", actor=actor, at=now)
            db.after_commit(lambda: something_to_make.send())
            return made
    except IntegrityError as error:
        raise Conflict(_("Ваші дані вже збираємо: лист прийде, щойно архів буде готовий")) from error


def _finish(take_out: TakeOut, size: int, now: datetime) -> bool:
    """Ready, with the mail about it; False if there is nobody any more who asked for it."""
    expires_at = now + KEPT
    with db.atomic():
        done = (
            TakeOut.update(state="ready", size=size, expires_at=expires_at)
            .where(TakeOut.id == take_out.id, TakeOut.state == "waiting")
            .execute()
        )
        if done:
            outbox.post(
                "data_ready",
                take_out.user.email,
                key=f"data-ready:{take_out.ref}",
                at=now,
                user=take_out.user,
                data={"until": kyiv_date(expires_at).isoformat()},
                urgent=True,
            )
    return bool(done) or TakeOut.select().where(TakeOut.id == take_out.id).exists()


class _Told:
    """Writes down how far it is, not more often than a reader could notice."""

    def __init__(self, take_out: TakeOut) -> None:
        self._row = TakeOut.id == take_out.id

    def __call__(self, done: int, total: int) -> None:
        if done == total or done % (total // TOLD_AT_MOST + 1) == 0:
            TakeOut.update(done=done, total=total).where(self._row).execute()
