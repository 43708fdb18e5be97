"""Deleting many rows, so many at a time: other writers get their turn in between."""

from __future__ import annotations

from typing import Any

from portal.database import db
from portal.models import Table

BATCH = 500


def forget(table: type[Table], old: Any) -> int:
    """Delete the rows that the condition holds for; how many."""
    forgotten = 0
    while True:
        with db.atomic():
            ids = [row.id for row in table.select(table.id).where(old).limit(BATCH)]
            forgotten += table.delete().where(table.id.in_(ids)).execute() if ids else 0
        if len(ids) < BATCH:
            return forgotten
