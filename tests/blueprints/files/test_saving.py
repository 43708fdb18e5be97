"""What the browser is told about a file: never more than it is, and nothing about a store that is away."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from flask import Flask

from portal.extensions import storage
from portal.models import Account, File, User
from portal.storage import StorageAway
from tests import factories
from tests.blueprints.files.test_show import kept
from tests.domain.files import samples
from tests.page import PageClient


@pytest.fixture
def home(app: Flask) -> tuple[User, Account]:
    user, account, _meter = factories.make_home()
    return user, account


@pytest.mark.parametrize(
    ("content", "name", "saved"),
    [
        (samples.jpeg(), "лічильник", "лічильник.jpg"),
        (samples.png(), "знімок.PNG", "знімок.jpg"),
        (samples.jpeg(), "рахунок.pdf.exe", "рахунок.pdf.jpg"),
        (samples.mp4(b"<script>alert(1)</script>"), "рахунок.hta", "рахунок.mp4"),
        (samples.mp4(brand=b"qt  "), "IMG_1.MOV", "IMG_1.mov"),
        (samples.WEBM, ".html", ".html.webm"),
    ],
)
def test_it_is_saved_under_the_suffix_of_what_it_is(
    app: Flask, client: PageClient, home: tuple[User, Account], content: bytes, name: str, saved: str
) -> None:
    file = kept(app, home, content, name)
    client.sign_in(home[0])
    told = client.client.get(f"/files/{file.ref}").headers["Content-Disposition"]
    assert unquote(told) == f"attachment; filename*=UTF-8''{saved}"


def test_a_store_that_is_away_is_said(
    app: Flask, client: PageClient, home: tuple[User, Account], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = kept(app, home, samples.jpeg(), "1.jpg")
    client.sign_in(home[0])

    def away(_key: str) -> None:
        raise StorageAway("away")

    with app.app_context():
        monkeypatch.setattr(storage(), "open", away)
    for path in (f"/files/{file.ref}", f"/files/{file.ref}/thumbnail"):
        answer = client.client.get(path)
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0


def test_a_picture_that_the_store_has_lost(
    app: Flask, client: PageClient, home: tuple[User, Account], caplog: pytest.LogCaptureFixture
) -> None:
    """Their person can't help it: they are told so, and we learn of it."""
    file = kept(app, home, samples.jpeg(), "1.jpg")
    with app.app_context():
        storage().delete(file.storage_key)
    client.sign_in(home[0])
    answer = client.get(f"/files/{file.ref}")
    assert answer.status_code == 404
    assert answer.page.h1 == "Цього файлу немає на місці"
    assert "stored_file_missing" in caplog.text


def test_a_type_that_is_not_on_the_list_is_never_served(
    app: Flask, client: PageClient, home: tuple[User, Account]
) -> None:
    file = kept(app, home, samples.jpeg(), "1.jpg")
    File.update(type="text/html").where(File.id == file.id).execute()
    client.sign_in(home[0])
    assert client.client.get(f"/files/{file.ref}").status_code == 404


def test_a_guest_is_asked_to_sign_in_whether_it_is_there_or_not(
    app: Flask, client: PageClient, home: tuple[User, Account]
) -> None:
    file = kept(app, home, samples.jpeg(), "1.jpg")
    for ref in (file.ref, "no-such-file"):
        for path in (f"/files/{ref}", f"/files/{ref}/thumbnail"):
            assert client.client.get(path).status_code == 303
