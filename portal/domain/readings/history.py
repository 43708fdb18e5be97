"""The readings of an account as its people see them: newest first, page by page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import cast
from uuid import UUID

from portal.domain.errors import NotFound
from portal.domain.readings import meters
from portal.language import gettext as _
from portal.models import (
    Account,
    AccountLink,
    Meter,
    Reading,
    Register,
    Rem,
    Settlement,
    Submission,
    User,
)

PAGE = 12
# What was replaced is shown with what replaced it, what was taken back is not shown.
SHOWN = ("new", "accepted", "rejected")


@dataclass(frozen=True)
class Line:
    """A submission with its values: [(label of the register, kWh)], and the values that it replaced."""

    submission: Submission
    values: list[tuple[str, int]]
    replaced: list[list[tuple[str, int]]]

    @property
    def cursor(self) -> str:
        """Where the next page begins after this line."""
        return f"{self.submission.reading_date.isoformat()}_{self.submission.id}"


def page(account: Account, after: str | None = None) -> tuple[list[Line], str | None]:
    """(a page of lines, the cursor of the next page or None); by key, so every page costs the same.

    ``after`` is the cursor of the last line of the page before; a broken one begins from the start.
    """
    query = (
        Submission.select()
        .where(Submission.account == account, Submission.status.in_(SHOWN))
        .order_by(Submission.reading_date.desc(), Submission.id.desc())
        .limit(PAGE + 1)
    )
    position = _position(after)
    if position:
        day, row_id = position
        query = query.where(
            (Submission.reading_date < day) | ((Submission.reading_date == day) & (Submission.id < row_id))
        )
    submissions = list(query)
    lines = _lines(submissions[:PAGE])
    return lines, lines[-1].cursor if len(submissions) > PAGE else None


def latest(account: Account) -> Line | None:
    """The newest line of the history."""
    newest = (
        Submission.select()
        .where(Submission.account == account, Submission.status.in_(SHOWN))
        .order_by(Submission.reading_date.desc(), Submission.id.desc())
        .limit(1)
    )
    lines = _lines(list(newest))
    return lines[0] if lines else None


def line_of(user: User, uuid: UUID) -> tuple[Account, Line]:
    """A submission of one of the person's accounts, with that account.

    Raises:
        NotFound: there is none with this uuid, or its account is not in their cabinet.
    """
    submission = (
        Submission.select(Submission, Account, Settlement, Rem)
        .join(Account)
        .join_from(Account, Settlement)
        .join_from(Account, Rem)
        .join_from(Account, AccountLink)
        .where(Submission.uuid == uuid, AccountLink.user == user, AccountLink.unlinked_at.is_null())
        .first()
    )
    if submission is None:
        raise NotFound(_("Таких показів у вашому кабінеті немає"))
    return submission.account, _lines([submission])[0]


def _lines(submissions: list[Submission]) -> list[Line]:
    if not submissions:
        return []
    replaced_by: dict[int, list[int]] = defaultdict(list)
    ids = [submission.id for submission in submissions]
    replacements = (
        Submission.select(Submission.id, Submission.replaced_by)
        .where(Submission.replaced_by.in_(ids))
        .order_by(Submission.id)
        .tuples()
    )
    for replaced, by in cast("Iterable[tuple[int, int]]", replacements):
        replaced_by[by].append(replaced)
    values = _values([*ids, *(one for group in replaced_by.values() for one in group)])
    return [
        Line(
            submission,
            values[submission.id],
            [values[replaced] for replaced in replaced_by[submission.id]],
        )
        for submission in submissions
    ]


def _values(ids: list[int]) -> dict[int, list[tuple[str, int]]]:
    rows = (
        Reading.select(Reading, Register)
        .join(Register)
        .join(Meter)
        .where(Reading.submission.in_(ids))
        .order_by(Register.direction, Register.zone)
    )
    values: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for row in rows:
        values[row.submission_id].append((meters.label(row.register), row.value))
    return values


def _position(cursor: str | None) -> tuple[date, int] | None:
    day, _separator, row_id = (cursor or "").partition("_")
    try:
        return date.fromisoformat(day), int(row_id)
    except ValueError:
        return None
