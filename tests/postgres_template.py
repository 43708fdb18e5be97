"""Fresh PostgreSQL databases for tests: one is migrated, the others are copies of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self
from urllib.parse import urlsplit, urlunsplit

import psycopg

from portal import database, migrating

# Of each process that shares the tests.
NAME = f"portal_template_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"


class PostgresTemplate:
    """Owns the migrated template on the server of ``url`` (an address of its maintenance database)."""

    def __init__(self, url: str) -> None:
        self.url = url

    def __enter__(self) -> Self:
        self._run(f"DROP DATABASE IF EXISTS {NAME}")
        self._run(f"CREATE DATABASE {NAME}")
        made = database.connect(self.address(NAME))
        migrating.migrate(made)
        made.close()
        made.close_all()
        return self

    def __exit__(self, *error: object) -> None:
        self._run(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")

    @contextmanager
    def copy(self, name: str) -> Iterator[str]:
        """The address of a copy that lives as long as the context."""
        self._run(f"CREATE DATABASE {name} TEMPLATE {NAME}")
        try:
            yield self.address(name)
        finally:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def address(self, name: str) -> str:
        """The server's address with another database's name."""
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{name}"))

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement)
