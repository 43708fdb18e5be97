"""Counters of the rate limits in a small SQLite file of their own, shared by all workers of a machine.

flask-limiter has storages for Redis and others, but none for SQLite. The file may be lost: counters begin anew.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from limits.storage import Storage


class SqliteStorage(Storage):
    """Fixed windows, kept as (key, count, expiry) rows; ``sqlite:///path``."""

    STORAGE_SCHEME = ["sqlite"]

    def __init__(self, uri: str, wrap_exceptions: bool = False, **options: Any) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions, **options)
        self._path = Path(uri.removeprefix("sqlite://"))
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._local = threading.local()
        with self._connection() as connection:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS counter (key TEXT PRIMARY KEY, count INTEGER, expiry REAL)"
            )

    @property
    def base_exceptions(self) -> type[Exception]:
        return sqlite3.Error

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        now = time.time()
        with self._connection() as connection:
            row = connection.execute(
                "INSERT INTO counter VALUES (:key, :amount, :until) ON CONFLICT (key) DO UPDATE SET "
                "count = CASE WHEN expiry <= :now THEN :amount ELSE count + :amount END, "
                "expiry = CASE WHEN expiry <= :now THEN :until ELSE expiry END RETURNING count",
                {"key": key, "amount": amount, "until": now + expiry, "now": now},
            ).fetchone()
        return int(row[0])

    def get(self, key: str) -> int:
        row = self._row(key)
        return row[0] if row else 0

    def get_expiry(self, key: str) -> float:
        row = self._row(key)
        return row[1] if row else time.time()

    def check(self) -> bool:
        self._row("")
        return True

    def reset(self) -> int | None:
        with self._connection() as connection:
            return connection.execute("DELETE FROM counter").rowcount

    def clear(self, key: str) -> None:
        with self._connection() as connection:
            connection.execute("DELETE FROM counter WHERE key = ?", (key,))

    def forget_expired(self) -> int:
        """Drop counters whose window is over; how many."""
        with self._connection() as connection:
            return connection.execute("DELETE FROM counter WHERE expiry <= ?", (time.time(),)).rowcount

    def _row(self, key: str) -> tuple[int, float] | None:
        with self._connection() as connection:
            row = connection.execute(
                "SELECT count, expiry FROM counter WHERE key = ? AND expiry > ?", (key, time.time())
            ).fetchone()
        return (int(row[0]), float(row[1])) if row else None

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._path, timeout=5, isolation_level=None)
            connection.execute("PRAGMA journal_mode = wal")
            connection.execute("PRAGMA synchronous = off")
            self._local.connection = connection
        yield connection
