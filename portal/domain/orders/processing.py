"""The desk's side of orders: each verb guards, changes, records and tells the person, in one transaction.

``revision`` is the one that the operator has seen; None is a command that looked itself.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from peewee import JOIN

from portal.clock import kyiv_date
from portal.crypto import DecryptionError, Vault
from portal.database import db
from portal.domain import events
from portal.domain.desk.reach import within
from portal.domain.errors import Conflict, NotFound, Refused
from portal.domain.files.kinds import PDF
from portal.domain.orders import attachments, catalogue, deadlines, judging, lifecycle, wording
from portal.domain.workdays import Calendar
from portal.language import gettext as _
from portal.models import Account, File, Order, OrderFile, Rem, Settlement, User

LONGEST_TEXT = 2000
LONGEST_NUMBER = 32
MOST_KOPIYKAS = 100_000_000


def order_for_desk(actor: User, ref: str) -> Order:
    """An order that has left its draft, within the actor's reach.

    Raises:
        NotFound: there is none, or it is another РЕМ's.
    """
    order: Order | None = (
        Order.select(Order, Rem, User, Account, Settlement)
        .join_from(Order, Rem, on=(Order.rem == Rem.id))
        .join_from(Order, User, on=(Order.user == User.id))
        .join_from(Order, Account, JOIN.LEFT_OUTER)
        .join_from(Account, Settlement, JOIN.LEFT_OUTER)
        .where(Order.ref == ref, Order.status != "draft", *within(actor, Order.rem))
        .first()
    )
    if order is None:
        raise NotFound(_("Такого замовлення немає"))
    return order


def look(order: Order, *, actor: User, now: datetime) -> None:
    """The operator has opened the order: that is written down."""
    with db.atomic():
        events.audit(order, "order_seen", actor=actor, at=now, number=order.number)


def disclose(order: Order, *, vault: Vault, actor: User, now: datetime) -> dict[str, str]:
    """Personal numbers of the application as they are, by label; that they were asked for is written down."""
    with db.atomic():
        events.audit(order, "order_disclosed", actor=actor, at=now, number=order.number)
    return {row["name"]: _opened(row["sealed"], vault) for row in order.answers if "sealed" in row}


def _opened(sealed: str, vault: Vault) -> str:
    try:
        return vault.decrypt(sealed)
    except DecryptionError:
        return _("не вдається відкрити: бракує ключа")


def register(order: Order, number: str, *, revision: int | None, actor: User, now: datetime) -> None:
    """Give the application its registration number."""
    number = _said(number, "registration_number", _("Введіть реєстраційний номер"), LONGEST_NUMBER)
    _move(order, "registered", "order_registered", revision, actor, now, registration_number=number)


def ask(order: Order, question: str, *, revision: int | None, actor: User, now: datetime) -> None:
    """Ask the person something; the term stands still until they answer."""
    question = _said(question, "question", _("Напишіть, що потрібно уточнити"))
    _move(
        order,
        "clarification",
        "order_questioned",
        revision,
        actor,
        now,
        details={"question": question},
        question=question,
        resumes=order.status_name,
        asked_on=kyiv_date(now),
        queue_on=deadlines.NO_DATE,
    )


def invoice(order: Order, file: File, amount: int, *, revision: int | None, actor: User, now: datetime) -> None:
    """Send the invoice of a paid service; ``amount`` in kopiykas."""
    if not catalogue.kind_of(order.kind).paid:
        raise Conflict(_("За цю послугу не платять"))
    if not 0 < amount <= MOST_KOPIYKAS:
        raise Refused(fields={"amount": _("Введіть суму рахунку, наприклад 1248,00")})
    with db.atomic():
        lifecycle.expect(order, revision)
        _put(order, file, attachments.INVOICE)
        _move(
            order,
            "invoiced",
            "order_invoiced",
            revision,
            actor,
            now,
            details={"amount": amount},
            invoice=file,
            invoice_amount=amount,
            invoiced_at=now,
        )


def note_payment(
    order: Order, paid_on: date, *, calendar: Calendar, revision: int | None, actor: User, now: datetime
) -> None:
    """The money has come: the term begins."""
    if paid_on > kyiv_date(now):
        raise Refused(fields={"paid_on": _("Ця дата ще не настала")})
    if order.invoiced_at is not None and paid_on < kyiv_date(order.invoiced_at):
        raise Refused(fields={"paid_on": _("Це раніше, ніж виставлено рахунок")})
    due_on = deadlines.due(catalogue.kind_of(order.kind).term, paid_on, calendar)
    _move(order, "paid", "order_paid", revision, actor, now, paid_on=paid_on, due_on=due_on, queue_on=due_on)


def schedule(order: Order, day: date, *, revision: int | None, actor: User, now: datetime) -> None:
    """Say when the works will be done, or another day than was said."""
    if day < kyiv_date(now):
        raise Refused(fields={"scheduled_on": _("Ця дата вже минула")})
    details = {"scheduled_on": day.isoformat()}
    if order.status_name == "scheduled":
        with db.atomic():
            lifecycle.expect(order, revision)
            lifecycle.amend(order, "order_scheduled", actor=actor, at=now, details=details, scheduled_on=day)
            _audit(order, "order_scheduled", actor, now)
        return
    _move(order, "scheduled", "order_scheduled", revision, actor, now, details=details, scheduled_on=day)


def answer(order: Order, text: str, *, revision: int | None, actor: User, now: datetime) -> None:
    """The operator's answer: what the person reads in its column."""
    text = _said(text, "reply", _("Напишіть відповідь"))
    _amend(order, "order_answered", revision, actor, now, details={"reply": text}, reply=text)


def attach(order: Order, file: File, *, revision: int | None, actor: User, now: datetime) -> None:
    """Give the person a document."""
    with db.atomic():
        lifecycle.expect(order, revision)
        _put(order, file, attachments.ANSWER)
        if file.type == PDF.type:
            judging.ask_for(order, file)
        _amend(order, "order_document_attached", revision, actor, now, details={"file": file.name})


def extend(order: Order, *, calendar: Calendar, revision: int | None, actor: User, now: datetime) -> None:
    """Take the longer term of the kind, where it has one and the order is not waiting for its person."""
    longer = catalogue.kind_of(order.kind).extended
    if longer is None or order.extended or order.submitted_at is None or order.status_name == "clarification":
        raise Conflict(_("Термін цього замовлення зараз не продовжують"))
    due_on = deadlines.due(longer, kyiv_date(order.submitted_at), calendar, stood=order.stood)
    details = {"due_on": due_on.isoformat()}
    _amend(
        order,
        "order_extended",
        revision,
        actor,
        now,
        details=details,
        extended=True,
        due_on=due_on,
        queue_on=due_on,
    )


def finish(order: Order, reply: str, *, revision: int | None, actor: User, now: datetime) -> None:
    """It is done; a last answer may go with it."""
    if order.status_name == "registered" and catalogue.kind_of(order.kind).paid:
        raise Conflict(_("Спершу рахунок, оплата й дата робіт"))
    reply = reply.strip()
    if len(reply) > LONGEST_TEXT:
        raise Refused(fields={"reply": _too_long(LONGEST_TEXT)})
    columns = {"reply": reply} if reply else {}
    _move(order, "done", "order_done", revision, actor, now, details=dict(columns), **columns)


def refuse(order: Order, reason: str, *, revision: int | None, actor: User, now: datetime) -> None:
    """It will not be done; the person reads why."""
    reason = _said(reason, "reason", _("Напишіть причину: її прочитає споживач"))
    _move(
        order,
        "refused",
        "order_refused",
        revision,
        actor,
        now,
        details={"reason": reason},
        reply=reason,
        filled={},
    )


def may(order: Order) -> set[str]:
    """The names of this module's verbs that make sense for the order as it stands."""
    kind = catalogue.kind_of(order.kind)
    onward = {to for to in lifecycle.TRANSITIONS[order.status_name] if lifecycle.may_become(order, to)}
    waits = order.status_name in ("awaiting_signature", "clarification")
    if judging.is_under_way(order):
        # A wrong signature takes the application back to its person: what was done before would be for nothing.
        onward -= {"registered", "clarification"}
    verbs = {
        "register": "registered" in onward and not waits,
        "ask": "clarification" in onward,
        "invoice": "invoiced" in onward and kind.paid and not waits,
        "note_payment": "paid" in onward and not waits,
        "schedule": ("scheduled" in onward and not waits) or order.status_name == "scheduled",
        "finish": "done" in onward and not (kind.paid and order.status_name == "registered"),
        "refuse": "refused" in onward,
        "answer": bool(onward),
        "attach": bool(onward),
        "extend": bool(kind.extended and not order.extended and order.submitted_at and onward and not waits),
    }
    return {name for name, possible in verbs.items() if possible}


# Which verb writes which event.
_VERBS = {
    "order_registered": "register",
    "order_questioned": "ask",
    "order_invoiced": "invoice",
    "order_paid": "note_payment",
    "order_scheduled": "schedule",
    "order_answered": "answer",
    "order_document_attached": "attach",
    "order_extended": "extend",
    "order_done": "finish",
    "order_refused": "refuse",
}


def _expect_sense(order: Order, happened: str) -> None:
    """Raises Conflict for a verb that the desk is not offered as the order stands."""
    if _VERBS[happened] not in may(order):
        if judging.is_under_way(order):
            raise Conflict(_("Підпис ще перевіряється: зачекайте на результат"))
        raise Conflict(_("Замовлення вже має статус «%(status)s»", status=wording.status(order.status_name)))


def _said(text: str, field: str, missing: str, longest: int = LONGEST_TEXT) -> str:
    text = text.strip()
    if not text:
        raise Refused(fields={field: missing})
    if len(text) > longest:
        raise Refused(fields={field: _too_long(longest)})
    return text


def _too_long(longest: int) -> str:
    return _("Задовго: щонайбільше %(most)s символів", most=longest)


def _put(order: Order, file: File, purpose: str) -> None:
    OrderFile.insert(order=order, file=file, purpose=purpose).on_conflict_ignore().execute()


def _move(
    order: Order,
    to: str,
    happened: str,
    revision: int | None,
    actor: User,
    now: datetime,
    details: dict[str, Any] | None = None,
    **columns: Any,
) -> None:
    said = {name: value.isoformat() for name, value in columns.items() if isinstance(value, date)}
    said.pop("queue_on", None)
    if "registration_number" in columns:
        said["registration_number"] = columns["registration_number"]
    with db.atomic():
        lifecycle.expect(order, revision)
        _expect_sense(order, happened)
        lifecycle.move(order, to, happened, actor=actor, at=now, details={**said, **(details or {})}, **columns)
        _audit(order, happened, actor, now)


def _amend(
    order: Order,
    happened: str,
    revision: int | None,
    actor: User,
    now: datetime,
    details: dict[str, Any],
    **columns: Any,
) -> None:
    with db.atomic():
        lifecycle.expect(order, revision)
        _expect_sense(order, happened)
        lifecycle.amend(order, happened, actor=actor, at=now, details=details, **columns)
        _audit(order, happened, actor, now)


def _audit(order: Order, happened: str, actor: User, now: datetime) -> None:
    events.audit(order, happened, actor=actor, at=now, number=order.number)
