"""Files on their way in, by tus 1.0: piece after piece, from where a bad line broke them off.

The pieces lie in a spool file. How much of it counts is what the upload's row says: what lies behind that was
written by somebody who died before the row was, and is written anew.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from peewee import fn

from portal.domain.errors import Conflict, DomainError, NotFound, TooMany
from portal.domain.files import keeping
from portal.domain.files.kinds import LARGEST
from portal.language import gettext as _
from portal.models import File, Upload, User
from portal.storage import Storage, StorageAway

KEPT = timedelta(days=7)
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
        Garbled: the checksum is another one.
        Refused: ``too_large``: more came than was announced.
        StorageAway: the disk is full.
    """
    with _alone(upload, spool) as opened:
        upload.offset = Upload.select(Upload.offset).where(Upload.id == upload.id).scalar()
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
            if whole or checksum is None:
                # A line that broke in the middle is an exception of the server: what came before it counts.
                if digest and checksum and digest.digest() != checksum[1]:
                    raise Garbled(_("Частина файлу пошкодилася дорогою"))
                _count(upload, opened, offset + written, now)


def finish(upload: Upload, *, storage: Storage, spool: Path, now: datetime) -> File:
    """All bytes are here: keep the file. Safe to call again.

    Raises:
        Refused: it is not taken; the upload is forgotten.
        StorageAway: it stays as it is, to be finished later.
    """
    if upload.file_id is not None:
        return File.get_by_id(upload.file_id)
    path = _path(spool, upload.uuid)
    if not upload.length:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    try:
        kept = keeping.keep(
            path,
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
    Upload.update(file=kept).where(Upload.id == upload.id).execute()
    upload.file = kept
    path.unlink(missing_ok=True)
    return kept


def forget_expired(spool: Path, now: datetime) -> int:
    """Drop what was not gone on with, and pieces that belong to nothing; returns how many uploads."""
    old = list(Upload.select(Upload.id, Upload.uuid).where(Upload.expires_at <= now))
    for upload in old:
        _path(spool, upload.uuid).unlink(missing_ok=True)
        Upload.delete().where(Upload.id == upload.id).execute()
    for path in spool.glob("??/??/*"):
        with contextlib.suppress(ValueError, OSError):
            known = Upload.select().where(Upload.uuid == UUID(path.name)).exists()
            if not known and path.stat().st_mtime < (now - A_DAY).timestamp():
                path.unlink(missing_ok=True)
    return len(old)


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


def _check_quota(user: User, length: int, now: datetime) -> None:
    recent = (Upload.user == user) & (Upload.expires_at > now)
    unfinished = Upload.select().where(recent, Upload.file.is_null()).count()
    # What was begun within a day has more than six days left.
    begun = (Upload.user == user) & (Upload.expires_at > now + KEPT - A_DAY)
    claimed = Upload.select(fn.SUM(Upload.length)).where(begun).scalar() or 0
    if unfinished >= MOST_OPEN or claimed + length > MOST_BYTES_A_DAY:
        raise TooMany(_("Забагато файлів за добу. Спробуйте пізніше."), after=timedelta(hours=1))


def _path(spool: Path, uuid: UUID) -> Path:
    name = str(uuid)
    return spool / name[:2] / name[2:4] / name


@contextmanager
def _alone(upload: Upload, spool: Path) -> Iterator[int]:
    """The spool file, open and locked for this request alone."""
    path = _path(spool, upload.uuid)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        opened = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StorageAway(str(error)) from error
    try:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Locked(_("Цей файл уже надсилається з іншої вкладки")) from None
        yield opened
    finally:
        os.close(opened)


def _write(opened: int, piece: bytes) -> None:
    view = memoryview(piece)
    while view:
        view = view[os.write(opened, view) :]


def _count(upload: Upload, opened: int, offset: int, now: datetime) -> None:
    """The bytes first, then the row that says so."""
    os.fsync(opened)
    upload.offset, upload.expires_at = offset, now + KEPT
    Upload.update(offset=offset, expires_at=upload.expires_at).where(Upload.id == upload.id).execute()
