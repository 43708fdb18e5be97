"""Somebody who has done all that can be done in a cabinet, and a store of files in a folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal import storage
from portal.storage import Storage
from tests.domain.leaving.whole import Whole, make_whole


@pytest.fixture
def store(tmp_path: Path) -> Storage:
    return storage.connect(f"file://{tmp_path / 'files'}")


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    return tmp_path / "uploads"


@pytest.fixture
def whole(database: object, store: Storage, spool: Path, tmp_path: Path) -> Whole:
    return make_whole(store, spool, tmp_path)
