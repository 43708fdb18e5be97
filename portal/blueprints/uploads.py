"""The tus 1.0 server (https://tus.io/protocols/resumable-upload): core, creation, checksum, expiration."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import wraps
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, make_response, request, url_for

from portal import bodies, clock
from portal.access import public, the_person
from portal.api_guard import api_signed_in, json_error
from portal.domain.errors import Refused
from portal.domain.files import uploads
from portal.domain.files.kinds import LARGEST
from portal.extensions import limiter, settings, storage
from portal.language import gettext as _
from portal.models import Upload

bp = Blueprint("uploads", __name__, url_prefix="/files")

VERSION = "1.0.0"
PIECE_TYPE = "application/offset+octet-stream"
# A body that comes slowly holds a thread of the server. Each worker has two: the other one is for everybody else.
MOST_AT_A_TIME = 1
BUSY_SECONDS = 1
LONGEST_METADATA = 4096
STATUSES = {"unsupported_type": 415, "too_large": 413}
_slots = BoundedSemaphore(MOST_AT_A_TIME)
_SHA256 = re.compile(r"[0-9a-f]{64}")


def _whose() -> str:
    return f"uploads {the_person().id}"


@bp.after_request
def say_our_version(answer: Response) -> Response:
    """With every answer, whoever made it."""
    answer.headers["Tus-Resumable"] = VERSION
    return answer


def of_tus(view: Any) -> Any:
    """Check the version before anything else."""

    @wraps(view)
    def spoken(*args: Any, **kwargs: Any) -> Response:
        if request.headers.get("Tus-Resumable") != VERSION:
            answer = json_error(412, "version", _("Потрібна версія протоколу 1.0.0"))
            answer.headers["Tus-Version"] = VERSION
        else:
            try:
                answer = view(*args, **kwargs)
            except Refused as error:
                answer = json_error(STATUSES.get(error.code, 422), error.code, str(error))
            except uploads.Gone as error:
                answer = json_error(410, error.code, str(error))
            except uploads.Locked as error:
                answer = json_error(423, error.code, str(error))
            except uploads.Garbled as error:
                answer = json_error(460, error.code, str(error))
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return spoken


@bp.route("", methods=["OPTIONS"], provide_automatic_options=False)
@public
def options() -> Response:
    """What this server can do."""
    answer = make_response("", 204)
    answer.headers["Tus-Version"] = VERSION
    answer.headers["Tus-Extension"] = "creation,checksum,expiration"
    answer.headers["Tus-Max-Size"] = str(LARGEST)
    answer.headers["Tus-Checksum-Algorithm"] = ",".join(uploads.ALGORITHMS)
    return answer


@bp.post("")
@api_signed_in
@limiter.limit("200 per hour", key_func=_whose)
@of_tus
def create() -> Response:
    """Begin an upload; its address is the answer's Location."""
    length = request.headers.get("Upload-Length", "")
    if not length.isdecimal() or len(length) > 15:
        return json_error(400, "length", _("Не вказано розмір файлу"))
    metadata = _metadata(request.headers.get("Upload-Metadata", ""))
    sha256 = metadata.get("sha256", "").lower()
    upload = uploads.create(
        the_person(),
        length=int(length),
        name=metadata.get("filename", ""),
        taken_at=_moment(metadata.get("taken_at", "")),
        sha256=sha256 if _SHA256.fullmatch(sha256) else None,
        now=clock.now(),
    )
    if not upload.length:
        _finish(upload)
    answer = make_response("", 201)
    answer.headers["Location"] = url_for("uploads.show", uuid=upload.uuid)
    return _dated(answer, upload)


@bp.route("/<uuid:uuid>", methods=["HEAD"])
@api_signed_in
@of_tus
def show(uuid: UUID) -> Response:
    """How much of it is here."""
    upload = uploads.find(the_person(), uuid, clock.now())
    if upload.offset == upload.length and upload.file_id is None:
        _finish(upload)  # whoever had the last piece died before
    answer = make_response("", 200)
    answer.headers["Upload-Length"] = str(upload.length)
    if metadata := _said_of(upload):
        answer.headers["Upload-Metadata"] = metadata
    return _dated(answer, upload)


@bp.patch("/<uuid:uuid>")
@api_signed_in
@of_tus
def append(uuid: UUID) -> Response:
    """A piece; with the last one the file is kept, or refused with its reason."""
    return _append(uuid)


@bp.post("/<uuid:uuid>")
@api_signed_in
@of_tus
def append_by_post(uuid: UUID) -> Response:
    """The same for clients that can't send PATCH, as the protocol lets them."""
    if request.headers.get("X-HTTP-Method-Override", "").upper() != "PATCH":
        return json_error(405, "method", _("Очікується частина файлу"))
    return _append(uuid)


def _append(uuid: UUID) -> Response:
    if request.headers.get("Content-Type") != PIECE_TYPE:
        return json_error(415, "content_type", _("Очікується частина файлу"))
    offset = request.headers.get("Upload-Offset", "")
    if not offset.isdecimal() or len(offset) > 15:
        return json_error(400, "offset", _("Не вказано, звідки продовжити"))
    try:
        checksum = _checksum(request.headers.get("Upload-Checksum", ""))
    except ValueError:
        return json_error(400, "checksum_algorithm", _("Такої контрольної суми не знаємо"))
    upload = uploads.find(the_person(), uuid, clock.now())
    if upload.file_id is None or int(offset) != upload.offset:
        with _slot() as free:
            if not free:
                return _later("busy", _("Сервер саме приймає інші файли. Спробуйте за мить."))
            try:
                uploads.append(
                    upload, int(offset), bodies.blocks(LARGEST), checksum=checksum, spool=spool(), now=clock.now()
                )
            except uploads.Unfinished:
                if checksum is not None:
                    return _later("broken_off", _("Частина файлу дійшла не вся. Надішліть її ще раз."))
        if upload.offset == upload.length:
            _finish(upload)
    return _dated(make_response("", 204), upload)


@contextmanager
def _slot() -> Iterator[bool]:
    """Whether a body may be read now. Nobody waits for it here: that would hold the thread as well."""
    free = _slots.acquire(blocking=False)
    try:
        yield free
    finally:
        if free:
            _slots.release()


def _later(code: str, message: str) -> Response:
    answer = json_error(503, code, message)
    answer.headers["Retry-After"] = str(BUSY_SECONDS)
    return answer


def spool() -> Path:
    """Where the pieces lie."""
    return settings().run_dir / "uploads"


def _finish(upload: Upload) -> None:
    uploads.finish(upload, storage=storage(), spool=spool(), now=clock.now())


def _dated(answer: Response, upload: Upload) -> Response:
    answer.headers["Upload-Offset"] = str(upload.offset)
    answer.headers["Upload-Expires"] = format_datetime(upload.expires_at, usegmt=True)
    return answer


def _metadata(header: str) -> dict[str, str]:
    """«name base64, name base64»; what can't be read is left out."""
    found = {}
    for pair in header[:LONGEST_METADATA].split(","):
        name, _space, value = pair.strip().partition(" ")
        try:
            found[name] = base64.b64decode(value, validate=True).decode()
        except ValueError:
            continue
    return found


def _said_of(upload: Upload) -> str:
    """What its sender said of it and we kept, in the same words."""
    said = {
        "filename": upload.name,
        "taken_at": upload.taken_at.isoformat() if upload.taken_at else "",
        "sha256": upload.checksum or "",
    }
    return ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in said.items() if value)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    try:
        return moment.astimezone(UTC) if moment.tzinfo else None
    except OverflowError:
        return None


def _checksum(header: str) -> tuple[str, bytes] | None:
    """(algorithm, digest); ValueError for what is not understood."""
    if not header:
        return None
    algorithm, _space, digest = header.partition(" ")
    if algorithm not in uploads.ALGORITHMS:
        raise ValueError(algorithm)
    return algorithm, base64.b64decode(digest, validate=True)
