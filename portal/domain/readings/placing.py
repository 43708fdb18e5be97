"""Give a РЕМ to submissions that came without one: the version before, running on during a deploy, knows none."""

from __future__ import annotations

from typing import Any

from peewee import SQL

from portal.models import Account, Submission

AT_ONCE = 1_000


def place_unplaced() -> int:
    """Put up to 1 000 of them into the queue of their account's РЕМ; returns how many. Safe to call twice."""
    unplaced: Any = (
        Submission.select(Submission.id).where(SQL("rem_id IS NULL")).order_by(Submission.id).limit(AT_ONCE)
    )
    ids = [row_id for (row_id,) in unplaced.tuples()]
    if not ids:
        return 0
    rem: Any = Account.select(Account.rem).where(Account.id == Submission.account)
    was_asked = SQL("CAST(warnings AS TEXT) <> '[]'")
    return int(
        Submission.update(rem=rem, attention=was_asked)
        .where(Submission.id.in_(ids), Submission.rem.is_null())
        .execute()
    )
