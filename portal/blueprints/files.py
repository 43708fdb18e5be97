"""The files of people, for whoever may see them: their owner, and the desk of their РЕМ."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO
from urllib.parse import quote

from flask import Blueprint, Response, abort, send_file

from portal import clock
from portal.access import signed_in_required, the_person
from portal.domain.files import keeping
from portal.domain.files.kinds import JPEG, SERVED, Kind
from portal.extensions import storage
from portal.models import File
from portal.storage import Missing, Storage

bp = Blueprint("files", __name__, url_prefix="/files")


@bp.get("/<ref>")
@signed_in_required
def show(ref: str) -> Response:
    file = _found(ref)
    return _served(file, keeping.open_picture)


@bp.get("/<ref>/thumbnail")
@signed_in_required
def thumbnail(ref: str) -> Response:
    file = _found(ref)
    if file.type != JPEG.type:
        abort(404)
    return _served(file, keeping.open_thumbnail)


def _found(ref: str) -> File:
    person = the_person()
    if person.role == "consumer":
        return keeping.file_of(person, ref)
    return keeping.file_for_staff(person, ref, now=clock.now())


def _served(file: File, open_it: Callable[[File, Storage], BinaryIO]) -> Response:
    """Never as a page of ours: a type from the list, to be saved, and shut up in a sandbox all the same."""
    kind = SERVED.get(file.type)
    if file.state != "ready" or kind is None:
        abort(404)
    try:
        opened = open_it(file, storage())
    except Missing:
        abort(404)
    answer: Response = send_file(opened, mimetype=kind.type)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(_saved_as(file.name, kind))}"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _saved_as(name: str, kind: Kind) -> str:
    """The person's name for it with the suffix of what it is: at the desk a «фото.hta» would be a program."""
    return (name.rpartition(".")[0] or name) + kind.suffix
