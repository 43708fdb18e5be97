"""«Мої дані»: asked for with a fresh password, shown while it is made, downloaded by its owner alone."""

from __future__ import annotations

import io
import zipfile

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.config import Settings
from portal.crypto import Vault
from portal.domain.leaving import taking_out
from portal.extensions import storage
from portal.models import Message, TakeOut, User
from tests import factories
from tests.conftest import NOW
from tests.domain.identity.people import PASSWORD, last_token, messages
from tests.page import PageClient


def ask(client: PageClient, password: str = PASSWORD) -> TestResponse:
    return client.post("/profile/data", {"current_password": password})


@pytest.fixture
def ready(app: Flask, client: PageClient, maria: User, settings: Settings) -> TakeOut:
    ask(client)
    return make(app, settings)


def make(app: Flask, settings: Settings) -> TakeOut:
    """As the errand does."""
    with app.app_context():
        waiting = taking_out.waiting(NOW)
        assert waiting
        vault = Vault(settings.encryption_keys)
        taking_out.make(waiting, vault=vault, storage=storage(), folder=settings.run_dir / "archives", now=NOW)
    made: TakeOut = TakeOut.get_by_id(waiting.id)
    return made


def test_the_profile_leads_there_and_the_page_says_what_comes(client: PageClient, maria: User) -> None:
    assert client.get("/profile").page.all("a", href="/profile/data")
    page = client.get("/profile/data").page
    words = page.words(page.one("main"))
    for wanted in ("Забрати свої дані", "протягом 3 днів", "Поточний пароль", "Видалити кабінет"):
        assert wanted in words
    assert "Збираємо" not in words


def test_it_is_asked_for_and_the_page_asks_how_far_it_is(client: PageClient, maria: User) -> None:
    answer = ask(client)
    assert (answer.status_code, answer.location) == (303, "/profile/data")
    page = client.get("/profile/data").page
    words = page.words(page.one("main"))
    assert "Збираємо ваші дані" in words
    assert "Стоїть у черзі" in words
    assert "maria@example.com" in words
    assert "Зібрати архів" not in words, "one at a time"
    address = page.one("div", id="archive").get("hx-get") or ""
    assert client.get(address).status_code == 204, "nothing has changed"
    TakeOut.update(done=7, total=20).execute()
    part = client.get(address).page
    assert "Зроблено 7 із 20" in part.words()
    assert part.one("progress").get("value") == "7"


def test_asked_for_twice_it_is_one(client: PageClient, maria: User) -> None:
    ask(client)
    answer = ask(client)
    assert answer.status_code == 409
    assert "вже збираємо" in answer.page.words()
    assert TakeOut.select().count() == 1


def test_the_owner_downloads_it(client: PageClient, ready: TakeOut) -> None:
    page = client.get("/profile/data").page
    assert "Архів готовий" in page.words()
    (link,) = [one for one in page.all("a") if "/archives/" in (one.get("href") or "")]
    answer = client.get(link.get("href") or "")
    assert answer.status_code == 200
    assert answer.mimetype == "application/zip"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "2026-11-30.zip" in answer.headers["Content-Disposition"]
    assert int(answer.headers["Content-Length"]) == ready.size
    assert "person.json" in zipfile.ZipFile(io.BytesIO(answer.data)).namelist()
    assert messages() == [("data_ready", "maria@example.com")]


def test_a_download_that_broke_off_goes_on(client: PageClient, ready: TakeOut) -> None:
    address = f"/profile/data/archives/{ready.ref}"
    whole = client.get(address)
    rest = client.get(address, headers={"Range": "bytes=100-", "If-Range": whole.headers["ETag"]})
    assert rest.status_code == 206
    assert rest.data == whole.data[100:]


def test_nobody_else_gets_it(client: PageClient, another_client: PageClient, ready: TakeOut, dmytro: User) -> None:
    address = f"/profile/data/archives/{ready.ref}"
    assert another_client.get(address).status_code == 404
    assert client.get("/profile/data/archives/no-such-ref").status_code == 404
    assert PageClient(client.client.application).get(address).location.startswith("/sign-in")
    staff = PageClient(client.client.application).sign_in(factories.make_user(role="supervisor"))
    assert staff.get(address).status_code == 404


def test_after_its_days_it_is_gone(client: PageClient, ready: TakeOut) -> None:
    TakeOut.update(expires_at=NOW).execute()
    assert client.get(f"/profile/data/archives/{ready.ref}").status_code == 404
    assert "Архів готовий" not in client.get("/profile/data").page.words()


def test_bytes_that_are_lost_are_a_404(app: Flask, client: PageClient, ready: TakeOut) -> None:
    with app.app_context():
        storage().delete(ready.storage_key)
    assert client.get(f"/profile/data/archives/{ready.ref}").status_code == 404


def test_one_that_failed_can_be_asked_for_anew(client: PageClient, maria: User) -> None:
    ask(client)
    TakeOut.update(state="failed").execute()
    assert "Архів зібрати не вдалося" in client.get("/profile/data").page.words()
    assert ask(client).status_code == 303


@pytest.mark.parametrize("password", ["", "не той", "y" * 129, "a\x00b"])
def test_without_the_password_nothing_is_made(client: PageClient, maria: User, password: str) -> None:
    answer = ask(client, password)
    assert answer.status_code == 422
    assert answer.page.error_of("current_password")
    assert TakeOut.select().count() == 0


def test_three_archives_a_day(client: PageClient, maria: User) -> None:
    for _number in range(3):
        assert ask(client).status_code == 303
        TakeOut.update(state="ready", size=1, expires_at=NOW).execute()
    answer = ask(client)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "Зачекайте 24 год" in answer.page.words(), "nobody counts 1440 minutes"


def test_ten_wrong_passwords_close_both_pages(client: PageClient, maria: User) -> None:
    for _number in range(10):
        client.post("/profile/deletion", {"current_password": "не той", "understood": "y"})
    assert ask(client).status_code == 429
    assert TakeOut.select().count() == 0


def test_without_a_password_a_link_comes(another_client: PageClient, client: PageClient, dmytro: User, maria: User) -> None:  # fmt: skip # noqa: E501
    page = another_client.get("/profile/data").page
    assert not page.all("input", name="current_password")
    assert another_client.post("/profile/data", {"current_password": ""}).status_code == 422
    answer = another_client.post("/profile/data/link", follow=True)
    assert "dmytro@example.com надіслано лист" in answer.page.words()
    assert messages() == [("confirm_data", "dmytro@example.com")]
    address = f"/profile/data/confirmation/{last_token()}"
    assert client.get(address).status_code == 404, "it is his"
    assert client.post(address).status_code == 404
    assert TakeOut.select().count() == 0
    asked = another_client.get(address).page
    assert asked.form_values(address) == {"csrf_token": asked.value("csrf_token")}
    assert TakeOut.select().count() == 0, "programs that look through mails open links, too"
    assert another_client.post(address).location == "/profile/data"
    assert TakeOut.get().user == dmytro
    assert another_client.get(address).status_code == 410


def test_who_has_a_password_gets_no_link(client: PageClient, maria: User) -> None:
    assert client.post("/profile/data/link").status_code == 409
    assert Message.select().count() == 0
