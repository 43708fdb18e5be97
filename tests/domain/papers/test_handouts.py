"""A supervisor lays out the contract for everybody; the newest counts."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from portal import storage
from portal.domain.errors import Forbidden, NotFound, Refused
from portal.domain.files import contents
from portal.domain.papers import handouts
from portal.models import Audit, File, Handout, User
from portal.storage import Storage
from tests import factories
from tests.conftest import NOW
from tests.domain.files.papers import locked_pdf, pdf
from tests.domain.files.samples import jpeg

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def store(tmp_path: Path) -> Storage:
    return storage.connect(f"file://{tmp_path / 'files'}")


@pytest.fixture
def supervisor(database: object) -> User:
    return factories.make_user(role="supervisor", surname="Коваль")


def publish(actor: User, content: bytes, store: Storage, tmp_path: Path, **given: Any) -> Handout:
    path = tmp_path / "received"
    path.write_bytes(content)
    options = {"slug": "contract", "name": "договір.pdf", "now": NOW, **given}
    return handouts.publish(options.pop("slug"), path, actor=actor, storage=store, **options)


def test_the_newest_counts_and_the_older_stays(supervisor: User, store: Storage, tmp_path: Path) -> None:
    assert handouts.newest("contract") is None
    first = publish(supervisor, pdf(), store, tmp_path)
    second = publish(supervisor, pdf() + b"\n", store, tmp_path, now=NOW + timedelta(days=1))
    found = handouts.newest("contract")
    assert found is not None
    assert (found.id, found.file.name, found.actor.surname) == (second.id, "договір.pdf", "Коваль")
    with contents.open_picture(found.file, store) as opened:
        assert opened.read() == pdf() + b"\n"
    back = publish(supervisor, pdf(), store, tmp_path, now=NOW + timedelta(days=2))
    assert (back.file_id, Handout.select().count()) == (first.file_id, 3)
    assert [one.action for one in Audit.select()] == ["handout_published"] * 3
    assert {one.actor_id for one in Audit.select()} == {supervisor.id}


@pytest.mark.parametrize("role", ["consumer", "operator"])
def test_nobody_else_may(store: Storage, tmp_path: Path, role: str) -> None:
    actor = factories.make_user(role=role, rem=factories.make_rem() if role == "operator" else None)
    with pytest.raises(Forbidden):
        publish(actor, pdf(), store, tmp_path)
    assert Handout.select().count() == File.select().count() == 0


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (jpeg(), "unsupported_type"),
        (b"<html></html>", "unsupported_type"),
        (pdf()[:1000], "broken_pdf"),
        (locked_pdf(), "locked_pdf"),
    ],
    ids=["empty", "photo", "page", "half", "locked"],
)
def test_only_a_whole_pdf(supervisor: User, store: Storage, tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        publish(supervisor, content, store, tmp_path)
    assert refused.value.code == code
    assert Handout.select().count() == File.select().count() == 0


def test_only_places_that_there_are(supervisor: User, store: Storage, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        publish(supervisor, pdf(), store, tmp_path, slug="anything")
    assert handouts.newest("anything") is None
