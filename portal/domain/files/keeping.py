"""Keep a file that has arrived: know what it is, make it anew, store it, write its row, in this order.

The SHA-256 is of the bytes that were received, and stays: by it the phone knows that its photo is here.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from pathlib import Path

from blinker import Signal
from peewee import IntegrityError

from portal.crypto import random_ref
from portal.database import db
from portal.domain.errors import Refused
from portal.domain.files import pdfs, pictures, videos
from portal.domain.files.contents import BLOCK, drop, store
from portal.domain.files.kinds import HEAD, JPEG, LARGEST, PDF, Kind, is_signature, kind_of
from portal.language import gettext as _
from portal.models import File, User
from portal.storage import Storage, new_key

LONGEST_NAME = 120
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
    size, sha256 = _measured(path, claimed_sha256)
    kind = _recognised(path, papers=papers)
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
        taken_at=pictures.credible(taken_at, now) or (pictures.credible(made.taken_at, now) if made else None),
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
    size, sha256 = _measured(path)
    kind = _recognised(path)
    there: File | None = File.get_or_none(File.account == account, File.user.is_null(), File.sha256 == sha256)
    if there is not None and there.state != "refused":
        return there
    made, state = _prepared(path, kind)
    key = new_key()
    store(storage, key, made or path)
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


def _kept_once(
    storage: Storage, content: pictures.Made | Path | bytes, *, user: User, sha256: str, **columns: object
) -> File:
    """Store and write the row; whoever comes second with the same bytes gets the row of the first."""
    key = new_key()
    store(storage, key, content)
    try:
        with db.atomic():
            return _add(user=user, sha256=sha256, storage_key=key, **columns)
    except IntegrityError:
        # The same file came twice at once.
        drop(storage, key)
        there = of_hash(user, sha256)
        if there is None:
            raise
        return there


def _add(**columns: object) -> File:
    file = File.create(ref=random_ref(), **columns)
    if file.state == "waiting":
        db.after_commit(lambda: something_to_prepare.send())
    return file


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


def _measured(path: Path, claimed_sha256: str | None = None) -> tuple[int, str]:
    """(bytes, SHA-256 in hex), if it is as whoever sent it says and not too large."""
    digest = hashlib.sha256()
    size = 0
    with path.open("rb") as opened:
        while block := opened.read(BLOCK):
            digest.update(block)
            size += len(block)
    if not size:
        raise Refused(_("Файл порожній"), code="empty")
    if size > LARGEST:
        raise too_large()
    if claimed_sha256 and claimed_sha256 != digest.hexdigest():
        raise Refused(_("Файл пошкодився дорогою. Надішліть його ще раз."), code="checksum")
    return size, digest.hexdigest()


def _recognised(path: Path, *, papers: bool = True) -> Kind:
    """What kind of file it is, by its first bytes, if such may be sent."""
    with path.open("rb") as opened:
        head = opened.read(HEAD)
    kind = kind_of(head)
    if kind is None or (kind is PDF and not papers):
        raise _signature_alone() if papers and is_signature(head) else unsupported(papers)
    return kind


def _plain_name(name: str) -> str:
    """What a person calls it, without folders and without what could make it look like something else."""
    last = re.split(r"[/\\]", name)[-1]
    return _UNWANTED.sub("", last).strip()[-LONGEST_NAME:] or _("файл")
