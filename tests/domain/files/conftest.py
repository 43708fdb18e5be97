"""A person, and a store of files in a folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal import storage
from portal.models import User
from portal.storage import Storage
from tests import factories


@pytest.fixture
def store(tmp_path: Path) -> Storage:
    return storage.connect(f"file://{tmp_path / 'files'}")


@pytest.fixture
def user(database: object) -> User:
    return factories.make_user()
