"""The desk's orders: the queue by deadline, an order with all that belongs to it, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, flash, request

from portal import clock, receiving
from portal.access import staff_required, the_person
from portal.blueprints import order_shown
from portal.blueprints.desk import bp
from portal.blueprints.desk.place import place
from portal.domain.errors import Conflict, Refused
from portal.domain.files import keeping
from portal.domain.orders import (
    answered,
    catalogue,
    judging,
    lifecycle,
    processing,
    queue,
    wording,
)
from portal.extensions import calendar, vault
from portal.forms import desk_orders as forms
from portal.forms.desk_orders import day_of
from portal.forms.orders import OrderForm
from portal.language import gettext as _
from portal.language import lazy_gettext
from portal.models import File, Order
from portal.rendering import go, page_or_partial, wants_fragment


@dataclass(frozen=True)
class Action:
    """A verb of the desk: its name in addresses, the verb of :mod:`processing` that must make sense, its form, its
    words, and the call. ``icon`` stands beside its words."""

    name: str
    verb: str
    words: Any
    form: type[OrderForm]
    call: Callable[[Order, Any, dict[str, Any]], None]
    is_main: bool = False
    is_danger: bool = False


def _register(order: Order, form: forms.RegistrationForm, said: dict[str, Any]) -> None:
    processing.register(order, form.registration_number.data or "", **said)


def _ask(order: Order, form: forms.QuestionForm, said: dict[str, Any]) -> None:
    processing.ask(order, form.question.data or "", **said)


def _invoice(order: Order, form: forms.InvoiceForm, said: dict[str, Any]) -> None:
    lifecycle.expect(order, said["revision"])
    problems: dict[str, str] = {}
    amount = file = None
    try:
        amount = form.kopiykas()
    except Refused as error:
        problems |= error.fields
    try:
        file = _file(pdf_only=True)
    except Refused as error:
        problems |= error.fields
    if amount is None or file is None:
        raise Refused(fields=problems)
    processing.invoice(order, file, amount, **said)


def _note_payment(order: Order, form: forms.PaymentForm, said: dict[str, Any]) -> None:
    processing.note_payment(order, day_of(form, "paid_on"), calendar=calendar(), **said)


def _schedule(order: Order, form: forms.ScheduleForm, said: dict[str, Any]) -> None:
    processing.schedule(order, day_of(form, "scheduled_on"), **said)


def _answer(order: Order, form: forms.ReplyForm, said: dict[str, Any]) -> None:
    processing.answer(order, form.reply.data or "", **said)


def _attach(order: Order, form: forms.DocumentForm, said: dict[str, Any]) -> None:
    lifecycle.expect(order, said["revision"])
    processing.attach(order, _file(), **said)


def _extend(order: Order, form: OrderForm, said: dict[str, Any]) -> None:
    processing.extend(order, calendar=calendar(), **said)


def _finish(order: Order, form: forms.CompletionForm, said: dict[str, Any]) -> None:
    processing.finish(order, form.reply.data or "", **said)


def _refuse(order: Order, form: forms.RefusalForm, said: dict[str, Any]) -> None:
    processing.refuse(order, form.reason.data or "", **said)


ACTIONS = (
    Action("registration", "register", lazy_gettext("Зареєструвати"), forms.RegistrationForm, _register, True),
    Action("invoice", "invoice", lazy_gettext("Надіслати рахунок"), forms.InvoiceForm, _invoice, True),
    Action("payment", "note_payment", lazy_gettext("Кошти надійшли"), forms.PaymentForm, _note_payment, True),
    Action("schedule", "schedule", lazy_gettext("Запланувати роботи"), forms.ScheduleForm, _schedule, True),
    Action("completion", "finish", lazy_gettext("Виконано"), forms.CompletionForm, _finish, True),
    Action("question", "ask", lazy_gettext("Запитати уточнення"), forms.QuestionForm, _ask),
    Action("reply", "answer", lazy_gettext("Відповісти"), forms.ReplyForm, _answer),
    Action("document", "attach", lazy_gettext("Додати документ"), forms.DocumentForm, _attach),
    Action("extension", "extend", lazy_gettext("Продовжити термін"), OrderForm, _extend),
    Action("refusal", "refuse", lazy_gettext("Відмовити"), forms.RefusalForm, _refuse, is_danger=True),
)


@bp.get("/orders")
@staff_required
def orders() -> Response:
    return page_or_partial("desk/orders/index.html", "desk/orders/_queue.html", **_queue())


@bp.get("/orders/<ref>")
@staff_required
def order(ref: str) -> Response:
    found = processing.order_for_desk(the_person(), ref)
    processing.look(found, actor=the_person(), now=clock.now())
    return _shown(found)


@bp.post("/orders/<ref>/disclosure")
@staff_required
def disclose_order(ref: str) -> Response:
    """Personal numbers as they are, for this one look."""
    found = processing.order_for_desk(the_person(), ref)
    open_ones = processing.disclose(found, vault=vault(), actor=the_person(), now=clock.now())
    return _shown(found, disclosed=open_ones)


@bp.post("/orders/<ref>/<action>")
@receiving.takes_files
@staff_required
def act_on_order(ref: str, action: str) -> Response:
    found = processing.order_for_desk(the_person(), ref)
    chosen = next((one for one in ACTIONS if one.name == action), None) or abort(404)
    form = chosen.form()
    form.validate()
    said = {"revision": form.seen_revision(), "actor": the_person(), "now": clock.now()}
    try:
        if form.errors:
            return _shown(found, wrong={chosen.name: form}, status=422)
        chosen.call(found, form, said)
    except Refused as error:
        form.take(error)
        return _shown(found, wrong={chosen.name: form}, status=422)
    except Conflict as error:
        fresh = processing.order_for_desk(the_person(), ref)
        kept = {chosen.name: form} if chosen.verb in processing.may(fresh) or form.has_text() else {}
        form.see(fresh.revision)
        return _shown(fresh, wrong=kept, told=("warning", str(error)), status=409, changed=True)
    words = wording.status(found.status_name)
    if wants_fragment():
        fresh = processing.order_for_desk(the_person(), ref)
        return _shown(fresh, told=("success", _("Збережено. Статус: «%(status)s»", status=words)), changed=True)
    flash(_("Збережено. Статус: «%(status)s»", status=words), "success")
    return go("desk.order", ref=ref)


def _file(*, pdf_only: bool = False) -> File:
    """The file of the form, kept as the operator's. Raises Refused for its field."""
    held, problems = receiving.take(the_person(), "file")
    if not held:
        raise Refused(fields={"file": " ".join(problems) or _("Виберіть файл")})
    file = keeping.of_hash(the_person(), held[0])
    if file is None or (pdf_only and file.type != "application/pdf"):
        raise Refused(fields={"file": _("Рахунок має бути у PDF")})
    return file


def _queue() -> dict[str, Any]:
    here = place()
    state = request.args.get("state")
    found = queue.page(the_person(), rem=here.rem, state=state, after=here.after or None)
    return {
        "place": here,
        "state": state if state in queue.STATES else None,
        "rows": [_row(one) for one in found.orders],
        "following": found.following,
        "statuses": wording.SHORT,
    }


def _row(one: Order) -> dict[str, Any]:
    kind = catalogue.kind_of(one.kind)
    return {"order": one, "kind": kind, **order_shown.deadline(one)}


def _apart(action: Action, form: OrderForm) -> OrderForm:
    """Several forms stand on one page, and some have a field of the same name."""
    for field in form:
        field.id = f"{action.name}-{field.name}"
        field.label.field_id = field.id
    return form


def _shown(
    found: Order,
    status: int = 200,
    *,
    wrong: dict[str, OrderForm] | None = None,
    told: tuple[str, str] | None = None,
    changed: bool = False,
    disclosed: dict[str, str] | None = None,
) -> Response:
    if status >= 400:
        processing.look(found, actor=the_person(), now=clock.now())  # it is shown whole again
    verbs = processing.may(found)
    actions = [
        (one, _apart(one, (wrong or {}).get(one.name) or one.form(formdata=None, revision=found.revision)))
        for one in ACTIONS
        if one.verb in verbs or one.name in (wrong or {})
    ]
    return page_or_partial(
        "desk/orders/show.html",
        "desk/orders/_detail.html",
        status,
        **order_shown.whole(found),
        actions=actions,
        wrong=wrong or {},
        told=told,
        changed=changed,
        place=place(),
        state=request.values.get("state"),
        disclosed=disclosed or {},
        is_judged_first=judging.is_under_way(found),
        has_sealed=any("sealed" in row for row in found.answers),
        rows=[row for row in found.answers if "files" not in row],
        label=answered.label,
        words=answered.words,
    )
