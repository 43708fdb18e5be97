"""The journal of looks at personal data and of changes, for supervisors: who did what, and about whom.

Looking at it is written down as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.database import db
from portal.domain import events, paging
from portal.domain.accounts import numbers
from portal.domain.desk import audit_words
from portal.domain.errors import Forbidden, Refused
from portal.models import Account, Announcement, Audit, File, Order, OrderFile, Submission, User, Works

PAGE = 50


@dataclass(frozen=True)
class Line:
    """One row in words: when, who, what they did, and about what (a number, a name; empty where that is clear)."""

    at: datetime
    actor: str
    sentence: str
    about: str


def page(
    *, actor: User, person: User | None, number: str, before: int | None, now: datetime
) -> tuple[list[Line], int | None]:
    """(a page of the journal, the newest first; the row id that the next page begins before).

    ``person`` is whose doings are wanted, ``number`` the account that they were about; empty means all.

    Raises:
        Forbidden: the actor is no supervisor.
        Refused: the number can't be one.
    """
    if actor.role != "supervisor":
        raise Forbidden
    digits = _digits(number)
    query = Audit.select().where(Audit.id < (before or paging.LAST_ROW))
    if person is not None:
        query = query.where(Audit.actor == person)
    if digits:
        query = query.where(_about_account(digits))
    rows, last = paging.cut(query.order_by(Audit.id.desc()).limit(PAGE + 1), PAGE)
    with db.atomic():
        chosen = {"person": person.full_name if person else None, "by_account": bool(digits)}
        events.audit(actor, "audit_log_seen", actor=actor, at=now, **chosen)
    return _lines(rows), last.id if last else None


def _digits(number: str) -> str:
    if not number.strip():
        return ""
    try:
        return numbers.account_digits(number)
    except Refused as error:
        raise Refused(fields={"account": str(error)}) from error


def _about_account(digits: str) -> Any:
    """Rows about the account, its readings, its files, its orders: each kind by the index of subjects."""
    account = Account.select(Account.id).where(Account.digits == digits)
    of_orders = OrderFile.select(OrderFile.file).join(Order).where(Order.account.in_(account))
    subjects = {
        "account": account,
        "submission": Submission.select(Submission.id).where(Submission.account.in_(account)),
        "file": File.select(File.id).where(File.account.in_(account) | File.id.in_(of_orders)),
        "order": Order.select(Order.id).where(Order.account.in_(account)),
    }
    found: Any = None
    for kind, ids in subjects.items():
        rows = Audit.alias(f"about_{kind}")
        part = rows.select(rows.id).where(rows.subject_kind == kind, rows.subject_id.in_(ids))
        found = part if found is None else found.union_all(part)
    return Audit.id.in_(found)


def _lines(rows: Sequence[Audit]) -> list[Line]:
    ids: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        ids[row.subject_kind].add(row.subject_id)
    about = {kind: _NAMED[kind](sorted(wanted)) for kind, wanted in ids.items() if kind in _NAMED}
    return [
        Line(
            row.at,
            audit_words.actor(row),
            audit_words.sentence(row.action, row.details),
            "" if row.subject_id == row.actor_id and row.subject_kind == "user" else _named(about, row),
        )
        for row in rows
    ]


def _named(about: dict[str, dict[int, str]], row: Audit) -> str:
    return about.get(row.subject_kind, {}).get(row.subject_id, "")


def _pairs(query: Any) -> dict[int, str]:
    return {row_id: str(name) for row_id, name in query.tuples() if name}


# {row id: how it is called} of each kind of subject, in one query.
_NAMED: dict[str, Any] = {
    "account": lambda ids: _pairs(Account.select(Account.id, Account.number_shown).where(Account.id.in_(ids))),
    "submission": lambda ids: _pairs(
        Submission.select(Submission.id, Account.number_shown).join(Account).where(Submission.id.in_(ids))
    ),
    "file": lambda ids: (
        _pairs(OrderFile.select(OrderFile.file, Order.number).join(Order).where(OrderFile.file.in_(ids)))
        | _pairs(File.select(File.id, Account.number_shown).join(Account).where(File.id.in_(ids)))
    ),
    "order": lambda ids: _pairs(Order.select(Order.id, Order.number).where(Order.id.in_(ids))),
    "announcement": lambda ids: _pairs(
        Announcement.select(Announcement.id, Announcement.title).where(Announcement.id.in_(ids))
    ),
    "works": lambda ids: _pairs(Works.select(Works.id, Works.settlement).where(Works.id.in_(ids))),
    "user": lambda ids: {one.id: one.full_name for one in User.select().where(User.id.in_(ids))},
}
