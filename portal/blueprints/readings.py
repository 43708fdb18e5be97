"""Показники → Передати: the form, what a reading means while it is typed, history, correcting, taking back."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, Response, flash, request

from portal import clock, receiving
from portal.access import consumer_required, the_person
from portal.blueprints.about import about_an_account, account_of_the_form
from portal.domain.errors import Conflict, NotFound, Refused
from portal.domain.files import attaching
from portal.domain.readings import history, meters, submission, window, wording
from portal.domain.readings.outlook import outlook
from portal.forms.base import uuid_or_none
from portal.forms.readings import ReadingForm, reading_form
from portal.language import gettext as _
from portal.models import Account, Meter, Submission
from portal.rendering import go, page, page_or_partial, wants_fragment

bp = Blueprint("readings", __name__, url_prefix="/readings")


@bp.get("")
@consumer_required
@about_an_account
def index(account: Account) -> Response:
    after = request.args.get("after")
    if after and wants_fragment():
        return page("readings/_older.html", **_past(account, after))
    return page("readings/index.html", **{**_past(account, after), **_blank(account)})


@bp.post("")
@receiving.takes_files
@consumer_required
def send() -> Response:
    account = account_of_the_form()
    try:
        meter = meters.readable_meter(account)
    except Refused as error:
        return _again(account, {"form": None, "problem": str(error)}, 422)
    form = reading_form(meter)
    form.validate()
    values: dict[str, int] = {}
    try:
        values = form.values()
        receipt = submission.submit(form.sending(values), account, actor=the_person(), now=clock.now())
    except submission.NeedsConfirmation as asked:
        form.ask_about(asked.warnings, values)
        return _again(account, {**_drawn(account, meter, form), "questions": asked.warnings}, 422)
    except Refused as error:
        form.take(error)
        return _again(account, _drawn(account, meter, form), 422)
    except Conflict as error:
        form.uuid.data = str(uuid4())
        form.form_errors.append(str(error))
        return _again(account, _drawn(account, meter, form), 409)
    _take_photos(receipt.submission)
    return _sent(receipt, account, meter, values)


def _take_photos(kept: Submission) -> None:
    """The photos of a form without scripts. The numbers are in, whatever becomes of the files."""
    held, problems = receiving.take(the_person(), papers=False)
    try:
        if held:
            attaching.attach(kept, held, actor=the_person(), now=clock.now())
    except Refused as error:
        problems.append(str(error))
    for problem in problems:
        flash(_("Покази передано, а файл — ні. %(problem)s", problem=problem), "warning")


@bp.post("/preview")
@consumer_required
def preview() -> Response:
    account = account_of_the_form()
    meter = meters.readable_meter(account)
    form = reading_form(meter)
    return page("readings/_meaning.html", **_drawn(account, meter, form))


@bp.get("/<uuid:uuid>/correction")
@consumer_required
def correct(uuid: UUID) -> Response:
    account, line = history.line_of(the_person(), uuid)
    meter = meters.readable_meter(account)
    if line.submission.status_name != "new" or line.submission.meter_id != meter.id:
        flash(_("Цей показ виправити вже не можна."), "warning")
        return go("readings.index", account=account.ref)
    values = {
        register.key: str(value) for register, (_label, value) in zip(meter.in_order, line.values, strict=True)
    }
    form = reading_form(
        meter, account=account.ref, meter_number=meter.number, uuid=str(uuid4()), replaces=str(uuid), **values
    )
    shown = {**_past(account), **_drawn(account, meter, form)}
    return page_or_partial("readings/correct.html", "readings/_form.html", **shown)


@bp.get("/<uuid:uuid>/withdrawal")
@consumer_required
def ask_to_withdraw(uuid: UUID) -> Response:
    account, line = history.line_of(the_person(), uuid)
    return page("readings/withdraw.html", account=account, line=line)


@bp.post("/<uuid:uuid>/withdrawal")
@consumer_required
def withdraw(uuid: UUID) -> Response:
    account, line = history.line_of(the_person(), uuid)
    try:
        submission.withdraw(line.submission, actor=the_person(), now=clock.now())
    except Conflict as error:
        if not wants_fragment():
            raise
        return page("readings/_history.html", 409, **_past(account), problem=str(error))
    if wants_fragment():
        return page("readings/_history.html", **_past(account))
    flash(_("Показ відкликано"), "success")
    return go("readings.index", account=account.ref)


def _past(account: Account, after: str | None = None) -> dict[str, Any]:
    """What the history's template shows."""
    lines, following = history.page(account, after)
    in_use = meters.meter_in_use(account)
    return {"account": account, "lines": lines, "following": following, "meter": in_use}


def _blank(account: Account) -> dict[str, Any]:
    try:
        meter = meters.readable_meter(account)
    except Refused as error:
        return {"form": None, "problem": str(error)}
    form = reading_form(meter, account=account.ref, meter_number=meter.number, uuid=str(uuid4()))
    return _drawn(account, meter, form)


def _drawn(account: Account, meter: Meter, form: ReadingForm) -> dict[str, Any]:
    """What the form's template shows."""
    corrected = _corrected(form)
    today = clock.today()
    ahead = outlook(account, meter, form.readable_values(), today=today, corrected=corrected)
    return {
        "form": form,
        "meter": meter,
        "zones": meters.zones_in_words(meter),
        "ahead": ahead,
        "window": window.window_at(today),
        "next_window": window.next_window(today),
        "corrected": corrected,
        "sentence": wording.warning,
    }


def _corrected(form: ReadingForm) -> Submission | None:
    """The submission that the form corrects, if it is the person's."""
    uuid = uuid_or_none(form.replaces.data)
    if uuid is None:
        return None
    try:
        return history.line_of(the_person(), uuid)[1].submission
    except NotFound:
        return None


def _again(account: Account, drawn: dict[str, Any], status: int) -> Response:
    """The form once more, with what was typed and what is wrong with it."""
    whole = "readings/correct.html" if drawn.get("corrected") else "readings/index.html"
    shown = {"account": account} if wants_fragment() else _past(account)
    return page_or_partial(whole, "readings/_form.html", status, **{**shown, **drawn})


def _sent(receipt: submission.Receipt, account: Account, meter: Meter, values: dict[str, int]) -> Response:
    """Taken: the part of the page that was the form says so; without htmx it is the page anew."""
    counts, heading, text = wording.receipt(receipt)
    if not wants_fragment():
        flash(f"{heading}. {text}", "success" if counts else "info")
        return go("readings.index", account=account.ref)
    kept = receipt.submission
    ahead = outlook(account, meter, values, today=clock.today(), corrected=kept)
    return page(
        "readings/_sent.html",
        **_past(account),
        kept=kept,
        counts=counts,
        outcome=heading,
        text=text,
        ahead=ahead,
    )
