"""Показники → Передати: the form, what a reading means while it is typed, history, correcting, taking back."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from flask import Blueprint, Response, flash, request

from portal import clock
from portal.access import consumer_required, the_person
from portal.context import chosen_account
from portal.domain.accounts import cabinet
from portal.domain.errors import Conflict, Refused
from portal.domain.readings import checks, history, meaning, meters, past, submission, window, wording
from portal.forms.readings import ReadingForm, reading_form, uuid_or_none
from portal.language import gettext as _
from portal.models import Account, Meter
from portal.rendering import fragment, go, page, page_or_partial, wants_fragment

bp = Blueprint("readings", __name__, url_prefix="/readings")


@bp.get("")
@consumer_required
def index() -> Response:
    account = _named_account(request.args.get("account"))
    if account is None:
        return go("accounts.new")
    if not account.is_served:
        return page("accounts/not_served.html", account=account)
    after = request.args.get("after")
    lines, following = history.page(account, after)
    shown: dict[str, Any] = {"account": account, "lines": lines, "following": following}
    if after and wants_fragment():
        return fragment("readings/_older.html", **shown)
    return page("readings/index.html", **shown, **_blank(account))


@bp.post("")
@consumer_required
def send() -> Response:
    account = cabinet.account_of(the_person(), request.form.get("account", ""))
    try:
        meter = meters.readable_meter(account)
    except Refused as error:
        return _again(account, None, 422, problem=str(error))
    form = reading_form(meter)
    form.validate()
    values: dict[str, int] = {}
    try:
        values = form.values()
        receipt = submission.submit(_sending(form, values), account, actor=the_person(), now=clock.now())
    except submission.NeedsConfirmation as asked:
        form.ask_about(asked.warnings, values)
        return _again(account, meter, 422, form=form, questions=asked.warnings)
    except Refused as error:
        form.take(error)
        return _again(account, meter, 422, form=form)
    except Conflict as error:
        form.uuid.data = str(uuid4())
        form.form_errors.append(str(error))
        return _again(account, meter, 409, form=form)
    return _sent(receipt, account, meter, values)


@bp.post("/preview")
@consumer_required
def preview() -> Response:
    account = cabinet.account_of(the_person(), request.form.get("account", ""))
    meter = meters.readable_meter(account)
    form = reading_form(meter)
    known, use, day = _past(account, meter, form)
    values = form.readable_values()
    return fragment("readings/_meaning.html", meanings=_meanings(meter, values, known, use, day))


@bp.get("/<uuid:uuid>/correction")
@consumer_required
def correct(uuid: UUID) -> Response:
    account, line = history.line_of(the_person(), uuid)
    meter = meters.readable_meter(account)
    if line.submission.status_name != "new" or line.submission.meter_id != meter.id:
        flash(
            _(
                "Цей показ виправити вже не можна: %(status)s",
                status=wording.status(line.submission.status_name),
            )
        )
        return go("readings.index", account=account.ref)
    values = {
        register.key: str(value) for register, (_label, value) in zip(meter.in_order, line.values, strict=False)
    }
    form = reading_form(meter, account=account.ref, uuid=str(uuid4()), replaces=str(uuid), **values)
    return page_or_partial(
        "readings/correct.html", "readings/_form.html", account=account, **_drawn(account, meter, form, line)
    )


@bp.post("/<uuid:uuid>/withdrawal")
@consumer_required
def withdraw(uuid: UUID) -> Response:
    account, line = history.line_of(the_person(), uuid)
    submission.withdraw(line.submission, actor=the_person(), now=clock.now())
    if wants_fragment():
        lines, following = history.page(account)
        return fragment("readings/_history.html", account=account, lines=lines, following=following)
    flash(_("Показ відкликано"), "success")
    return go("readings.index", account=account.ref)


def _named_account(ref: str | None) -> Account | None:
    return cabinet.account_of(the_person(), ref) if ref else chosen_account()


def _sending(form: ReadingForm, values: dict[str, int]) -> submission.Sending:
    return submission.Sending(
        uuid=form.sending_uuid,
        values=values,
        confirmed=form.confirmed_codes(values),
        replaces=uuid_or_none(form.replaces.data),
    )


def _sent(receipt: submission.Receipt, account: Account, meter: Meter, values: dict[str, int]) -> Response:
    """Taken: the part of the page that was the form says so; without htmx it is the page anew."""
    kept = receipt.submission
    if not wants_fragment():
        flash(
            _(
                "Покази прийнято. Зарахуємо як показ на %(day)s. Статус: %(status)s",
                day=kept.reading_date.strftime("%d.%m.%Y"),
                status=wording.status(kept.status_name),
            ),
            "success",
        )
        return go("readings.index", account=account.ref)
    use = past.use_by_month(account, kept.reading_date)
    known = _known(account, meter, use, kept.reading_date)
    lines, following = history.page(account)
    return fragment(
        "readings/_sent.html",
        account=account,
        kept=kept,
        meanings=_meanings(meter, values, known, use, kept.reading_date),
        lines=lines,
        following=following,
    )


def _again(
    account: Account, meter: Meter | None, status: int, form: ReadingForm | None = None, **more: Any
) -> Response:
    """The form once more, with what was typed and what is wrong with it."""
    lines, following = ([], None) if wants_fragment() else history.page(account)
    drawn = _drawn(account, meter, form) if meter and form else {"form": None, "meter": None}
    return page_or_partial(
        "readings/index.html",
        "readings/_form.html",
        status,
        account=account,
        lines=lines,
        following=following,
        **drawn,
        **more,
    )


def _blank(account: Account) -> dict[str, Any]:
    try:
        meter = meters.readable_meter(account)
    except Refused as error:
        return {"form": None, "meter": None, "problem": str(error)}
    form = reading_form(meter, account=account.ref, uuid=str(uuid4()))
    return _drawn(account, meter, form)


def _drawn(
    account: Account, meter: Meter, form: ReadingForm, corrected: history.Line | None = None
) -> dict[str, Any]:
    """All that the form's template shows."""
    known, use, day = _past(account, meter, form, corrected)
    return {
        "form": form,
        "meter": meter,
        "meters": meters,
        "zones": meters.zones_in_words(meter),
        "known": known,
        "day": day,
        "window": window.window_at(clock.today()),
        "next_window": window.next_window(clock.today()),
        "corrected": corrected,
        "meanings": _meanings(meter, form.readable_values(), known, use, day),
        "sentence": wording.warning,
    }


def _past(
    account: Account, meter: Meter, form: ReadingForm, corrected: history.Line | None = None
) -> tuple[dict[str, checks.Known], past.Use, Any]:
    day = corrected.submission.reading_date if corrected else window.reading_date(clock.today())[0]
    use = past.use_by_month(account, day)
    return _known(account, meter, use, day), use, day


def _known(account: Account, meter: Meter, use: past.Use, day: Any) -> dict[str, checks.Known]:
    return past.known(meter.in_order, past.earlier_values(meter, day), use, day, account.power_w)


def _meanings(
    meter: Meter, values: dict[str, int], known: dict[str, checks.Known], use: past.Use, day: Any
) -> list[tuple[str, meaning.Meaning]]:
    found = []
    for register in meter.in_order:
        if register.key in values:
            means = meaning.of_value(register, values[register.key], day, known[register.key], use)
            if means:
                found.append((meters.label(register), means))
    return found
