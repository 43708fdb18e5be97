"""The database, chosen by ``DATABASE_URL``: SQLite (WAL) or PostgreSQL.

``db`` is a proxy that :func:`bind` fills. Connections are opened by the first query of a request or a task
and closed at its end (:func:`release`).
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from peewee import Database, DatabaseProxy, SqliteDatabase

db = DatabaseProxy()

# An acknowledged reading must survive a power cut: FULL makes each commit wait for the disk.
SQLITE_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "full",
    "foreign_keys": 1,
    "cache_size": -16000,
    "temp_store": "memory",
}
SQLITE_BUSY_SECONDS = 10


def connect(url: str) -> Database:
    """Make a database from an address: ``sqlite:///path`` or ``postgresql://user:password@host/name``.

    Nothing is opened yet. Raises ValueError for any other scheme.
    """
    scheme = urlsplit(url).scheme
    if scheme == "sqlite":
        return _sqlite(Path(url.removeprefix("sqlite://")))
    if scheme in ("postgresql", "postgres"):
        return _postgresql(url)
    raise ValueError(f"DATABASE_URL: {scheme!r} is not supported, use sqlite or postgresql")


def bind(url: str) -> Database:
    """Point ``db`` at the database of ``url`` and return it."""
    database = connect(url)
    db.initialize(database)
    return database


def release() -> None:
    """Close this thread's connection, if it has one (into the pool, on PostgreSQL)."""
    if not db.is_closed():
        db.close()


def is_sqlite() -> bool:
    return isinstance(db.obj, SqliteDatabase)


def _sqlite(path: Path) -> Database:
    path.parent.mkdir(parents=True, exist_ok=True)
    # IMMEDIATE: a transaction that reads first and writes later would fail at once with "database is
    # locked", whatever the busy timeout, when another one wrote in between.
    return KeptSqliteDatabase(
        str(path),
        pragmas=SQLITE_PRAGMAS,
        timeout=SQLITE_BUSY_SECONDS,
        lock_type="IMMEDIATE",
        cached_statements=512,
    )


class KeptSqliteDatabase(SqliteDatabase):
    """SQLite whose closed connections are kept for the next request of the same thread.

    Opening reads the whole schema anew, and closing the last connection folds the write-ahead log back into the
    file: together they cost as much as a request. A connection that is closed in the middle of a transaction is
    closed for good, and none of them outlives a fork.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self._kept = threading.local()
        super().__init__(*arguments, **options)

    def _connect(self) -> sqlite3.Connection:
        kept: sqlite3.Connection | None = getattr(self._kept, "connection", None)
        self._kept.connection = None
        if kept is not None and self._kept.process == os.getpid():
            return kept
        made: sqlite3.Connection = super()._connect()  # type: ignore[misc]
        return made

    def _close(self, connection: sqlite3.Connection) -> None:
        if connection.in_transaction or getattr(self._kept, "connection", None) is not None:
            connection.close()
            return
        self._kept.connection, self._kept.process = connection, os.getpid()

    def begin(self, lock_type: str | None = None) -> None:
        """Begin to write, in the order of coming.

        SQLite lets a writer who finds another one at work sleep for up to 100 ms at a time, and does not keep any
        order. A lock of the system wakes the next one at once.
        """
        waited = self._stand_in_line()
        try:
            if waited > 1:
                self._wait_at_most(max(0.0, SQLITE_BUSY_SECONDS - waited))
            super().begin(lock_type)
        except BaseException:
            self._leave_line()
            raise

    def commit(self) -> None:
        super().commit()
        self._leave_line()

    def rollback(self) -> None:
        try:
            super().rollback()
        finally:
            self._leave_line()

    def _stand_in_line(self) -> float:
        """Seconds until it was our turn. Whoever is before us gives up after the same time at the latest."""
        line = getattr(self._kept, "line", None)
        if line is None or self._kept.line_process != os.getpid():
            line = self._kept.line = open(f"{self.database}.writing", "w")  # noqa: SIM115
            self._kept.line_process = os.getpid()
        began = time.monotonic()
        fcntl.flock(line, fcntl.LOCK_EX)
        return time.monotonic() - began

    def _leave_line(self) -> None:
        fcntl.flock(self._kept.line, fcntl.LOCK_UN)
        if getattr(self._kept, "hurried", False):
            self._wait_at_most(SQLITE_BUSY_SECONDS)

    def _wait_at_most(self, seconds: float) -> None:
        """How long this connection waits for others from now on."""
        self._kept.hurried = seconds < SQLITE_BUSY_SECONDS
        if not self.is_closed():
            self.pragma("busy_timeout", round(seconds * 1000))

    def dispose(self) -> None:
        """Let go of this thread's connection: at the end of a process or of a test."""
        if not self.is_closed():
            self.close()
        kept: sqlite3.Connection | None = getattr(self._kept, "connection", None)
        self._kept.connection = None
        if kept is not None:
            kept.close()


def _postgresql(url: str) -> Database:
    from playhouse import db_url

    pooled = "postgresql+pool" + url[url.index(":") :]
    database: Database = db_url.connect(
        pooled,
        unquote_user=True,
        unquote_password=True,
        max_connections=32,
        stale_timeout=300,
        timeout=10,
        options="-c timezone=UTC -c lock_timeout=10s",
    )
    return database
