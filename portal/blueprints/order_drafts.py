"""An application from its first step to its sending.

Every button of a step sends its whole form and keeps what was typed first, so that going back, adding an object
or taking a file away loses nothing, with scripts and without.
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, request

from portal import clock, receiving
from portal.access import consumer_required, the_person
from portal.domain.errors import Refused
from portal.domain.orders import answered, answering, attachments, catalogue, drafts, submitting, vaulting
from portal.domain.orders.definition import Kind, Several, Step
from portal.domain.orders.values import Facts
from portal.extensions import calendar, vault
from portal.forms.orders import ConsentForm, StepForm, step_form
from portal.language import gettext as _
from portal.models import Order
from portal.rendering import go, page, wants_fragment

bp = Blueprint("order_drafts", __name__, url_prefix="/orders")


@bp.get("/<ref>/steps/<name>")
@consumer_required
def step(ref: str, name: str) -> Response:
    order, kind, here = _found(ref, name)
    return _drawn(order, kind, here, step_form(kind.slug, here, order.filled))


@bp.post("/<ref>/steps/<name>")
@receiving.takes_files
@consumer_required
def keep(ref: str, name: str) -> Response:
    """Keep the step and go on, if it is right."""
    order, kind, here = _found(ref, name)
    form, problems = _kept(order, kind, here)
    answers = answering.read(
        kind, vaulting.opened(order.filled, vault()), attachments.held(order), _facts(order), (here,)
    )
    problems = {**answers.problems, **problems}
    if problems:
        form.take(Refused(fields=problems))
        return _drawn(order, kind, here, form, 422)
    following = kind.steps[kind.steps.index(here) + 1 :]
    if not following:
        return go("order_drafts.review", ref=ref)
    return go("order_drafts.step", ref=ref, name=following[0].name)


@bp.post("/<ref>/steps/<name>/return")
@receiving.takes_files
@consumer_required
def go_back(ref: str, name: str) -> Response:
    """Keep the step, right or wrong, and go to the one before."""
    order, kind, here = _found(ref, name)
    _tell_problems(_kept(order, kind, here)[1])
    number = kind.steps.index(here)
    if not number:
        return go("orders.index")
    return go("order_drafts.step", ref=ref, name=kind.steps[number - 1].name)


@bp.post("/<ref>/steps/<name>/draft")
@consumer_required
def keep_silently(ref: str, name: str) -> Response:
    """Keep the step while it is being filled in."""
    order, kind, here = _found(ref, name)
    form = step_form(kind.slug, here, order.filled)
    form.validate()
    drafts.save(order, here, form.typed(), vault=vault(), now=clock.now())
    return page("orders/_saved.html", order=order)


@bp.post("/<ref>/steps/<name>/rows")
@receiving.takes_files
@consumer_required
def add_row(ref: str, name: str) -> Response:
    order, kind, here = _found(ref, name)
    _tell_problems(_kept(order, kind, here)[1])
    several = _several(here)
    try:
        row = drafts.add_row(order, several, now=clock.now())
    except Refused as error:
        flash(str(error), "warning")
        return go("order_drafts.step", ref=ref, name=name)
    return go("order_drafts.step", ref=ref, name=name, _anchor=f"row-{row}")


@bp.post("/<ref>/steps/<name>/rows/<row>/removal")
@receiving.takes_files
@consumer_required
def remove_row(ref: str, name: str, row: str) -> Response:
    order, kind, here = _found(ref, name)
    _tell_problems(_kept(order, kind, here)[1])
    drafts.remove_row(order, _several(here), row, now=clock.now())
    return go("order_drafts.step", ref=ref, name=name)


@bp.post("/<ref>/steps/<name>/files/<file>/removal")
@receiving.takes_files
@consumer_required
def remove_file(ref: str, name: str, file: str) -> Response:
    order, kind, here = _found(ref, name)
    purpose = request.form.get("purpose", "")
    if wants_fragment():
        attachments.detach(order, purpose, file)
        return _files_fragment(order, purpose)
    _tell_problems(_kept(order, kind, here)[1])
    attachments.detach(order, purpose, file)
    return go("order_drafts.step", ref=ref, name=name)


@bp.get("/<ref>/files")
@consumer_required
def files(ref: str) -> Response:
    """What lies in a place for files: asked for again when an upload has ended."""
    return _files_fragment(drafts.draft_of(the_person(), ref), request.args.get("purpose", ""))


@bp.get("/<ref>/review")
@consumer_required
def review(ref: str) -> Response:
    order = drafts.draft_of(the_person(), ref)
    return _reviewed(order, ConsentForm(formdata=None))


@bp.post("/<ref>/submission")
@consumer_required
def submit(ref: str) -> Response:
    order = drafts.draft_of(the_person(), ref)
    form = ConsentForm()
    try:
        submitting.submit(
            order,
            consent=bool(form.consent.data),
            vault=vault(),
            calendar=calendar(),
            actor=the_person(),
            now=clock.now(),
        )
    except Refused as error:
        if error.code == "incomplete":
            return _reviewed(order, form, 422)
        form.take(error)
        return _reviewed(order, form, 422)
    return go("orders.show", ref=ref)


@bp.get("/<ref>/discard")
@consumer_required
def ask_to_discard(ref: str) -> Response:
    order = drafts.draft_of(the_person(), ref)
    return page("orders/discard.html", order=order, kind=catalogue.kind_of(order.kind))


@bp.post("/<ref>/discard")
@consumer_required
def discard(ref: str) -> Response:
    drafts.discard(drafts.draft_of(the_person(), ref), actor=the_person(), now=clock.now())
    flash(_("Чернетку видалено"), "success")
    return go("orders.index")


def where_to_go_on(order: Order) -> Response:
    """To the first step that is not filled in, or to the review."""
    kind = catalogue.kind_of(order.kind)
    filled, held, facts = vaulting.opened(order.filled, vault()), attachments.held(order), _facts(order)
    if not answering.read(kind, filled, held, facts).problems:
        return go("order_drafts.review", ref=order.ref)
    here = answering.first_unfinished(kind, filled, held, facts)
    return (
        go("order_drafts.step", ref=order.ref, name=here.name)
        if here
        else go("order_drafts.review", ref=order.ref)
    )


def _found(ref: str, name: str) -> tuple[Order, Kind, Step]:
    order = drafts.draft_of(the_person(), ref)
    kind = catalogue.kind_of(order.kind)
    here = kind.step(name)
    if here is None:
        abort(404)
    return order, kind, here


def _several(here: Step) -> Several:
    found = next((item for item in here.items if isinstance(item, Several)), None)
    return found or abort(404)


def _facts(order: Order) -> Facts:
    return Facts(today=clock.today(), account=order.account)


def _kept(order: Order, kind: Kind, here: Step) -> tuple[StepForm, dict[str, str]]:
    """The form as it was sent, after all of it was kept; what is wrong with its characters and its files."""
    form = step_form(kind.slug, here, order.filled)
    form.validate()
    drafts.save(order, here, form.typed(), vault=vault(), now=clock.now())
    problems = {}
    for purpose, _place, key in answering.places(kind, order.filled):
        held, wrong = receiving.take(the_person(), f"file-{purpose}")
        try:
            if held:
                attachments.attach(order, purpose, held, actor=the_person(), now=clock.now())
        except Refused as error:
            wrong.append(str(error))
        if wrong:
            problems[key] = " ".join(wrong)
    return form, problems


def _tell_problems(problems: dict[str, str]) -> None:
    for problem in problems.values():
        flash(problem, "warning")


def _drawn(order: Order, kind: Kind, here: Step, form: StepForm, status: int = 200) -> Response:
    return page(
        "orders/step.html",
        status,
        order=order,
        kind=kind,
        step=here,
        number=kind.steps.index(here) + 1,
        form=form,
        masks=vaulting.masks(order.filled, vault()),
        files=attachments.files_of(order),
        purpose=answering.purpose,
    )


def _files_fragment(order: Order, purpose: str) -> Response:
    place = attachments.place_of(order, purpose)
    held = attachments.files_of(order).get(purpose, [])
    here = request.args.get("step", "") or request.view_args.get("name", "")  # type: ignore[union-attr]
    return page("orders/_files.html", order=order, place=place, purpose=purpose, held=held, step_name=here)


def _reviewed(order: Order, form: ConsentForm, status: int = 200) -> Response:
    kind = catalogue.kind_of(order.kind)
    filled = vaulting.opened(order.filled, vault())
    held = attachments.held(order)
    facts = _facts(order)
    answers = answering.read(kind, filled, held, facts)
    rows = list(answered.rows(kind, filled, answers, held, vault()))
    return page(
        "orders/review.html",
        status,
        order=order,
        kind=kind,
        form=form,
        unfinished=answering.first_unfinished(kind, filled, held, facts) if answers.problems else None,
        steps=answered.by_step(kind, rows),
    )
