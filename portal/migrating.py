"""Bring the database to the newest shape, safely when several processes try at once."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from peewee import Database, SqliteDatabase
from playhouse.migrations import Runner

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
_ADVISORY_LOCK = 0x706F7274  # any number that nothing else in the database uses


def migrate(database: Database, target: str | None = None) -> list[str]:
    """Apply what is pending (up to ``target``); returns the names of what was applied."""
    with _alone(database):
        return list(_runner(database).up(target))


def migrate_back(database: Database, target: str | None = None) -> list[str]:
    """Revert the newest migration, or all back through ``target``; returns their names."""
    with _alone(database):
        return list(_runner(database).down(target))


def pending(database: Database) -> list[str]:
    """The names of migrations that are not applied yet."""
    return [step.name for step in _runner(database).status() if not step.applied]


def _runner(database: Database) -> Runner:
    return Runner(database, directory=str(MIGRATIONS))


@contextmanager
def _alone(database: Database) -> Iterator[None]:
    """Two runners at once would both find the same step pending, and one would fail half-way."""
    if isinstance(database, SqliteDatabase):
        with Path(f"{database.database}.migrating").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        return
    _run(database, "SELECT pg_advisory_lock(%s)")
    try:
        yield
    finally:
        _run(database, "SELECT pg_advisory_unlock(%s)")


def _run(database: Database, statement: str) -> None:
    database.execute_sql(statement, (_ADVISORY_LOCK,))  # type: ignore[no-untyped-call]
