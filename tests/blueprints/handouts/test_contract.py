"""Отримати примірник договору: anybody may, and when there is none the page says so."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from portal.domain.papers import handouts
from portal.extensions import storage
from portal.formatting import file_size
from tests import factories
from tests.conftest import NOW
from tests.domain.files.papers import pdf
from tests.page import PageClient


def lay_out(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "contract.pdf"
    path.write_bytes(pdf())
    with app.app_context():
        supervisor = factories.make_user(role="supervisor")
        handouts.publish("contract", path, name="x.pdf", actor=supervisor, storage=storage(), now=NOW)


def test_while_there_is_none_the_page_says_so(client: PageClient) -> None:
    page = client.get("/documents/contract").page  # type: ignore[attr-defined]
    words = page.words()
    assert "публічний договір приєднання" in words
    assert "Примірника тут ще немає" in words
    assert "tel:0800309282" in page.text
    assert not page.all("a", href="/documents/contract/file")
    assert client.get("/documents/contract/file").status_code == 404


def test_a_guest_downloads_it(app: Flask, client: PageClient, tmp_path: Path) -> None:
    lay_out(app, tmp_path)
    page = client.get("/documents/contract").page  # type: ignore[attr-defined]
    assert page.one("a", href="/documents/contract/file") is not None
    assert " ".join(file_size(len(pdf())).split()) in " ".join(page.words().split())
    answer = client.client.get("/documents/contract/file")
    assert (answer.status_code, answer.mimetype, answer.get_data()) == (200, "application/pdf", pdf())
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%D0%B4")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_the_list_of_services_leads_to_it(client: PageClient) -> None:
    user, _account, _meter = factories.make_home()
    client.sign_in(user)
    page = client.get("/").page  # type: ignore[attr-defined]
    assert "Отримати примірник договору" in "".join(page.one("a", href="/documents/contract").itertext())
