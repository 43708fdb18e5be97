"""Files that come with a plain form, without scripts: each is kept or refused by itself, the rest stays."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar, cast

from flask import Flask, current_app, request
from werkzeug.datastructures import FileStorage

from portal import clock
from portal.config import Settings
from portal.domain.errors import Refused, TooMany
from portal.domain.files import attaching, keeping, uploads
from portal.domain.files.kinds import LARGEST
from portal.extensions import storage
from portal.language import gettext as _
from portal.models import User
from portal.storage import StorageAway

View = TypeVar("View", bound=Callable[..., object])

# Four of the largest files at once; phones with scripts send them in pieces, to another address.
LARGEST_FORM = 4 * LARGEST + 1024 * 1024
FIELD = "photos"


def takes_files(view: View) -> View:
    """Mark a view whose form may be larger than all others."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def init_app(app: Flask, settings: Settings) -> None:
    """Allow the larger forms. Before all that reads a form: checking its token does."""

    @app.before_request
    def allow() -> None:
        view = current_app.view_functions.get(request.endpoint or "")
        if getattr(view, "takes_files", False):
            request.max_content_length = LARGEST_FORM
            request.max_form_parts = 200


def take(user: User, field: str = FIELD, *, papers: bool = True) -> tuple[list[str], list[str]]:
    """Keep the files of a field; ([their SHA-256], [what is wrong with those that were not kept]).

    Without ``papers`` PDFs are not taken.
    """
    held: list[str] = []
    problems: list[str] = []
    sent = [one for one in request.files.getlist(field) if one.filename]
    for number, one in enumerate(sent):
        try:
            if number >= attaching.MOST_FILES:
                raise attaching.too_many()
            held.append(_keep(one, user, papers))
        except (Refused, TooMany) as error:
            problems.append(f"{one.filename}: {error}")
        except StorageAway:
            # What came with the files may be kept already: the answer tells of the file, and of nothing else.
            current_app.logger.exception("a file of a form could not be stored")
            away = _("зараз не вдається зберегти. Спробуйте додати ще раз трохи згодом.")
            problems.append(f"{one.filename}: {away}")
    return held, problems


@contextmanager
def one_file(field: str) -> Iterator[tuple[Path, str]]:
    """(where it lies meanwhile, its sender's name for it) of the file of a field. Raises Refused without one."""
    sent = request.files.get(field)
    if sent is None or not sent.filename:
        raise Refused(_("Виберіть файл"), code="empty")
    with tempfile.NamedTemporaryFile(prefix="portal-form-") as unkept:
        sent.save(cast("Path", unkept))
        unkept.flush()
        yield Path(unkept.name), sent.filename


def _keep(sent: FileStorage, user: User, papers: bool) -> str:
    with tempfile.NamedTemporaryFile(prefix="portal-form-") as unkept:
        sent.save(cast("Path", unkept))
        unkept.flush()
        if user.role == "consumer":
            uploads.expect_room(user, unkept.tell(), clock.now())
        kept = keeping.keep(
            Path(unkept.name),
            user=user,
            name=sent.filename or "",
            taken_at=None,
            claimed_sha256=None,
            storage=storage(),
            now=clock.now(),
            papers=papers,
        )
    return str(kept.sha256)
