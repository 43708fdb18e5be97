"""Count what a page asks the database, and see how the database answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from portal.database import db


@contextmanager
def recorded() -> Iterator[list[tuple[str, Any]]]:
    """Every statement that is executed meanwhile, with its parameters."""
    statements: list[tuple[str, Any]] = []
    database = db.obj
    execute = database.execute_sql

    def recording(sql: str, params: Any = None, *rest: Any) -> Any:
        statements.append((sql, params))
        return execute(sql, params, *rest)

    database.execute_sql = recording
    try:
        yield statements
    finally:
        del database.execute_sql


@contextmanager
def commits() -> Iterator[list[None]]:
    """One for each commit meanwhile; a statement outside of a transaction is none."""
    made: list[None] = []
    database = db.obj
    commit = database.commit

    def counting() -> None:
        made.append(None)
        commit()

    database.commit = counting
    try:
        yield made
    finally:
        del database.commit


def selects(statements: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Those that read."""
    return [(sql, params) for sql, params in statements if sql.lstrip().upper().startswith("SELECT")]


# Tables that stay as small as they are, and what peewee calls a limited query whose rows it counts.
SMALL = {"rem", "_wrapped"}


def full_scans(statements: list[tuple[str, Any]]) -> list[str]:
    """What SQLite would read from end to end, by its own plan."""
    found = []
    for sql, params in selects(statements):
        tables = {alias: table for table, alias in re.findall(r'"(\w+)" AS "(\w+)"', sql)}
        for row in db.execute_sql(f"EXPLAIN QUERY PLAN {sql}", params).fetchall():
            detail = str(row[3])
            scanned = detail.split()[1] if detail.startswith("SCAN") else ""
            if tables.get(scanned, scanned) in SMALL:
                continue
            if scanned and "latest" not in detail and "(subquery" not in detail:
                found.append(f"{detail}: {sql}")
    return found
