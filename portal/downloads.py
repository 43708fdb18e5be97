"""Files on their way out: those of people never as a page of ours."""

from __future__ import annotations

from os import SEEK_END
from typing import BinaryIO
from urllib.parse import quote

from flask import Response, make_response, request, send_file

from portal.domain.files.kinds import Kind


def to_be_saved(opened: BinaryIO, name: str, kind: Kind) -> Response:
    """A type from our list, to be saved, and shut up in a sandbox all the same."""
    return _shut_up(send_file(opened, mimetype=kind.type), _saved_as(name, kind))


def made_to_be_saved(content: bytes, name: str, type: str) -> Response:
    """Something of our own making, under the name that it is saved by."""
    answer = make_response(content)
    answer.headers["Content-Type"] = type
    answer.headers["Content-Disposition"] = _named(name)
    return answer


def archive_to_be_saved(opened: BinaryIO, ref: str, name: str) -> Response:
    """An archive of a person's data. It may be large: a download that broke off goes on from there (Range)."""
    size = opened.seek(0, SEEK_END)
    opened.seek(0)
    answer: Response = send_file(opened, mimetype="application/zip")
    answer.set_etag(ref)
    answer.make_conditional(request, accept_ranges=True, complete_length=size)
    if answer.status_code == 200:
        answer.content_length = size
    return _shut_up(answer, name)


def _shut_up(answer: Response, name: str) -> Response:
    answer.headers["Content-Disposition"] = _named(name)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _named(name: str) -> str:
    return f"attachment; filename*=UTF-8''{quote(name)}"


def _saved_as(name: str, kind: Kind) -> str:
    """The person's name for it with the suffix of what it is: at the desk a «фото.hta» would be a program."""
    return (name.rpartition(".")[0] or name) + kind.suffix
