"""The parts that tests stand on: a real database, the app, a client that lints what it fetches, a fixed time."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from peewee import Database

from portal import clock, create_app, database, migrating, pushing
from portal.config import Settings
from tests.page import PageClient
from tests.postgres_template import PostgresTemplate

# 30 November 2026, 10:00 in Kyiv: inside the window of 1 December.
NOW = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The browser tests last: Playwright's event loop stays in their process, where no other loop can run then.

    On a server only what touches a database: the rest says the same without one.
    """
    items.sort(key=lambda item: "/tests/browser/" in str(item.path))
    if "TEST_DATABASE_URL" in os.environ:
        others = [item for item in items if "template" not in getattr(item, "fixturenames", ())]
        items[:] = [item for item in items if item not in others]
        config.hook.pytest_deselected(items=others)


@pytest.fixture
def now() -> Iterator[datetime]:
    """The time stands still at a moment inside the reading window."""
    with clock.frozen(NOW):
        yield NOW


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path | PostgresTemplate]:
    """A migrated, empty database that each test gets a copy of."""
    server = os.environ.get("TEST_DATABASE_URL")
    if server:
        with PostgresTemplate(server) as made:
            yield made
        return
    path = tmp_path_factory.mktemp("template") / "portal.sqlite3"
    made_database = database.connect(f"sqlite://{path}")
    migrating.migrate(made_database)
    made_database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    made_database.dispose()
    yield path


@pytest.fixture
def database_url(template: Path | PostgresTemplate, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh database: SQLite, or PostgreSQL when TEST_DATABASE_URL names a server."""
    if isinstance(template, PostgresTemplate):
        with template.copy(f"test_{uuid.uuid4().hex[:12]}") as url:
            yield url
        return
    path = tmp_path / "portal.sqlite3"
    shutil.copy(template, path)
    yield f"sqlite://{path}"


@pytest.fixture(name="database")
def fresh_database(database_url: str) -> Iterator[Database]:
    """A fresh migrated database, bound."""
    bound = database.bind(database_url)
    try:
        yield bound
    finally:
        dispose(bound)


def dispose(bound: Database) -> None:
    """Let go of every connection, so that the database can be removed."""
    if not bound.is_closed():
        bound.close()
    close_all = getattr(bound, "close_all", None) or getattr(bound, "dispose", None)
    if close_all:
        close_all()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings of a test installation."""
    return Settings.from_environ(
        {
            "PORTAL_ENV": "test",
            "SECRET_KEY": "a secret key of tests, long enough to be taken",
            "ENCRYPTION_KEYS": "first key of tests,second key of tests",
            "DATABASE_URL": database_url,
            "SMTP_URL": "smtp://127.0.0.1:1",
            "MAIL_FROM": "Кабінет споживача <cabinet@example.com>",
            "BASE_URL": "http://localhost",
            "RUN_DIR": str(tmp_path),
            "OUTAGES_ZTOE_URL": "http://127.0.0.1:1/",
            "VAPID_PRIVATE_KEY": pushing.make_private_key(),
            "LOG_LEVEL": "ERROR",
        }
    )


@pytest.fixture
def app(settings: Settings, now: datetime) -> Iterator[Flask]:
    """The app on a fresh database, at a fixed time."""
    made = create_app(settings)
    made.testing = True
    try:
        yield made
    finally:
        dispose(database.db.obj)


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A browser of a guest that lints every page it fetches."""
    return PageClient(app)


@pytest.fixture
def another_client(app: Flask) -> PageClient:
    """Somebody else's browser."""
    return PageClient(app)
