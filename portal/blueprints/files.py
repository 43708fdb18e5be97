"""The files of people, for whoever may see them: their owner, and the desk of their РЕМ."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

from flask import Blueprint, Response, abort

from portal import clock
from portal.access import signed_in_required, the_person
from portal.domain.files import contents, finding
from portal.domain.files.kinds import JPEG, SERVED
from portal.downloads import to_be_saved
from portal.extensions import storage
from portal.models import File
from portal.storage import Storage

bp = Blueprint("files", __name__, url_prefix="/files")


@bp.get("/<ref>")
@signed_in_required
def show(ref: str) -> Response:
    file = _found(ref)
    return _served(file, contents.open_picture)


@bp.get("/<ref>/thumbnail")
@signed_in_required
def thumbnail(ref: str) -> Response:
    file = _found(ref)
    if file.type != JPEG.type:
        abort(404)
    return _served(file, contents.open_thumbnail)


def _found(ref: str) -> File:
    person = the_person()
    if person.role == "consumer":
        return finding.file_of(person, ref)
    return finding.file_for_staff(person, ref, now=clock.now())


def _served(file: File, open_it: Callable[[File, Storage], BinaryIO]) -> Response:
    kind = SERVED.get(file.type)
    if file.state != "ready" or kind is None:
        abort(404)
    return to_be_saved(open_it(file, storage()), file.name, kind)
