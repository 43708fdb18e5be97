"""Замовлення: the list, and the page of one of them, where a person signs, answers, or takes it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

from flask import Blueprint, Response, flash, make_response, request

from portal import clock, receiving
from portal.access import consumer_required, signed_in_required, the_person
from portal.blueprints import order_drafts, order_shown
from portal.domain.errors import Conflict, Refused
from portal.domain.orders import (
    answered,
    attachments,
    catalogue,
    drafts,
    history,
    judging,
    lifecycle,
    signing,
    submitting,
    wording,
)
from portal.extensions import calendar, storage
from portal.forms.orders import ClarificationForm
from portal.language import gettext as _
from portal.models import Judgement, Order
from portal.rendering import go, page, page_or_partial, wants_fragment

# As long as a verification may take that goes well, and some more.
JUDGED_WITHIN = timedelta(minutes=3)

bp = Blueprint("orders", __name__, url_prefix="/orders")


@bp.get("")
@consumer_required
def index() -> Response:
    state = request.args.get("state")
    found, following = history.orders_of(the_person(), state, request.args.get("before"))
    return page_or_partial(
        "orders/index.html",
        "orders/_list.html",
        orders=[(order, catalogue.kind_of(order.kind), history.has_news(order)) for order in found],
        state=state if state in history.STATES else None,
        following=following,
        statuses=wording.STATUSES,
    )


@bp.get("/<ref>")
@signed_in_required
def show(ref: str) -> Response:
    """The QR of a printed application leads here, whoever scans it."""
    if the_person().role != "consumer":
        return go("desk.order", ref=ref)
    order = history.order_of(the_person(), ref)
    if order.status_name == "draft":
        return order_drafts.where_to_go_on(order)
    return _shown(order, ClarificationForm(formdata=None, revision=order.revision))


@bp.get("/<ref>/state")
@consumer_required
def state(ref: str) -> Response:
    """The part of the page that changes by itself: nothing while it is what the page shows already."""
    order = history.order_of(the_person(), ref)
    if request.args.get("seen") == seen_mark(order, judging.of(order)):
        return make_response("", 204)
    history.note_seen(order)
    return page("orders/_state.html", **_state(order))


@bp.get("/<ref>/withdrawal")
@consumer_required
def ask_to_withdraw(ref: str) -> Response:
    order = history.order_of(the_person(), ref)
    if not submitting.may_withdraw(order):
        return go("orders.show", ref=ref)
    return page("orders/withdraw.html", order=order, kind=catalogue.kind_of(order.kind))


@bp.post("/<ref>/withdrawal")
@consumer_required
def withdraw(ref: str) -> Response:
    submitting.withdraw(history.order_of(the_person(), ref), actor=the_person(), now=clock.now())
    flash(_("Заявку відкликано"), "success")
    return go("orders.show", ref=ref)


@bp.post("/<ref>/correction")
@consumer_required
def correct(ref: str) -> Response:
    """A new draft in place of an application that waits for its signature."""
    order = history.order_of(the_person(), ref)
    draft = drafts.anew(order, uuid=uuid4(), actor=the_person(), now=clock.now())
    return go("order_drafts.review", ref=draft.ref)


@bp.post("/<ref>/clarification")
@receiving.takes_files
@consumer_required
def clarify(ref: str) -> Response:
    order, form = history.order_of(the_person(), ref), ClarificationForm()
    form.validate()
    seen = _seen(form)
    try:
        lifecycle.expect(order, seen)
        _take_along(order)
        answer = form.answer.data or ""
        submitting.clarify(order, answer, revision=seen, calendar=calendar(), actor=the_person(), now=clock.now())
    except Refused as error:
        form.take(error)
        return _shown(order, form, 422)
    except Conflict as error:
        return _asked_otherwise(ref, form, error)
    flash(_("Відповідь надіслано"), "success")
    return go("orders.show", ref=ref)


def _clarifying_files(order: Order) -> Response:
    return page("orders/states/_clarifying_files.html", order=order, files=attachments.files_of(order))


def _seen(form: ClarificationForm) -> int | None:
    """A page from before there was a revision in it can only be about the question that is open."""
    return form.seen_revision() if form.revision.data else None


def _take_along(order: Order) -> None:
    """The files of a plain form go into the answer. Raises Refused for those that don't."""
    held, problems = receiving.take(the_person(), f"file-{attachments.CLARIFICATION}")
    if held:
        attachments.attach(order, attachments.CLARIFICATION, held, actor=the_person(), now=clock.now())
    if problems:
        raise Refused(" ".join(problems))


def _asked_otherwise(ref: str, form: ClarificationForm, error: Conflict) -> Response:
    """Another question, perhaps: what was typed stays, to be looked at once more. Without one it is only said."""
    fresh = history.order_of(the_person(), ref)
    if fresh.status_name != "clarification":
        raise error
    form.take(error)
    form.see(fresh.revision)
    return _shown(fresh, form, 409)


@bp.get("/<ref>/clarification/files")
@consumer_required
def clarifying_files(ref: str) -> Response:
    """What was added to the answer so far: asked for again when an upload has ended."""
    return _clarifying_files(history.order_of(the_person(), ref))


@bp.post("/<ref>/clarification/files/<file>/removal")
@receiving.takes_files
@consumer_required
def remove_clarifying_file(ref: str, file: str) -> Response:
    """Take a file out of the answer; what was typed, and what comes along, stays."""
    order, form = history.order_of(the_person(), ref), ClarificationForm()
    try:
        lifecycle.expect(order, _seen(form))
        attachments.detach(order, attachments.CLARIFICATION, file)
        _take_along(order)
    except Refused as error:
        form.take(error)
    except Conflict as error:
        return _asked_otherwise(ref, form, error)
    if wants_fragment():
        return _clarifying_files(order)
    return _shown(order, form, 422 if form.errors else 200)


@bp.post("/<ref>/signed")
@receiving.takes_files
@consumer_required
def sign(ref: str) -> Response:
    """The signed application, by a plain form."""
    order = history.order_of(the_person(), ref)
    problem = take_signed(order)
    if problem:
        flash(problem, "error")
    return go("orders.show", ref=ref)


def take_signed(order: Order) -> str:
    """The file of a plain form as the signed application; what is wrong with it, or nothing."""
    held, problems = receiving.take(the_person(), f"file-{attachments.SIGNED}")
    if not held:
        return " ".join(problems) or _("Виберіть файл з підписаною заявою.")
    try:
        signing.sign(order, held[0], storage=storage(), calendar=calendar(), actor=the_person(), now=clock.now())
    except (Refused, Conflict) as error:
        return str(error)
    flash(_("Підписану заяву надіслано"), "success")
    return ""


def seen_mark(order: Order, judged: Judgement | None) -> str:
    """What the page has shown: it is drawn anew when this is another."""
    pace = "now" if _is_being_judged(order, judged) else "then"
    return f"{order.revision}.{1 if order.document_id else 0}.{judging.done_of(order)}.{pace}"


def _is_being_judged(order: Order, judged: Judgement | None) -> bool:
    """Whether its signature is verified just now: not one that has been waiting for long already."""
    since = order.submitted_at
    return bool(judged and judged.outcome == "waiting" and since and clock.now() - since < JUDGED_WITHIN)


def _refused_signature(order: Order, happenings: Sequence[history.Happening]) -> str:
    """Why the signed application came back, while another one is awaited."""
    if order.status_name != "awaiting_signature" or not happenings:
        return ""
    return happenings[0].reason if happenings[0].name == "order_signature_refused" else ""


def _shown(order: Order, form: ClarificationForm, status: int = 200) -> Response:
    if wants_fragment():
        return page("orders/_state.html", status, **_state(order), form=form)
    answer = page(
        "orders/show.html", status, **_state(order), form=form, sections=answered.by_section(order.answers)
    )
    history.note_seen(order)
    return answer


def _state(order: Order) -> dict[str, Any]:
    """What is shown of an order besides its answers."""
    shown = order_shown.whole(order)
    return {
        **shown,
        "term": submitting.term_of(order, shown["kind"]),
        "may_withdraw": submitting.may_withdraw(order),
        "seen": seen_mark(order, shown["judged"]),
        "is_being_judged": _is_being_judged(order, shown["judged"]),
        "refused_signature": _refused_signature(order, shown["happenings"]),
        "is_open": order.status_name not in lifecycle.CLOSED,
        "signed_place": attachments.SIGNED_PLACE,
    }
