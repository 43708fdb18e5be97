"""Files on their way in, by tus 1.0: piece after piece, from where a bad line broke them off.

The pieces lie in a spool file. How much of it counts is what the upload's row says: what lies behind that was
written by somebody who died before the row was, and is written anew.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast
from uuid import UUID, uuid4

from peewee import fn

from portal.database import db
from portal.domain.errors import Conflict, DomainError, NotFound, TooMany
from portal.domain.files import keeping
from portal.domain.files.kinds import LARGEST
from portal.language import gettext as _
from portal.models import File, Upload, User
from portal.storage import Storage, StorageAway

KEPT = timedelta(days=7)
# One that got nothing for so long makes room for another: who lost the answer to a creation, and sent no hash to
# find it by, begins anew each time.
EMPTY_FOR = timedelta(hours=1)
MOST_OPEN = 20
A_DAY = timedelta(days=1)
MOST_BYTES_A_DAY = 400 * 1024 * 1024
ALGORITHMS = ("sha1", "sha256", "md5")


class Gone(DomainError):
    """The upload was not gone on with for a week."""

    code = "gone"


class Locked(DomainError):
    """Another request is writing to the same upload."""

    code = "locked"


class Unfinished(Exception):
    """Raised by the pieces themselves: their sender went away, or is silent, before the end of the body."""


class Garbled(DomainError):
    """A piece is not what its checksum says."""

    code = "checksum_mismatch"


def create(
    user: User, *, length: int, name: str, taken_at: datetime | None, sha256: str | None, now: datetime
) -> Upload:
    """Begin an upload of so many bytes, or go on with the one of the same bytes.

    Raises:
        Refused: ``too_large``, or the same bytes were no good before.
        TooMany: the person's quota is used up.
    """
    if length > LARGEST:
        raise keeping.too_large()
    name = "".join(sign for sign in name if sign.isprintable())
    with db.atomic():
        if db.obj.for_update:  # SQLite's transaction keeps others out by itself
            User.select(User.id).where(User.id == user.id).for_update().execute()
        return _create(user, length, name, taken_at, sha256, now)


def _create(
    user: User, length: int, name: str, taken_at: datetime | None, sha256: str | None, now: datetime
) -> Upload:
    if sha256:
        there = keeping.of_hash(user, sha256)
        begun = Upload.select().where(
            Upload.user == user, Upload.checksum == sha256, Upload.length == length, Upload.expires_at > now
        )
        earlier: Upload | None = begun.order_by(Upload.id.desc()).first()
        if there is not None and there.size == length:
            if earlier is not None and earlier.file_id == there.id:
                return earlier
            return _add(user, length, name, taken_at, sha256, now, offset=length, file=there)
        if earlier is not None and earlier.file_id is None:
            earlier.expires_at = now + KEPT
            Upload.update(expires_at=earlier.expires_at).where(Upload.id == earlier.id).execute()
            return earlier
    _check_quota(user, length, now)
    return _add(user, length, name, taken_at, sha256, now)


def find(user: User, uuid: UUID, now: datetime) -> Upload:
    """The person's upload.

    Raises:
        NotFound: there is none, or it is somebody else's.
        Gone: it has expired.
    """
    upload: Upload | None = Upload.get_or_none(Upload.uuid == uuid, Upload.user == user)
    if upload is None:
        raise NotFound(_("Такого завантаження немає"))
    if upload.expires_at <= now:
        raise Gone(_("Завантаження застаріло. Почніть його спочатку."))
    return upload


def append(
    upload: Upload,
    offset: int,
    pieces: Iterable[bytes],
    *,
    checksum: tuple[str, bytes] | None,
    spool: Path,
    now: datetime,
) -> None:
    """Write what comes behind ``offset``. ``checksum`` is (algorithm, digest) of all of it.

    With a checksum all of it counts or nothing; without one as much as has arrived.

    Raises:
        Conflict: the upload is at another offset.
        Locked: somebody else is writing.
        NotFound: it was refused or forgotten meanwhile.
        Garbled: the checksum is another one.
        Unfinished: the body broke off; without a checksum, what has come counts all the same.
        Refused: ``too_large``: more came than was announced.
        StorageAway: the disk is full.
    """
    with _alone(upload, spool) as opened:
        _reread(upload, opened)
        if offset != upload.offset:
            raise Conflict(_("Завантаження зупинилося на іншому місці"), code="offset")
        digest = hashlib.new(checksum[0], usedforsecurity=False) if checksum else None
        written = 0
        whole = False
        try:
            os.ftruncate(opened, offset)
            os.lseek(opened, offset, os.SEEK_SET)
            for piece in pieces:
                if offset + written + len(piece) > upload.length:
                    raise keeping.too_large()
                _write(opened, piece)
                written += len(piece)
                if digest:
                    digest.update(piece)
            whole = True
        except OSError as error:
            raise StorageAway(str(error)) from error
        finally:
            # Of a piece with a checksum nothing but the whole counts, and nothing of it stays.
            if whole or checksum is None:
                # A line that broke in the middle is an exception of the server: what came before it counts.
                if digest and checksum and digest.digest() != checksum[1]:
                    raise Garbled(_("Частина файлу пошкодилася дорогою"))
                _count(upload, opened, offset + written, now)


def finish(upload: Upload, *, storage: Storage, spool: Path, now: datetime) -> File:
    """All bytes are here: keep the file. Safe to call again.

    Raises:
        Refused: it is not taken; the upload is forgotten.
        Locked: somebody else is at it.
        Conflict: some of it is missing.
        NotFound: it was refused or forgotten meanwhile.
        StorageAway: it stays as it is, to be finished later.
    """
    with _alone(upload, spool) as opened:
        _reread(upload, opened)
        path = _path(spool, upload.uuid)
        if upload.file_id is None:
            if upload.offset != upload.length:
                raise Conflict(_("Завантаження зупинилося на іншому місці"), code="offset")
            os.ftruncate(opened, upload.length)
            upload.file = _keep(upload, path, storage, now)
        path.unlink(missing_ok=True)
    kept: Any = upload.file
    return cast(File, kept)


def _keep(upload: Upload, path: Path, storage: Storage, now: datetime) -> File:
    # A copy, as keeping may change what it gets: if that breaks off, the received bytes are still here.
    copy = path.with_suffix(".finishing")
    try:
        with _room():
            shutil.copyfile(path, copy)
        kept = keeping.keep(
            copy,
            user=upload.user,
            name=upload.name,
            taken_at=upload.taken_at,
            claimed_sha256=upload.checksum,
            storage=storage,
            now=now,
        )
    except DomainError:
        Upload.delete().where(Upload.id == upload.id).execute()
        path.unlink(missing_ok=True)
        raise
    finally:
        copy.unlink(missing_ok=True)
    Upload.update(file=kept).where(Upload.id == upload.id).execute()
    return kept


def forget_expired(spool: Path, now: datetime) -> int:
    """Drop what was not gone on with, and pieces that belong to nothing; returns how many uploads."""
    old = list(Upload.select(Upload.id, Upload.uuid).where(Upload.expires_at <= now))
    for upload in old:
        _path(spool, upload.uuid).unlink(missing_ok=True)
        Upload.delete().where(Upload.id == upload.id).execute()
    for path in spool.glob("??/??/*"):
        with contextlib.suppress(ValueError, OSError):
            known = path.suffix == "" and Upload.select().where(Upload.uuid == UUID(path.stem)).exists()
            if not known and path.stat().st_mtime < (now - A_DAY).timestamp():
                path.unlink(missing_ok=True)
    return len(old)


def forget_of(user: User, spool: Path) -> None:
    """Drop all that the person was sending."""
    for upload in Upload.select(Upload.id, Upload.uuid).where(Upload.user == user):
        _path(spool, upload.uuid).unlink(missing_ok=True)
        Upload.delete().where(Upload.id == upload.id).execute()


def _add(
    user: User,
    length: int,
    name: str,
    taken_at: datetime | None,
    sha256: str | None,
    now: datetime,
    *,
    offset: int = 0,
    file: File | None = None,
) -> Upload:
    return Upload.create(
        uuid=uuid4(),
        user=user,
        length=length,
        offset=offset,
        checksum=sha256,
        expires_at=now + KEPT,
        name=name,
        taken_at=taken_at,
        file=file,
    )


def expect_room(user: User, length: int, now: datetime) -> None:
    """For files that come whole, with a form: as many bytes a day as in pieces.

    Raises:
        TooMany: what this person has sent within a day would be more.
    """
    kept = File.select(fn.SUM(File.size)).where(File.user == user, File.created_at > now - A_DAY).scalar() or 0
    if kept + length > MOST_BYTES_A_DAY:
        raise _enough()


def _check_quota(user: User, length: int, now: datetime) -> None:
    open_ones = (Upload.user == user) & Upload.file.is_null() & (Upload.expires_at > now)
    if Upload.select().where(open_ones).count() >= MOST_OPEN:
        untouched = (Upload.offset == 0) & (Upload.expires_at <= now + KEPT - EMPTY_FOR)
        if not Upload.delete().where(open_ones, untouched).execute():
            raise TooMany(_("Забагато незавершених завантажень. Спробуйте пізніше."), after=EMPTY_FOR)
    # What was begun within a day has more than six days left.
    begun = (Upload.user == user) & (Upload.expires_at > now + KEPT - A_DAY)
    claimed = Upload.select(fn.SUM(Upload.length)).where(begun).scalar() or 0
    if claimed + length > MOST_BYTES_A_DAY:
        raise _enough()


def _enough() -> TooMany:
    return TooMany(_("Забагато файлів за добу. Спробуйте пізніше."), after=timedelta(hours=1))


def _path(spool: Path, uuid: UUID) -> Path:
    name = str(uuid)
    return spool / name[:2] / name[2:4] / name


@contextmanager
def _alone(upload: Upload, spool: Path) -> Iterator[int]:
    """The spool file, open and locked for this request alone."""
    path = _path(spool, upload.uuid)
    with _room():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        opened = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Locked(_("Цей файл уже надсилається з іншої вкладки")) from None
        yield opened
    finally:
        os.close(opened)


@contextmanager
def _room() -> Iterator[None]:
    """What a full disk means to the sender."""
    try:
        yield
    except OSError as error:
        raise StorageAway(str(error)) from error


def _reread(upload: Upload, opened: int) -> None:
    """How it stands now that nobody else may touch it.

    The disk may have less than the row says: a folder that was emptied or not brought along. The rest has to come
    again; it must not be filled up with zeros.
    """
    row = Upload.select(Upload.offset, Upload.file).where(Upload.id == upload.id).tuples().first()
    if row is None:
        raise NotFound(_("Такого завантаження немає"))
    upload.offset, upload.file = row
    there = os.fstat(opened).st_size
    if upload.file_id is None and there < upload.offset:
        upload.offset = there
        Upload.update(offset=there).where(Upload.id == upload.id).execute()


def _write(opened: int, piece: bytes) -> None:
    view = memoryview(piece)
    while view:
        view = view[os.write(opened, view) :]


def _count(upload: Upload, opened: int, offset: int, now: datetime) -> None:
    """The bytes first, then the row that says so."""
    with _room():
        os.fsync(opened)
    upload.offset, upload.expires_at = offset, now + KEPT
    Upload.update(offset=offset, expires_at=upload.expires_at).where(Upload.id == upload.id).execute()
