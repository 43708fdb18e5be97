"""The link in the mail, and the new password behind it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal import clock
from portal.domain.identity import links, password_reset, passwords
from portal.models import Session, User
from tests import factories
from tests.conftest import NOW
from tests.domain.identity.people import NEW_PASSWORD, PASSWORD, SECRET, last_token
from tests.page import PageClient

NEW = {"password": NEW_PASSWORD, "password_again": NEW_PASSWORD}


@pytest.fixture
def maria(client: PageClient) -> User:
    return factories.make_user("maria@example.com", password_hash=passwords.hash_password(PASSWORD))


@pytest.fixture
def token(maria: User) -> str:
    password_reset.request("maria@example.com", now=NOW)
    return last_token()


def test_the_link_leads_to_two_fields(client: PageClient, token: str) -> None:
    page = client.get(f"/password-reset/{token}").page
    assert page.h1 == "Змінити пароль"
    assert set(NEW) <= set(page.form_values(f"/password-reset/{token}"))
    assert client.get(f"/password-reset/{token}").status_code == 200, "looking at it does not use it up"


def test_the_new_password_opens_and_all_sessions_are_over(
    client: PageClient, another_client: PageClient, maria: User, token: str
) -> None:
    another_client.sign_in(maria)
    client.sign_in(maria)
    answer = client.post(f"/password-reset/{token}", NEW)
    assert answer.status_code == 303
    page = client.get(answer.location).page
    assert page.h1 == "Підтвердження зміни пароля"
    assert "Пароль було змінено. Спробуйте увійти" in page.words()
    assert Session.select().count() == 0
    assert another_client.get("/profile").location.startswith("/sign-in")
    sent = {"email": "maria@example.com", "password": NEW_PASSWORD}
    assert client.post("/sign-in", sent).location == "/"


def test_it_confirms_the_mailbox_too(client: PageClient, maria: User, token: str) -> None:
    User.update(confirmed_at=None).execute()
    client.post(f"/password-reset/{token}", NEW)
    assert User.get().confirmed_at == NOW


@pytest.mark.parametrize(
    ("password", "again", "field"),
    [
        ("", "", "password"),
        ("пароль123", "пароль123", "password"),
        (NEW_PASSWORD, "other", "password_again"),
        ("y" * 129, "y" * 129, "password"),
        ("svitlo\x00khati", "svitlo\x00khati", "password"),
        ("maria@example.com", "maria@example.com", "password"),
    ],
)
def test_what_does_not_fit_is_said_and_the_link_stays(
    client: PageClient, token: str, password: str, again: str, field: str
) -> None:
    answer = client.post(f"/password-reset/{token}", {"password": password, "password_again": again})
    assert answer.status_code == 422
    assert answer.page.error_of(field)
    assert client.post(f"/password-reset/{token}", NEW).status_code == 303


def test_a_used_link_leads_to_a_new_one(client: PageClient, token: str) -> None:
    client.post(f"/password-reset/{token}", NEW)
    for answer in (client.get(f"/password-reset/{token}"), client.post(f"/password-reset/{token}", NEW)):
        assert answer.status_code == 410
        assert "вже використано" in answer.page.words()
        assert "/password-reset" in [link.get("href") for link in answer.page.all("a")]


def test_an_old_link_leads_to_a_new_one(client: PageClient, token: str) -> None:
    with clock.frozen(NOW + timedelta(hours=1)):
        for answer in (client.get(f"/password-reset/{token}"), client.post(f"/password-reset/{token}", NEW)):
            assert answer.status_code == 410
            assert "Термін дії" in answer.page.words()
    assert passwords.verify(PASSWORD, User.get().password_hash)


@pytest.mark.parametrize("forged", ["x", "x.y", "%00.%00", "%F0%9F%98%80", "a" * 2000])
def test_a_forged_link_is_not_recognised(client: PageClient, forged: str) -> None:
    for answer in (client.get(f"/password-reset/{forged}"), client.post(f"/password-reset/{forged}", NEW)):
        assert answer.status_code == 404
        assert "не впізнаємо" in answer.page.words()


def test_a_link_for_something_else_is_not_recognised(client: PageClient, maria: User) -> None:
    link = links.issue(links.CONFIRM_REGISTRATION, maria.email, maria, NOW)
    answer = client.post(f"/password-reset/{links.token(link.ref, link.purpose, SECRET)}", NEW)
    assert answer.status_code == 404
    assert passwords.verify(PASSWORD, User.get().password_hash)
