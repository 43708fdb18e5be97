"""«Мої дані» and the deletion of the cabinet, for the consumer who asks.

Whoever has no password proves that it is them by a link to their mailbox: it leads to a page with the button.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, make_response, request

from portal import clock
from portal.access import consumer_required, the_person
from portal.blueprints.mailed_links import old_links_told
from portal.blueprints.throttling import (
    limited,
    note_taken,
    person_key,
    refused,
    too_many,
    was_taken,
    wrong_passwords,
)
from portal.clock import kyiv_date
from portal.domain.errors import Refused
from portal.domain.identity import links, proving
from portal.domain.leaving import deletion, taking_out
from portal.downloads import archive_to_be_saved
from portal.extensions import limiter, settings, storage
from portal.forms.leaving import ConfirmationForm, DataForm, DeletionForm
from portal.language import gettext as _
from portal.models import TakeOut
from portal.rendering import go, page

bp = Blueprint("leaving", __name__, url_prefix="/profile")

archives_a_day = limiter.shared_limit(
    "3 per day", scope="archives of data", key_func=person_key, deduct_when=was_taken
)
links_an_hour = limiter.shared_limit(
    "5 per hour", scope="links without a password", key_func=person_key, deduct_when=was_taken
)


@bp.get("/data")
@consumer_required
def data() -> Response:
    return page("leaving/data.html", form=DataForm(formdata=None), **_archive())


@bp.post("/data")
@consumer_required
@limited(
    wrong_passwords,
    archives_a_day,
    otherwise=lambda: too_many("leaving/data.html", DataForm(), **_archive()),
)
def ask_for_data() -> Response:
    form = DataForm()
    if not form.validate():
        return page("leaving/data.html", 422, form=form, **_archive())
    try:
        taking_out.ask(form.current_password.data or "", actor=the_person(), now=clock.now())
    except Refused as error:
        return refused("leaving/data.html", form, error, **_archive())
    note_taken()
    return go("leaving.data")


@bp.get("/data/state")
@consumer_required
def data_state() -> Response:
    """How far the archive is: nothing while that is what the page shows already."""
    shown = _archive()
    if request.args.get("seen") == shown["seen"]:
        return make_response("", 204)
    return page("leaving/_archive.html", **shown)


@bp.get("/data/archives/<ref>")
@consumer_required
def download(ref: str) -> Response:
    now = clock.now()
    opened = taking_out.open_for(the_person(), ref, storage=storage(), now=now)
    return archive_to_be_saved(opened, ref, _("Мої дані %(day)s.zip", day=kyiv_date(now).isoformat()))


@bp.post("/data/link")
@consumer_required
@limited(links_an_hour, otherwise=lambda: too_many("leaving/data.html", DataForm(), **_archive()))
def send_data_link() -> Response:
    taking_out.send_link(actor=the_person(), now=clock.now())
    return _link_sent("leaving.data")


@bp.get("/data/confirmation/<token>")
@consumer_required
@old_links_told("leaving/old_link.html", way_on="leaving.data")
def data_confirmation(token: str) -> Response:
    _find(token, links.TAKE_OUT)
    return page("leaving/data_confirmation.html", token=token)


@bp.post("/data/confirmation/<token>")
@consumer_required
@old_links_told("leaving/old_link.html", way_on="leaving.data")
@limited(
    archives_a_day, otherwise=lambda *_args, **_words: too_many("leaving/data.html", DataForm(), **_archive())
)
def confirm_data(token: str) -> Response:
    taking_out.ask_by_link(token, actor=the_person(), secret_key=settings().secret_key, now=clock.now())
    note_taken()
    return go("leaving.data")


@bp.get("/deletion", endpoint="deletion")
@consumer_required
def show_deletion() -> Response:
    return page("leaving/deletion.html", form=DeletionForm(formdata=None), **_consequences())


@bp.post("/deletion")
@consumer_required
@limited(
    wrong_passwords,
    otherwise=lambda: too_many("leaving/deletion.html", DeletionForm(), **_consequences()),
)
def ask_to_delete() -> Response:
    form = DeletionForm()
    if not form.validate():
        return page("leaving/deletion.html", 422, form=form, **_consequences())
    try:
        deletion.ask(form.current_password.data or "", actor=the_person(), now=clock.now())
    except Refused as error:
        return refused("leaving/deletion.html", form, error, **_consequences())
    return go("leaving.deletion")


@bp.post("/deletion/cancellation")
@consumer_required
def call_off() -> Response:
    deletion.call_off(actor=the_person(), now=clock.now())
    flash(_("Кабінет лишається з вами"), "success")
    return go("leaving.deletion")


@bp.post("/deletion/link")
@consumer_required
@limited(links_an_hour, otherwise=lambda: too_many("leaving/deletion.html", DeletionForm(), **_consequences()))
def send_deletion_link() -> Response:
    deletion.send_link(actor=the_person(), now=clock.now())
    return _link_sent("leaving.deletion")


@bp.get("/deletion/confirmation/<token>")
@consumer_required
@old_links_told("leaving/old_link.html", way_on="leaving.deletion")
def deletion_confirmation(token: str) -> Response:
    _find(token, links.DELETE_CABINET)
    return page("leaving/deletion_confirmation.html", token=token, form=ConfirmationForm(formdata=None))


@bp.post("/deletion/confirmation/<token>")
@consumer_required
@old_links_told("leaving/old_link.html", way_on="leaving.deletion")
def confirm_deletion(token: str) -> Response:
    form = ConfirmationForm()
    if not form.validate():
        return page("leaving/deletion_confirmation.html", 422, token=token, form=form)
    deletion.ask_by_link(token, actor=the_person(), secret_key=settings().secret_key, now=clock.now())
    return go("leaving.deletion")


def _archive() -> dict[str, Any]:
    """What is shown of the person's archive, and by what one knows that it is shown."""
    found: TakeOut | None = taking_out.latest(the_person(), clock.now())
    seen = f"{found.state}.{found.done}" if found else ""
    return {"archive": found, "seen": seen, "days_kept": taking_out.KEPT.days}


def _consequences() -> dict[str, Any]:
    due = clock.now() + deletion.TIME_TO_THINK
    return {"would_be": kyiv_date(due), "open_orders": deletion.open_orders(the_person())}


def _find(token: str, purpose: str) -> None:
    proving.find_link(token, purpose, actor=the_person(), secret_key=settings().secret_key, now=clock.now())


def _link_sent(way_on: str) -> Response:
    note_taken()
    email = the_person().email
    flash(_("На адресу %(email)s надіслано лист. Посилання з нього діє годину.", email=email), "success")
    return go(way_on)
