"""The demo's contract: there once, and marked."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from portal import storage
from portal.crypto import Vault
from portal.demo import papers, people, seeding
from portal.domain.files import contents
from portal.domain.papers import handouts

pytestmark = pytest.mark.usefixtures("database")


def test_the_contract_says_that_it_is_a_sample(now: datetime, tmp_path: Path) -> None:
    store = storage.connect(f"file://{tmp_path / 'files'}")
    seeding.seed(now, Vault(["a key of this test"]))
    assert papers.lay_out(store, now) is True
    assert papers.lay_out(store, now) is False
    handout = handouts.newest("contract")
    assert handout is not None
    assert handout.actor.email == people.SUPERVISOR.email
    with contents.open_picture(handout.file, store) as opened:
        reader = PdfFileReader(io.BytesIO(opened.read()))
    assert papers.MARK in reader.trailer["/Info"]["/Title"]
