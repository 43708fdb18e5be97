"""PostgreSQL is tested with the order of a server in Ukraine, which is not the order of the bytes."""

from __future__ import annotations

import os

import pytest
from peewee import Database


@pytest.mark.skipif("TEST_DATABASE_URL" not in os.environ, reason="about PostgreSQL: make test-postgres")
def test_letters_stand_in_the_order_of_the_alphabet(database: Database) -> None:
    assert database.execute_sql("SELECT 'ґ' < 'д', 'а' < 'Б'").fetchone() == (True, True)
