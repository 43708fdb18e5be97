"""«Пароль»: a new one with the present one."""

from __future__ import annotations

import pytest

from portal.domain.identity import passwords
from portal.models import Session, User
from tests.domain.identity.people import NEW_PASSWORD, PASSWORD, messages
from tests.page import PageClient

NEW = {"current_password": PASSWORD, "password": NEW_PASSWORD, "password_again": NEW_PASSWORD}


def test_the_page_says_what_the_manual_says(client: PageClient, maria: User) -> None:
    page = client.get("/profile/password").page
    for wanted in ("Зміна паролю", "Поточний пароль", "Новий пароль", "Підтвердження паролю", "Змінити"):
        assert wanted in page.words(page.one("main")), wanted


def test_it_ends_the_other_sessions_and_keeps_this_one(
    client: PageClient, another_client: PageClient, maria: User
) -> None:
    another_client.sign_in(maria)
    answer = client.post("/profile/password", NEW)
    assert (answer.status_code, answer.location) == (303, "/profile/password")
    assert "Пароль змінено" in client.get("/profile/password").page.words()
    assert another_client.get("/profile").location.startswith("/sign-in")
    assert Session.select().count() == 1
    assert passwords.verify(NEW_PASSWORD, User.get().password_hash)
    assert messages() == [("password_changed", "maria@example.com")]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"current_password": "wrong"}, "current_password"),
        ({"current_password": ""}, "current_password"),
        ({"password_again": "other"}, "password_again"),
        ({"password": "пароль123", "password_again": "пароль123"}, "password"),
        ({"password": "", "password_again": ""}, "password"),
        ({"password": "y" * 129, "password_again": "y" * 129}, "password"),
        ({"password": "svitlo\x00khati", "password_again": "svitlo\x00khati"}, "password"),
    ],
)
def test_what_does_not_fit_is_said(client: PageClient, maria: User, changes: dict[str, str], field: str) -> None:
    answer = client.post("/profile/password", {**NEW, **changes})
    assert answer.status_code == 422
    assert answer.page.error_of(field)
    assert PASSWORD not in answer.get_data(as_text=True)
    assert User.get().password_hash == maria.password_hash


def test_ten_wrong_ones_close_it(client: PageClient, maria: User) -> None:
    for _number in range(10):
        assert client.post("/profile/password", {**NEW, "current_password": "wrong"}).status_code == 422
    answer = client.post("/profile/password", NEW)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert User.get().password_hash == maria.password_hash
