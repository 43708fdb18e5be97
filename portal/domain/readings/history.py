"""The readings of an account as its people see them: newest first, page by page."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal.domain import paging
from portal.domain.errors import NotFound
from portal.domain.readings import meters
from portal.language import gettext as _
from portal.models import Account, AccountLink, Reading, Register, Rem, Settlement, Submission, User
from portal.models.prepared import Prepared, columns

PAGE = 12
THE_NEWEST = (date.max, paging.LAST_ROW)
# What was replaced is shown with what replaced it, what was taken back is not shown.
SHOWN = ("new", "accepted", "rejected")


_page = Prepared(
    lambda value: (
        Submission.select(*columns(Submission))
        .where(
            Submission.account == value("account", Submission.account),
            Submission.status.in_(SHOWN),
            Submission.reading_date <= value("day", Submission.reading_date),
            (Submission.reading_date < value("day", Submission.reading_date))
            | (Submission.id < value("row", Submission.id)),
        )
        .order_by(Submission.reading_date.desc(), Submission.id.desc())
        .limit(value("limit", Submission.id))
    )
)
_values = Prepared(
    lambda value: (
        Reading.select(
            Reading.submission,
            Submission.replaced_by,
            Reading.value,
            Register.direction,
            Register.zone,
            Register.zones,
        )
        .join(Submission)
        .join_from(Reading, Register)
        .where(
            Submission.account == value("account", Submission.account),
            Submission.reading_date >= value("since", Submission.reading_date),
            Submission.reading_date <= value("until", Submission.reading_date),
        )
        .order_by(Submission.id)
    )
)


@dataclass(frozen=True)
class Line:
    """A submission with its values: [(label of the register, kWh)], and the values that it replaced."""

    submission: Submission
    values: list[tuple[str, int]]
    replaced: list[list[tuple[str, int]]]


def page(account: Account, after: str | None = None) -> tuple[list[Line], str | None]:
    """(a page of lines, where the next one begins or None)."""
    day, row = paging.day_and_row(after) or THE_NEWEST
    submissions, last = paging.cut(_submissions(account, day, row, PAGE + 1), PAGE)
    return _lines(account, submissions), paging.place(last.reading_date, last.id) if last else None


def latest(account: Account) -> Line | None:
    """The newest line of the history."""
    lines = _lines(account, _submissions(account, *THE_NEWEST, 1))
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
    return submission.account, _lines(submission.account, [submission])[0]


def _submissions(account: Account, day: date, row: int, limit: int) -> list[Submission]:
    return [one for (one,) in _page.objects((Submission,), account=account.id, day=day, row=row, limit=limit)]


def _lines(account: Account, submissions: list[Submission]) -> list[Line]:
    """Lines with their values. What was replaced has the date of what replaced it, so both come at once."""
    if not submissions:
        return []
    days = [submission.reading_date for submission in submissions]
    registers: dict[int, list[tuple[str, int, int, int]]] = defaultdict(list)
    replaced: dict[int, set[int]] = defaultdict(set)
    for one, by, value, *register in _values.rows(account=account.id, since=min(days), until=max(days)):
        registers[one].append((*register, value))
        if by is not None:
            replaced[by].add(one)
    return [
        Line(
            submission,
            _labelled(registers[submission.id]),
            [_labelled(registers[one]) for one in _all_replaced(submission.id, replaced)],
        )
        for submission in submissions
    ]


def _labelled(registers: list[tuple[str, int, int, int]]) -> list[tuple[str, int]]:
    in_order = sorted(registers, key=lambda register: meters.place(register[0], register[1]))
    return [(meters.label_of(direction, zone, zones), value) for direction, zone, zones, value in in_order]


def _all_replaced(newest: int, replaced: dict[int, set[int]]) -> list[int]:
    """What the newest replaced, and what that had replaced before: the oldest first."""
    found: list[int] = []
    waiting = [newest]
    while waiting:
        earlier = replaced[waiting.pop()]
        found += earlier
        waiting += earlier
    return sorted(found)
