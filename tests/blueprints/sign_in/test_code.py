"""The second step of those who work at the desk."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import unquote

import pyotp
import pytest
from flask import Flask

from portal import clock
from portal.domain.identity import passwords
from portal.models import Session, User
from tests import factories
from tests.conftest import NOW
from tests.domain.identity.people import NEW_PASSWORD, PASSWORD
from tests.page import PageClient

SECRET = "MRSW23ZNN5YGK4TBORXXELLPNZWHSLLB"
RIGHT = {"email": "olena@example.com", "password": PASSWORD, "remember": "y", "next": "/profile"}


@pytest.fixture
def olena(app: Flask) -> User:
    return factories.make_user(
        "olena@example.com",
        role="operator",
        rem=factories.make_rem(),
        password_hash=passwords.hash_password(PASSWORD),
        totp_secret=app.extensions["portal.vault"].encrypt(SECRET),
    )


def code(moment: float = 0) -> str:
    return pyotp.TOTP(SECRET).at(int(NOW.timestamp() + moment))


def test_the_password_alone_is_not_enough(client: PageClient, olena: User) -> None:
    answer = client.post("/sign-in", RIGHT)
    assert (answer.status_code, answer.location) == (303, "/sign-in/code")
    assert Session.select().count() == 0
    assert client.get("/profile").location.startswith("/sign-in")
    page = client.get("/sign-in/code").page
    assert page.one("input", name="code").get("autocomplete") == "one-time-code"


def test_the_code_lets_in_for_twelve_hours(client: PageClient, olena: User) -> None:
    client.post("/sign-in", RIGHT)
    answer = client.post("/sign-in/code", {"code": code()})
    assert (answer.status_code, answer.location) == (303, "/profile")
    session = Session.get()
    assert (session.user, session.remembered, session.expires_at) == (olena, False, NOW + timedelta(hours=12))
    assert "Expires" not in answer.headers["Set-Cookie"]


@pytest.mark.usefixtures("olena")
def test_the_cookie_does_not_say_who_is_waiting(client: PageClient) -> None:
    client.post("/sign-in", RIGHT)
    with client.client.session_transaction() as cookie:
        assert "olena" not in str(dict(cookie))
        assert set(cookie) <= {"pending", "csrf_token"}


@pytest.mark.usefixtures("olena")
@pytest.mark.parametrize("typed", ["000000", "", "\x00", "a" * 1000, "<b>", "١٢٣٤٥٦"])
def test_a_wrong_code_is_said(client: PageClient, typed: str) -> None:
    client.post("/sign-in", RIGHT)
    answer = client.post("/sign-in/code", {"code": typed})
    assert answer.status_code == 422
    assert answer.page.error_of("code")
    assert Session.select().count() == 0


@pytest.mark.usefixtures("olena")
def test_a_code_works_once(client: PageClient, another_client: PageClient) -> None:
    client.post("/sign-in", RIGHT)
    client.post("/sign-in/code", {"code": code()})
    another_client.post("/sign-in", RIGHT)
    assert another_client.post("/sign-in/code", {"code": code()}).status_code == 422


@pytest.mark.usefixtures("olena")
def test_after_five_minutes_one_begins_anew(client: PageClient) -> None:
    client.post("/sign-in", RIGHT)
    later = timedelta(minutes=5, seconds=1)
    with clock.frozen(NOW + later):
        assert client.get("/sign-in/code").location == "/sign-in"
        assert "Час на код минув" in client.get("/sign-in").page.words()
    client.post("/sign-in", RIGHT)
    page = client.get("/sign-in/code").page
    with clock.frozen(NOW + later):
        typed = {**page.form_values("/sign-in/code"), "code": code(later.total_seconds())}
        assert client.post("/sign-in/code", typed, csrf=False).location == "/sign-in"
        assert "Час на код минув" in client.get("/sign-in").page.words()
    assert Session.select().count() == 0


def test_a_password_that_was_replaced_meanwhile_lets_nobody_in(client: PageClient, olena: User) -> None:
    client.post("/sign-in", RIGHT)
    User.update(password_hash=passwords.hash_password(NEW_PASSWORD)).where(User.id == olena.id).execute()
    assert client.get("/sign-in/code").location == "/sign-in"
    assert client.post("/sign-in/code", {"code": code()}).location == "/sign-in"
    assert Session.select().count() == 0


def test_a_hash_of_former_days_is_renewed_on_the_way(
    client: PageClient, olena: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "is_outdated", lambda kept: True)
    client.post("/sign-in", RIGHT)
    assert User.get_by_id(olena.id).password_hash != olena.password_hash
    assert client.post("/sign-in/code", {"code": code()}).location == "/profile"


@pytest.mark.usefixtures("olena")
@pytest.mark.parametrize("character", ["a", "ї", "😀", '"', "€"])
def test_the_way_on_fits_into_the_cookie(client: PageClient, character: str) -> None:
    longest = "/" + character * (499 // len(character.encode()))
    answer = client.post("/sign-in", {**RIGHT, "next": longest})
    assert len(answer.headers["Set-Cookie"]) < 4000
    assert unquote(client.post("/sign-in/code", {"code": code()}).location) == longest
    client.post("/sign-out")
    client.post("/sign-in", {**RIGHT, "next": longest + character})
    with clock.frozen(NOW + timedelta(seconds=30)):
        assert client.post("/sign-in/code", {"code": code(30)}).location == "/"


def test_without_a_password_there_is_no_code(client: PageClient) -> None:
    assert client.get("/sign-in/code").location == "/sign-in"
    words = client.get("/sign-in").page.words()
    assert "Введіть пошту й пароль, тоді код" in words
    assert "Час на код минув" not in words
    assert client.post("/sign-in/code", {"code": "000000"}).location == "/sign-in"


def test_somebody_who_is_gone_meanwhile_does_not_get_in(client: PageClient, olena: User) -> None:
    client.post("/sign-in", RIGHT)
    olena.delete_instance()
    assert client.post("/sign-in/code", {"code": code()}).location == "/sign-in"


@pytest.mark.usefixtures("olena")
def test_ten_wrong_codes_close_the_door(client: PageClient) -> None:
    client.post("/sign-in", RIGHT)
    for _number in range(10):
        assert client.post("/sign-in/code", {"code": "000000"}).status_code == 422
    answer = client.post("/sign-in/code", {"code": code()})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert Session.select().count() == 0
