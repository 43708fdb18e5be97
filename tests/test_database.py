"""SQLite under several writers, and when somebody else holds it."""

from __future__ import annotations

import sqlite3
import threading
import time
from pathlib import Path

import pytest
from peewee import Database, OperationalError

from portal import database as portal_database
from portal import migrating
from portal.database import db
from portal.models import Rem

pytestmark = pytest.mark.usefixtures("sqlite")


@pytest.fixture
def sqlite(tmp_path: Path) -> Database:
    """A database of its own, whatever the other tests run on."""
    bound = portal_database.bind(f"sqlite://{tmp_path / 'own.sqlite3'}")
    migrating.migrate(bound)
    yield bound
    bound.dispose()


def test_closed_connections_are_kept_for_the_next_request() -> None:
    first = db.connection()
    db.close()
    db.connect()
    assert db.connection() is first


def test_a_connection_that_was_closed_within_a_transaction_is_not_kept() -> None:
    first = db.connection()
    first.execute("BEGIN")
    db.obj._close(first)
    db.obj._state.reset()
    assert db.connection() is not first
    with pytest.raises(sqlite3.ProgrammingError):
        first.execute("SELECT 1")


def test_each_thread_has_its_own() -> None:
    seen = [db.connection()]

    def look() -> None:
        seen.append(db.connection())
        portal_database.release()
        db.obj.dispose()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen[0] is not seen[1]


def test_the_pragmas_hold() -> None:
    found = {
        name: db.execute_sql(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys")
    }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_many_writers_who_read_first_all_get_through() -> None:
    failures: list[Exception] = []

    def write(number: int) -> None:
        try:
            for step in range(25):
                with db.atomic():
                    count = Rem.select().count()
                    Rem.create(source_id=number * 1000 + step, name=f"{number}-{step}-{count}")
        except Exception as error:
            failures.append(error)
        finally:
            portal_database.release()
            db.obj.dispose()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failures == []
    assert Rem.select().count() == 100


def test_somebody_who_holds_the_database_is_waited_for_and_no_longer(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portal_database, "SQLITE_BUSY_SECONDS", 1)
    db.obj._wait_at_most(0.5)
    stranger = sqlite3.connect(sqlite.database, isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    with pytest.raises(OperationalError, match="locked"), db.atomic():
        pass
    assert time.monotonic() - began < 10
    stranger.execute("ROLLBACK")
    stranger.close()
    with db.atomic():
        Rem.create(source_id=1, name="one")
    assert Rem.select().count() == 1
