"""Keep a file that has arrived: know what it is, make it anew, store it, write its row, in this order.

The SHA-256 is of the bytes that were received, and stays: by it the phone knows that its photo is here.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from blinker import Signal
from peewee import IntegrityError

from portal.crypto import random_ref
from portal.database import db
from portal.domain import events
from portal.domain.errors import NotFound, Refused
from portal.domain.files import belonging, pdfs, pictures, videos
from portal.domain.files.kinds import HEAD, JPEG, LARGEST, PDF, Kind, is_signature, kind_of
from portal.language import gettext as _
from portal.models import File, Order, Upload, User
from portal.storage import Missing, Storage, StorageAway, new_key

LONGEST_NAME = 120
BLOCK = 256 * 1024
THUMBNAIL = ".thumb"
UNATTACHED_KEPT = timedelta(days=35)
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_CLOCK_LEEWAY = timedelta(minutes=5)
_UNWANTED = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff\ufeff\"]")

something_to_prepare = Signal("a picture was kept that an errand has to make anew")


def keep(
    path: Path,
    *,
    user: User,
    name: str,
    taken_at: datetime | None,
    claimed_sha256: str | None,
    storage: Storage,
    now: datetime,
    papers: bool = True,
) -> File:
    """Keep a received file; the same bytes of the same person are kept once. The file at ``path`` may be changed.

    Without ``papers`` a PDF is not taken: what shows a meter is a photo or a video.

    Raises:
        Refused: ``empty``, ``too_large``, ``checksum``, ``unsupported_type``, ``broken_picture``,
            ``too_many_pixels``, ``broken_video``, ``broken_pdf``, ``locked_pdf``.
        StorageAway: it can't be stored now.
    """
    size, sha256 = _measure(path)
    if not size:
        raise Refused(_("Файл порожній"), code="empty")
    if size > LARGEST:
        raise too_large()
    if claimed_sha256 and claimed_sha256 != sha256:
        raise Refused(_("Файл пошкодився дорогою. Надішліть його ще раз."), code="checksum")
    head = _head(path)
    kind = kind_of(head)
    if kind is None or (kind is PDF and not papers):
        raise _signature_alone() if papers and is_signature(head) else unsupported(papers)
    there = of_hash(user, sha256)
    if there is not None:
        return there
    made, state = _prepared(path, kind)
    return _kept_once(
        storage,
        made or path,
        user=user,
        sha256=sha256,
        size=size,
        type=JPEG.type if made else kind.type,
        name=_plain_name(name),
        taken_at=_credible(taken_at, now) or (_credible(made.taken_at, now) if made else None),
        created_at=now,
        state=state,
    )


def keep_made(content: bytes, *, user: User, name: str, type: str, storage: Storage, now: datetime) -> File:
    """Keep what the portal itself made for a person, such as their application; the same bytes are kept once.

    When it returns, the bytes are on the disk and the row is written.

    Raises:
        StorageAway: it can't be stored now.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    return of_hash(user, sha256) or _kept_once(
        storage,
        content,
        user=user,
        sha256=sha256,
        size=len(content),
        type=type,
        name=_plain_name(name),
        created_at=now,
    )


def keep_of_account(path: Path, *, account: int, name: str, storage: Storage, now: datetime) -> File:
    """Keep a file about an account, which is nobody's own; it is checked and made anew as :func:`keep` does.

    ``account`` is its row id. The file at ``path`` may be changed. The same bytes are kept once for an account.

    Raises:
        Refused: as of :func:`keep`.
        StorageAway: it can't be stored now.
    """
    size, sha256 = _measure(path)
    if not size:
        raise Refused(_("Файл порожній"), code="empty")
    if size > LARGEST:
        raise too_large()
    kind = kind_of(_head(path))
    if kind is None:
        raise unsupported(papers=True)
    there: File | None = File.get_or_none(File.account == account, File.user.is_null(), File.sha256 == sha256)
    if there is not None and there.state != "refused":
        return there
    made, state = _prepared(path, kind)
    key = new_key()
    _store(storage, key, made or path)
    return _add(
        account=account,
        sha256=sha256,
        size=size,
        type=JPEG.type if made else kind.type,
        storage_key=key,
        name=_plain_name(name),
        created_at=now,
        state=state,
    )


def unsupported(papers: bool) -> Refused:
    """What may be sent instead."""
    may = (
        _("Можна додати фото (JPEG, PNG, HEIC), відео (MP4, MOV, WebM) або PDF")
        if papers
        else _("Можна додати фото (JPEG, PNG, HEIC) або відео (MP4, MOV, WebM)")
    )
    return Refused(_("Такі файли не приймаємо. %(may)s", may=may), code="unsupported_type")


def _signature_alone() -> Refused:
    """Дія and the ЦЗО give such files too: what a person has to choose there instead."""
    return Refused(
        _(
            "Це файл підпису без PDF. Підпишіть ще раз і оберіть формат «PDF» (PAdES): "
            "тоді підпис буде всередині PDF."
        ),
        code="unsupported_type",
    )


def of_hash(user: User, sha256: str) -> File | None:
    """The person's file with these bytes, if it is here. Raises Refused if it was, and was no good."""
    file: File | None = File.get_or_none(File.user == user, File.sha256 == sha256)
    if file is not None and file.state == "refused":
        raise Refused(str(file.reason), code="broken_picture")
    return file


def too_large() -> Refused:
    return Refused(_("Файл завеликий: щонайбільше 16 МБ"), code="too_large")


def waiting(limit: int = 20, *, after: int = 0) -> Sequence[File]:
    """Pictures that an errand has to make anew, the oldest first; ``after`` is the row id to go on behind."""
    query = File.select().where(File.state == "waiting", File.id > after)
    return list(query.order_by(File.id).limit(limit))


def prepare(file: File, *, storage: Storage, now: datetime) -> None:
    """Make a waiting picture anew; safe to call twice, and from two places at once.

    Raises:
        Missing: what was received is not in the store, though the row waits for it.
        StorageAway: it can't be read or stored now.
        MemoryError, OSError: the machine can't do it now. In all of these the file goes on waiting.
    """
    still = (File.id == file.id) & (File.state == "waiting")
    try:
        _make_anew(file, still, storage, now)
    except Missing:
        if File.select().where(still).exists():
            raise


def _make_anew(file: File, still: Any, storage: Storage, now: datetime) -> None:
    if not File.select().where(still).exists():
        return
    with tempfile.NamedTemporaryFile(prefix="portal-picture-") as received:
        with storage.open(file.storage_key) as source:
            while block := source.read(BLOCK):
                received.write(block)
        received.flush()
        try:
            made = pictures.make_anew(Path(received.name))
        except Refused as error:
            if File.update(state="refused", reason=str(error)).where(still).execute():
                storage.delete(file.storage_key)
            return
    # Under another name: whoever prepares the same file meanwhile still finds the received bytes.
    key = new_key()
    _store(storage, key, made)
    done = (
        File.update(
            state="ready",
            storage_key=key,
            type=JPEG.type,
            taken_at=file.taken_at or _credible(made.taken_at, now),
        )
        .where(still)
        .execute()
    )
    for unneeded in [file.storage_key] if done else [key, key + THUMBNAIL]:
        storage.delete(unneeded)


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
            for key in (file.storage_key, file.storage_key + THUMBNAIL):
                storage.delete(key)
    return gone


def forget_of(user: User, *, storage: Storage) -> None:
    """Drop the person's files that belong to nothing. What shows a meter stays with its account under a name that
    the person has not given it; what goes with an order stays as it is.

    Raises:
        StorageAway: some of them can't be dropped now.
    """
    for file in list(File.select().where(File.user == user, belonging.to_nothing())):
        for key in (file.storage_key, file.storage_key + THUMBNAIL):
            storage.delete(key)
        with db.atomic():
            Upload.delete().where(Upload.file == file).execute()
            File.delete().where(File.id == file.id).execute()
    about_meters = File.account.is_null(False) & ~belonging.of_orders()
    File.update(name=_("лічильник")).where(File.user == user, about_meters).execute()


def open_picture(file: File, storage: Storage) -> BinaryIO:
    """What is shown of a file. Raises Missing or StorageAway."""
    return storage.open(file.storage_key)


def open_thumbnail(file: File, storage: Storage) -> BinaryIO:
    """The small picture. Raises Missing (a video has none) or StorageAway."""
    return storage.open(file.storage_key + THUMBNAIL)


def _kept_once(
    storage: Storage, content: pictures.Made | Path | bytes, *, user: User, sha256: str, **columns: object
) -> File:
    """Store and write the row; whoever comes second with the same bytes gets the row of the first."""
    key = new_key()
    _store(storage, key, content)
    try:
        with db.atomic():
            return _add(user=user, sha256=sha256, storage_key=key, **columns)
    except IntegrityError:
        # The same file came twice at once.
        storage.delete(key)
        storage.delete(key + THUMBNAIL)
        there = of_hash(user, sha256)
        if there is None:
            raise
        return there


def _add(**columns: object) -> File:
    file = File.create(ref=random_ref(), **columns)
    if file.state == "waiting":
        db.after_commit(lambda: something_to_prepare.send())
    return file


def _store(storage: Storage, key: str, content: pictures.Made | Path | bytes) -> None:
    """A picture and its thumbnail, or a file as it is: all of it or nothing."""
    if not isinstance(content, pictures.Made):
        storage.put(key, content)
        return
    storage.put(key, content.picture)
    try:
        storage.put(key + THUMBNAIL, content.thumbnail)
    except StorageAway:
        with suppress(StorageAway):
            storage.delete(key)
        raise


def _prepared(path: Path, kind: Kind) -> tuple[pictures.Made | None, str]:
    """(what is stored instead of a picture, the state of its row); a video is changed in place."""
    if kind is PDF:
        pdfs.check(path)
        return None, "ready"
    if not kind.is_picture:
        videos.check_and_clean(path, kind)
        return None, "ready"
    if pictures.is_heavy(path):
        return None, "waiting"
    return pictures.make_anew(path), "ready"


def _measure(path: Path) -> tuple[int, str]:
    digest = hashlib.sha256()
    size = 0
    with path.open("rb") as opened:
        while block := opened.read(BLOCK):
            digest.update(block)
            size += len(block)
    return size, digest.hexdigest()


def _head(path: Path) -> bytes:
    with path.open("rb") as opened:
        return opened.read(HEAD)


def _plain_name(name: str) -> str:
    """What a person calls it, without folders and without what could make it look like something else."""
    last = re.split(r"[/\\]", name)[-1]
    return _UNWANTED.sub("", last).strip()[-LONGEST_NAME:] or _("файл")


def _credible(moment: datetime | None, now: datetime) -> datetime | None:
    return moment if moment and _EARLIEST <= moment <= now + _CLOCK_LEEWAY else None
