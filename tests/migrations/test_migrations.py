"""Migrations lead to what the models describe, forward and back, also when two processes start at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from peewee import Database

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
    """Tables, columns and indexes."""
    tables = sorted(set(database.get_tables()) - {"schema_migration"})
    return {
        table: (
            sorted((column.name, column.data_type, column.null) for column in database.get_columns(table)),
            sorted((index.name, tuple(index.columns), index.unique) for index in database.get_indexes(table)),
            sorted((key.column, key.dest_table, key.dest_column) for key in database.get_foreign_keys(table)),
        )
        for table in tables
    }


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
