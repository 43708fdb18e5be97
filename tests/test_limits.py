"""The counters of the rate limits in SQLite."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from portal.limits import SqliteStorage


def test_counts_add_up_over_threads_and_connections(tmp_path: Path) -> None:
    storage = SqliteStorage(f"sqlite://{tmp_path / 'limits.sqlite3'}")
    other = SqliteStorage(f"sqlite://{tmp_path / 'limits.sqlite3'}")
    threads = [
        threading.Thread(target=lambda one=one: [one.incr("key", 60) for _ in range(50)])
        for one in (storage, other, storage, other)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert storage.get("key") == 200
    assert 0 < storage.get_expiry("key") - time.time() <= 60


def test_a_window_that_is_over_begins_anew(tmp_path: Path) -> None:
    storage = SqliteStorage(f"sqlite://{tmp_path / 'limits.sqlite3'}")
    storage.incr("key", -1)
    assert storage.get("key") == 0
    assert storage.incr("key", 60) == 1
    storage.incr("gone", -1)
    storage.forget_expired()
    storage.clear("key")
    assert storage.get("key") == 0
    storage.incr("other", 60)
    assert storage.reset() == 1
