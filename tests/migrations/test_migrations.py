"""Migrations lead to what the models describe, forward and back, also when two processes start at once."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from peewee import Database, SqliteDatabase

from portal import database as portal_database
from portal import migrating, models
from tests.conftest import dispose
from tests.postgres_template import PostgresTemplate


@pytest.fixture
def empty_url(template: Path | PostgresTemplate, tmp_path: Path):
    if isinstance(template, PostgresTemplate):
        name = f"empty_{tmp_path.name.lower().replace('-', '_')}"[:50]
        template._run(f"DROP DATABASE IF EXISTS {name}")
        template._run(f"CREATE DATABASE {name}")
        yield template.address(name)
        template._run(f"DROP DATABASE {name} WITH (FORCE)")
    else:
        yield f"sqlite://{tmp_path / 'empty.sqlite3'}"


def shape(database: Database) -> dict[str, object]:
    """Tables, columns, indexes with their conditions, and what a row has to fulfil."""
    tables = sorted(set(database.get_tables()) - {"schema_migration"})
    return {
        table: (
            sorted((column.name, column.data_type, column.null) for column in database.get_columns(table)),
            sorted((index.name, plain(index.sql), index.unique) for index in database.get_indexes(table)),
            constraints(database, table),
        )
        for table in tables
    }


def plain(sql: str | None) -> str:
    """Without what changes nothing: quotes, brackets, commas, space, and capitals."""
    return re.sub(r'[\s"(),]+', " ", (sql or "").replace("IF NOT EXISTS", "")).strip().lower()


def constraints(database: Database, table: str) -> list[str]:
    """CHECKs, and keys of other tables with what their deletion does."""
    if not isinstance(database, SqliteDatabase):
        asked = (
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE conrelid = %s::regclass AND contype IN ('c', 'f')"
        )
        return sorted(row[0] for row in database.execute_sql(asked, (f'"{table}"',)))
    [(made,)] = database.execute_sql("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (table,))
    keys = database.execute_sql(f'PRAGMA foreign_key_list("{table}")').fetchall()
    return sorted([*map(plain, checks(made)), *(f"{key[3]} of {key[2]}: {key[6]}" for key in keys)])


def checks(made: str) -> Iterator[str]:
    """The conditions that stand in the statement that made a table."""
    for found in re.finditer(r"\bCHECK\s*\(", made):
        depth, end = 1, found.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(made[end], 0)
            end += 1
        yield made[found.end() : end - 1]


def triggers(database: Database) -> set[tuple[str, str]]:
    """(table, name) of those that are ours."""
    asked = (
        "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"
        if isinstance(database, SqliteDatabase)
        else "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    return {(table, name) for table, name in database.execute_sql(asked)}


def test_forward_back_and_forward_again(empty_url: str) -> None:
    database = portal_database.bind(empty_url)
    try:
        applied = migrating.migrate(database)
        assert applied
        assert not migrating.pending(database)
        reached = shape(database)
        while migrating.pending(database) != applied:
            migrating.migrate_back(database)
        assert shape(database) == {}
        migrating.migrate(database)
        assert shape(database) == reached
        # What has happened stays as it was written down.
        guards = ("no_update", "no_delete") if isinstance(database, SqliteDatabase) else ("only_grows",)
        assert triggers(database) == {
            (table, f"{table}_{guard}") for table in ("event", "audit") for guard in guards
        }
    finally:
        dispose(database)


def test_the_models_describe_what_migrations_made(empty_url: str, tmp_path: Path) -> None:
    database = portal_database.bind(empty_url)
    try:
        migrating.migrate(database)
        migrated = shape(database)
        while migrating.pending(database) != [step.name for step in migrating._runner(database).migrations()]:
            migrating.migrate_back(database)
        database.create_tables(models.ALL)
        assert shape(database) == migrated
    finally:
        dispose(database)


def test_two_processes_that_start_at_once(empty_url: str) -> None:
    program = (
        "import sys; from portal import database, migrating;"
        "print(len(migrating.migrate(database.bind(sys.argv[1]))))"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, empty_url],
            stdout=subprocess.PIPE,
            text=True,
            cwd=migrating.MIGRATIONS.parent,
        )
        for _number in range(3)
    ]
    counts = sorted(int(process.communicate(timeout=60)[0]) for process in started)
    assert all(process.returncode == 0 for process in started)
    assert counts[:2] == [0, 0]
    assert counts[2] == len(list(migrating.MIGRATIONS.glob("[0-9]*.py")))
