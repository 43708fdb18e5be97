"""The least that Flask can do to take a reading in: signed cookie, is it theirs, insert, 303.

What the portal is compared with. One file; same server, workers, threads and pragmas. The connection is kept by
its thread, which is the fastest that one would write by hand.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask, abort, redirect, request, session
from werkzeug import Response

SCHEMA = """
CREATE TABLE account (id INTEGER PRIMARY KEY, ref TEXT NOT NULL UNIQUE, user_id INTEGER NOT NULL);
CREATE TABLE reading (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    account_id INTEGER NOT NULL REFERENCES account (id),
    value INTEGER NOT NULL CHECK (value >= 0),
    received_at TEXT NOT NULL
);
"""

app = Flask(__name__)
app.secret_key = os.environ.get("SECRET_KEY")
_kept = threading.local()


def connect(path: str | Path) -> sqlite3.Connection:
    """A connection with the portal's pragmas."""
    connection = sqlite3.connect(path, timeout=10, isolation_level="IMMEDIATE")
    for pragma in ("journal_mode = wal", "synchronous = full", "foreign_keys = 1", "cache_size = -16000"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def make(path: Path, refs: Iterable[str]) -> None:
    """A database in which the nth account belongs to the nth person, counted from 1."""
    connection = connect(path)
    connection.executescript(SCHEMA)
    with connection:
        connection.executemany(
            "INSERT INTO account (ref, user_id) VALUES (?, ?)", [(ref, user) for user, ref in enumerate(refs, 1)]
        )
    connection.close()


@app.get("/healthz")
def alive() -> str:
    return "ok"


@app.post("/readings")
def send() -> Response:
    database = _connection()
    account = database.execute(
        "SELECT id FROM account WHERE ref = ? AND user_id = ?", (request.form["account"], session["user"])
    ).fetchone()
    if account is None:
        abort(404)
    with database:
        database.execute(
            "INSERT INTO reading (uuid, account_id, value, received_at) VALUES (?, ?, ?, ?)",
            (request.form["uuid"], account[0], int(request.form["taken_1"]), datetime.now(UTC).isoformat()),
        )
    return redirect("/readings", 303)


def _connection() -> sqlite3.Connection:
    connection: sqlite3.Connection | None = getattr(_kept, "connection", None)
    if connection is None:
        connection = _kept.connection = connect(os.environ["MINIMAL_DATABASE"])
    return connection
