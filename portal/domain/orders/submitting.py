"""The person's side of an order from its draft to the operator: send, sign, answer a question, take back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from portal.clock import kyiv_date
from portal.crypto import Vault
from portal.database import db
from portal.domain.accounts import names
from portal.domain.errors import Conflict, Refused
from portal.domain.orders import (
    answered,
    answering,
    attachments,
    catalogue,
    deadlines,
    documents,
    drafts,
    lifecycle,
    remembering,
    vaulting,
)
from portal.domain.orders.answering import Answers
from portal.domain.orders.definition import Kind
from portal.domain.orders.services._shared import CONSENT
from portal.domain.orders.values import Facts
from portal.domain.workdays import Calendar
from portal.language import gettext as _
from portal.models import Account, AccountLink, Consent, Order, Rem, User

LONGEST_ANSWER = 2000


def submit(order: Order, *, consent: bool, vault: Vault, calendar: Calendar, actor: User, now: datetime) -> None:
    """Send a draft: to the operator, or where a signature is needed, to be signed first.

    Raises:
        Refused: ``fields`` says by key what is wrong or missing, or that nothing goes without the consent.
        Conflict: it was sent already.
    """
    kind = catalogue.kind_of(order.kind)
    facts = Facts(today=kyiv_date(now), account=order.account)
    with db.atomic():
        order.filled = drafts.locked(order)
        _expect_own_account(order, actor)
        filled = vaulting.opened(order.filled, vault)
        held = attachments.held(order)
        answers = answering.read(kind, filled, held, facts)
        if answers.problems:
            raise Refused(fields=answers.problems, code="incomplete")
        if not consent:
            raise Refused(fields={"consent": str(CONSENT.missing)}, code="no_consent")
        Consent.create(user=actor, subject=f"order {order.number}", wording=str(CONSENT.label), given_at=now)
        remembering.remember(kind, answers, actor, vault, now)
        applicant = _applicant(answers)
        rows = list(answered.rows(kind, filled, answers, held, vault))
        attachments.leave_only(order, {row["purpose"] for row in rows if "purpose" in row})
        columns: dict[str, Any] = {
            "answers": rows,
            "definition_version": kind.version,
            "rem": _routed(order, answers),
            "saved_at": now,
            "applicant": applicant,
            "applicant_folded": names.fold(applicant)[:255],
        }
        if kind.signed:
            columns["queue_on"] = deadlines.NO_DATE
            lifecycle.move(order, "awaiting_signature", "order_filled_in", actor=actor, at=now, **columns)
        else:
            columns |= {**_sent(kind, now, calendar), "filled": {}}
            lifecycle.move(order, "submitted", "order_submitted", actor=actor, at=now, **columns)
        db.after_commit(lambda: documents.something_to_make.send())


def take_signed(order: Order, *, calendar: Calendar, actor: User, now: datetime) -> None:
    """The signed application is here, and is a whole PDF with a signature in it: the order goes to the operator.

    Whose signature it is, and whether it is right, nobody has looked at yet: until then what was filled in stays,
    for the person may have to correct it.
    """
    expect_a_signature(order)
    kind = catalogue.kind_of(order.kind)
    lifecycle.move(order, "submitted", "order_signed", actor=actor, at=now, **_sent(kind, now, calendar))


def expect_a_signature(order: Order) -> None:
    """Raises Conflict unless the order waits for its signed application."""
    if order.status_name != "awaiting_signature":
        raise Conflict(_("Це замовлення не чекає на підписану заяву"), code="not_awaited")


def clarify(
    order: Order, answer: str, *, revision: int | None, calendar: Calendar, actor: User, now: datetime
) -> None:
    """Answer the operator's question: the order goes on where it stood, and so does its term.

    ``revision`` is the one in which the person saw the question.

    Raises:
        Refused: there is no answer, or it is too long.
        Conflict: it was asked otherwise meanwhile, or is answered already.
    """
    lifecycle.expect(order, revision)
    answer = answer.strip()
    if not answer:
        raise Refused(fields={"answer": _("Напишіть відповідь")})
    if len(answer) > LONGEST_ANSWER:
        raise Refused(fields={"answer": _("Задовго: щонайбільше %(most)s символів", most=LONGEST_ANSWER)})
    kind = catalogue.kind_of(order.kind)
    term, due_on, stood = term_of(order, kind), order.due_on, order.stood
    if due_on is not None and order.asked_on is not None:
        stood += deadlines.standing(term, order.asked_on, kyiv_date(now), calendar)
        due_on = deadlines.due(term, runs_from(order), calendar, stood=stood)
    with db.atomic():
        lifecycle.move(
            order,
            str(order.resumes),
            "order_clarified",
            actor=actor,
            at=now,
            details={"answer": answer},
            due_on=due_on,
            queue_on=due_on or deadlines.NO_DATE,
            stood=stood,
            resumes=None,
            question="",
            asked_on=None,
        )
        attachments.put_by_the_answer(order)


def withdraw(order: Order, *, actor: User, now: datetime) -> None:
    """The person takes the application back, until the operator has begun. A draft is thrown away instead.

    Raises:
        Conflict: it is too late, or too early.
    """
    if not may_withdraw(order):
        raise Conflict(_("Цю заявку відкликати вже не можна"))
    lifecycle.move(order, "withdrawn", "order_withdrawn", actor=actor, at=now, filled={})


def may_withdraw(order: Order) -> bool:
    """Whether it can be taken back still; a draft is thrown away instead."""
    return order.status_name != "draft" and lifecycle.may_become(order, "withdrawn")


def term_of(order: Order, kind: Kind) -> deadlines.Term:
    """The term that holds for this order."""
    return kind.extended if order.extended and kind.extended else kind.term


def runs_from(order: Order) -> date:
    """The day that the term began with: of the payment, or of the submission."""
    day: date = order.paid_on or kyiv_date(order.submitted_at or order.created_at)
    return day


def _sent(kind: Kind, now: datetime, calendar: Calendar) -> dict[str, Any]:
    """Columns of an order that has reached the operator. What is paid for has no due date before the payment."""
    due_on = None if kind.paid else deadlines.due(kind.term, kyiv_date(now), calendar)
    return {"submitted_at": now, "due_on": due_on, "queue_on": due_on or deadlines.NO_DATE}


def _expect_own_account(order: Order, actor: User) -> None:
    """Whoever has sold the flat meanwhile applies for nothing there any more."""
    if order.account_id is None:
        return
    live = AccountLink.select().where(
        AccountLink.user == actor, AccountLink.account == order.account_id, AccountLink.unlinked_at.is_null()
    )
    if not live.exists():
        raise Refused(_("Цього рахунку у вашому кабінеті вже немає. Додайте його або почніть нову заяву."))


def _routed(order: Order, answers: Answers) -> Rem:
    """The РЕМ that was chosen, or the account's."""
    if "rem" in answers.values:
        rem: Rem | None = Rem.get_or_none(Rem.name == answers.values["rem"])
        if rem is None:
            raise Refused(fields={"rem": _("Оберіть район електричних мереж зі списку")})
        return rem
    account: Account | None = order.account
    if account is None:
        raise Refused(fields={"rem": _("Оберіть район електричних мереж")})
    own: Rem = account.rem
    return own


def _applicant(answers: Answers) -> str:
    parts = (answers.values.get(name, "") for name in ("surname", "given_name", "patronymic"))
    return " ".join(part for part in parts if part)
