"""The link in the mail: opened by a button, once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal import clock, mailing
from portal.config import Settings
from portal.domain.identity import links, registration
from portal.models import Message, User
from tests import factories
from tests.conftest import NOW
from tests.domain.identity.people import NEW_PASSWORD, PASSWORD, SECRET, details, last_token
from tests.page import PageClient

RIGHT = {"password": PASSWORD}


@pytest.fixture
def token(client: PageClient) -> str:
    registration.register(details(), now=NOW)
    return last_token()


def test_the_mail_leads_here(client: PageClient, token: str, settings: Settings) -> None:
    body = mailing.render(Message.get(), settings).get_body(("plain",))
    assert f"http://localhost/register/confirmation/{token}" in body.get_content()


def test_opening_shows_a_button_and_does_nothing(client: PageClient, token: str) -> None:
    """Mail scanners open links as well."""
    page = client.get(f"/register/confirmation/{token}").page
    assert page.h1 == "Підтвердження реєстрації"
    assert "maria@example.com" in page.words()
    assert User.get().confirmed_at is None


def test_the_button_confirms_and_leads_to_sign_in(client: PageClient, token: str) -> None:
    answer = client.post(f"/register/confirmation/{token}", RIGHT)
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert "Пошту підтверджено" in client.get(answer.location).page.words()
    assert User.get().confirmed_at == NOW


@pytest.mark.parametrize("password", ["", "wrong", "\x00", "a" * 5000, PASSWORD.upper()])
def test_a_wrong_password_is_said_and_the_link_stays_good(client: PageClient, token: str, password: str) -> None:
    answer = client.post(f"/register/confirmation/{token}", {"password": password})
    assert answer.status_code == 422
    assert answer.page.error_of("password")
    assert "/register" in [link.get("href") for link in answer.page.one("main").iter("a")]
    assert User.get().confirmed_at is None
    assert client.post(f"/register/confirmation/{token}", RIGHT).status_code == 303


def test_what_a_stranger_filled_in_is_not_confirmed_by_the_owner_of_the_mailbox(
    client: PageClient, token: str
) -> None:
    registration.register(details(password=NEW_PASSWORD, surname="Чужий"), now=NOW)
    answer = client.post(f"/register/confirmation/{last_token()}", RIGHT)
    assert answer.status_code == 422
    assert User.get().confirmed_at is None
    assert client.post(f"/register/confirmation/{token}", RIGHT).status_code == 410


def test_ten_wrong_ones_close_the_door(client: PageClient, token: str) -> None:
    for _number in range(10):
        assert client.post(f"/register/confirmation/{token}", {"password": "wrong"}).status_code == 422
    answer = client.post(f"/register/confirmation/{token}", RIGHT)
    assert answer.status_code == 429
    assert "Забагато спроб" in answer.page.words()
    assert "maria@example.com" in answer.page.words()
    assert User.get().confirmed_at is None


def test_a_used_link_of_a_confirmed_person_leads_to_sign_in(client: PageClient, token: str) -> None:
    client.post(f"/register/confirmation/{token}", RIGHT)
    address = f"/register/confirmation/{token}"
    for answer in (client.get(address), client.post(address, RIGHT)):
        assert answer.status_code == 410
        assert "вже підтверджено" in answer.page.words()


def test_an_old_link_leads_to_a_new_one(client: PageClient, token: str) -> None:
    with clock.frozen(NOW + timedelta(hours=25)):
        for answer in (
            client.get(f"/register/confirmation/{token}"),
            client.post(f"/register/confirmation/{token}", RIGHT),
        ):
            assert answer.status_code == 410
            assert "Термін дії посилання минув" in answer.page.words()
            assert "/register/again" in [link.get("href") for link in answer.page.all("a")]
    assert User.get().confirmed_at is None


def test_a_replaced_link_is_no_longer_good(client: PageClient, token: str) -> None:
    registration.register(details(surname="Інша"), now=NOW)
    answer = client.post(f"/register/confirmation/{token}", RIGHT)
    assert answer.status_code == 410
    assert "замінило новіше" in answer.page.words()
    assert User.get().confirmed_at is None


@pytest.mark.parametrize("forged", ["x", "x.y", "%00.%00", "%F0%9F%98%80", "a" * 2000, "..", "%ED%A0%80.x"])
def test_a_forged_link_is_not_recognised(client: PageClient, forged: str) -> None:
    for answer in (
        client.get(f"/register/confirmation/{forged}"),
        client.post(f"/register/confirmation/{forged}", RIGHT),
    ):
        assert answer.status_code == 404


def test_a_link_for_something_else_is_not_recognised(client: PageClient) -> None:
    user = factories.make_user(confirmed_at=None)
    link = links.issue(links.RESET_PASSWORD, user.email, user, NOW)
    answer = client.post(f"/register/confirmation/{links.token(link.ref, link.purpose, SECRET)}", RIGHT)
    assert answer.status_code == 404
    assert "не впізнаємо" in answer.page.words()
    assert User.get().confirmed_at is None
