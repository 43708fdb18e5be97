"""Показники → Фото/відеофіксація: photos and videos of the meter, tied to a reading where there is one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash

from portal import clock, receiving
from portal.access import consumer_required, the_person
from portal.blueprints.about import about_an_account, account_of_the_form
from portal.domain.files import attaching
from portal.domain.readings import history
from portal.forms.base import uuid_or_none
from portal.forms.photos import PhotosForm, photos_form
from portal.language import gettext as _
from portal.language import ngettext
from portal.models import Account
from portal.rendering import go, page, page_or_partial

bp = Blueprint("photos", __name__, url_prefix="/readings/photos")

# The readings that a photo may still be about.
READINGS = 6


@bp.get("")
@consumer_required
@about_an_account
def index(account: Account) -> Response:
    shown = _shown(account, photos_form(_readings(account), account=account.ref))
    return page_or_partial("photos/index.html", "photos/_kept.html", **shown)


@bp.post("")
@receiving.takes_files
@consumer_required
def send() -> Response:
    account = account_of_the_form()
    form = photos_form(_readings(account))
    about = uuid_or_none(form.reading.data)
    submission = history.line_of(the_person(), about)[1].submission if about else None
    held, problems = receiving.take(the_person(), papers=False)
    if not held and not problems:
        problems = [_("Виберіть хоча б один файл.")]
    if held and submission is not None:
        attaching.attach(submission, held, actor=the_person(), now=clock.now())
    elif held:
        attaching.attach_to_account(account, held, actor=the_person(), now=clock.now())
    if held:
        flash(ngettext("Надіслано %(num)s файл", "Надіслано %(num)s файлів", len(held)), "success")
    if not problems:
        return go("photos.index", account=account.ref)
    form.form_errors.extend(problems)
    return page("photos/index.html", 422, **_shown(account, form))


def _readings(account: Account) -> list[history.Line]:
    return [line for line in history.page(account)[0] if line.submission.status_name != "rejected"][:READINGS]


def _shown(account: Account, form: PhotosForm) -> dict[str, Any]:
    kept = attaching.files_of_account(account, the_person())
    return {"account": account, "form": form, "files": kept}
