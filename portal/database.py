"""The database, chosen by ``DATABASE_URL``: SQLite (WAL) or PostgreSQL.

``db`` is a proxy that :func:`bind` fills. Connections are opened by the first query of a request or a task
and closed at its end (:func:`release`).
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
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
    """SQLite with one idle connection a process.

    The last connection that closes would fold the write-ahead log back into the file and delete it, in the
    middle of somebody's request. The idle one keeps it from ever being the last.
    """

    _keeper: sqlite3.Connection | None = None

    def _connect(self) -> sqlite3.Connection:
        if self._keeper is None:
            keeper = sqlite3.connect(self.database, timeout=SQLITE_BUSY_SECONDS, check_same_thread=False)
            keeper.execute("PRAGMA journal_mode = wal")
            self._keeper = keeper
        connection: sqlite3.Connection = super()._connect()  # type: ignore[misc]
        return connection

    def dispose(self) -> None:
        """Let go of every connection: before a fork, and at the end of a test."""
        if self._keeper is not None:
            self._keeper.close()
            self._keeper = None
        if not self.is_closed():
            self.close()


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
