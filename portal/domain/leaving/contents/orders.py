"""Their orders as they see them, with the personal numbers that they gave in the open: those are theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from peewee import JOIN

from portal.domain.leaving.contents import files
from portal.domain.leaving.contents.source import Source, day, in_batches, moment
from portal.domain.orders import attachments, catalogue, history, vaulting, wording
from portal.models import Account, Order, Rem, Remembered


def orders(source: Source) -> Iterator[dict[str, Any]]:
    """Drafts with what was filled in so far; one that was thrown away holds nothing any more."""
    query = (
        Order.select(Order, Account, Rem)
        .join_from(Order, Account, JOIN.LEFT_OUTER)
        .join_from(Order, Rem, JOIN.LEFT_OUTER, on=(Order.rem == Rem.id))
        .where(Order.user == source.user, (Order.status != "withdrawn") | Order.rem.is_null(False))
    )
    for one in in_batches(query):
        yield {
            "number": one.number,
            "title": str(catalogue.kind_of(one.kind).title),
            "account": one.account.number_shown if one.account else None,
            "rem": one.rem.name if one.rem else None,
            "status": wording.status(one.status_name),
            "created_at": moment(one.created_at),
            "submitted_at": moment(one.submitted_at),
            "registration_number": one.registration_number,
            "due_on": day(one.due_on),
            "invoice_uah": one.invoice_amount / 100 if one.invoice_amount else None,
            "paid_on": day(one.paid_on),
            "scheduled_on": day(one.scheduled_on),
            "question": one.question,
            "reply": one.reply,
            "filled_in": _opened(one.filled, source),
            "answers": [_answer(row, source) for row in one.answers],
            "timeline": [
                {"at": moment(step.at), "what": step.sentence, "text": step.text, "who": step.who}
                for step in reversed(history.timeline(one, source.user))
            ],
            "files": _files(one),
        }


def remembered(source: Source) -> Iterator[dict[str, Any]]:
    """What is offered in the next application."""
    for one in in_batches(Remembered.select().where(Remembered.user == source.user)):
        yield {
            "field": one.field,
            "value": source.opened(one.value) if one.sealed else one.value,
            "at": moment(one.at),
        }


def _answer(row: Mapping[str, Any], source: Source) -> dict[str, Any]:
    answer = {"section": row["section"], "label": row["label"]}
    if "files" in row:
        return {**answer, "number_of_files": row["files"]}
    return {**answer, "answer": source.opened(row["sealed"]) if "sealed" in row else row["shown"]}


def _files(order: Order) -> dict[str, list[str]]:
    """{what they are called: [paths]}; places of the same name share it."""
    found: dict[str, list[str]] = {}
    for purpose, kept in attachments.files_of(order).items():
        found.setdefault(attachments.label_of(order, purpose), []).extend(files.path_of(file) for file in kept)
    return found


def _opened(value: Any, source: Source) -> Any:
    """What a draft holds: sealed values also in the things of a list."""
    if vaulting.is_sealed(value):
        return source.opened(value["sealed"])
    if isinstance(value, Mapping):
        return {name: _opened(one, source) for name, one in value.items()}
    return [_opened(one, source) for one in value] if isinstance(value, list) else value
