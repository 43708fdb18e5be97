"""The queue of new readings of a РЕМ, the oldest first, as the desk looks through it.

A page costs the same however long the queue is: it is found by the partial indexes, whose conditions are repeated
here word for word, and what is known of its meters and accounts comes for all rows at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from peewee import SQL

from portal.domain import paging
from portal.domain.desk import counting
from portal.domain.desk.reach import within
from portal.domain.readings import comparing
from portal.models import Account, Meter, Rem, Settlement, Submission, User

PAGE = 50

# As in the WHERE of submission_queue, submission_attention and submission_new.
_NEW = Submission.status == SQL("'new'")
_ATTENTION = Submission.attention


@dataclass(frozen=True)
class Page:
    """A page of the queue: its rows, and the row id that the next one begins behind (None on the last)."""

    rows: list[comparing.Row]
    following: int | None


def page(actor: User, *, rem: Rem | None, attention: bool = False, after: int = 0) -> Page:
    """New submissions of a РЕМ (of all of the actor's reach without one) whose row ids come after ``after``.

    ``attention``: only those that were asked about, or that the desk should look at.
    """
    found = _with_accounts(_ids(actor, rem, attention, after).order_by(Submission.id).limit(PAGE + 1))
    submissions, last = paging.cut(found, PAGE)
    return Page(comparing.rows(submissions), last.id if last else None)


def count(actor: User, *, rem: Rem | None = None, attention: bool = False, up_to: int | None = None) -> int:
    """How many there are, at most 10 000; ``up_to`` counts those up to this row id."""
    wanted = _ids(actor, rem, attention)
    return counting.counted(wanted if up_to is None else wanted.where(Submission.id <= up_to))


def waiting(actor: User) -> int:
    """How many wait for this operator, at most 10 000."""
    return count(actor)


def _ids(actor: User, rem: Rem | None, attention: bool, after: int = 0) -> Any:
    # The row id stands in every one of these conditions: without it SQLite reads the index of all from its begin.
    conditions = [_NEW, Submission.id > after, *within(actor, Submission.rem)]
    if rem is not None:
        conditions.append(Submission.rem == rem.id)
    if attention:
        conditions.append(_ATTENTION)
        if rem is None and actor.role == "supervisor":
            # Few of many: by the index of each РЕМ, instead of through all that are new.
            conditions.append(Submission.rem.in_(Rem.select(Rem.id)))
    return Submission.select(Submission.id).where(*conditions)


def _with_accounts(ids: Any) -> list[Submission]:
    return list(
        Submission.select(Submission, Account, Settlement, Meter)
        .join(Account)
        .join_from(Account, Settlement)
        .join_from(Submission, Meter)
        .where(Submission.id.in_(ids))
        .order_by(Submission.id)
    )
