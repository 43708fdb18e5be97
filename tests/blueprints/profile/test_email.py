"""«Електронна пошта»: another address."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal import clock
from portal.models import Message, User
from tests import factories
from tests.conftest import NOW
from tests.domain.identity.people import PASSWORD, last_token, messages
from tests.page import PageClient

NEW = {"email": "New@example.com", "current_password": PASSWORD}


def asked(client: PageClient) -> str:
    assert client.post("/profile/email", NEW).location == "/profile/email"
    return last_token()


def test_the_page_says_what_the_manual_says(client: PageClient, maria: User) -> None:
    page = client.get("/profile/email").page
    for wanted in ("Електронна пошта", "Нова адреса електронної пошти", "Змінити електронну адресу"):
        assert wanted in page.words(page.one("main")), wanted


def test_it_takes_effect_with_the_button_behind_the_link(client: PageClient, maria: User) -> None:
    token = asked(client)
    assert "На адресу new@example.com надіслано лист" in client.get("/profile/email").page.words()
    page = client.get(f"/profile/email/confirmation/{token}").page
    assert "new@example.com" in page.words(page.one("main"))
    assert User.get().email == "maria@example.com"
    answer = client.post(f"/profile/email/confirmation/{token}")
    assert (answer.status_code, answer.location) == (303, "/profile/email")
    assert "ваш логін — new@example.com" in client.get("/profile/email").page.words()
    assert messages() == [("confirm_email", "new@example.com"), ("email_changed", "maria@example.com")]


def test_an_address_with_a_cabinet_gets_the_same_answer(client: PageClient, maria: User) -> None:
    factories.make_user("new@example.com")
    assert client.post("/profile/email", NEW).location == "/profile/email"
    assert "На адресу new@example.com надіслано лист" in client.get("/profile/email").page.words()
    assert messages() == [("already_registered", "new@example.com")]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": "nobody"}, "email"),
        ({"email": "MARIA@example.com"}, "email"),
        ({"email": "😀@example.com"}, "email"),
        ({"email": "a" * 300}, "email"),
        ({"current_password": ""}, "current_password"),
        ({"current_password": "wrong"}, "current_password"),
        ({"current_password": "\x00"}, "current_password"),
    ],
)
def test_what_does_not_fit_is_said(client: PageClient, maria: User, changes: dict[str, str], field: str) -> None:
    answer = client.post("/profile/email", {**NEW, **changes})
    assert answer.status_code == 422
    assert answer.page.error_of(field)
    assert PASSWORD not in answer.get_data(as_text=True)
    assert Message.select().count() == 0


def test_the_link_opens_for_the_one_who_asked(client: PageClient, another_client: PageClient, maria: User) -> None:
    token = asked(client)
    address = f"/profile/email/confirmation/{token}"
    assert another_client.get(address).location == f"/sign-in?next={address}"
    assert another_client.post(address).status_code == 401
    another_client.sign_in(factories.make_user())
    for answer in (another_client.get(address), another_client.post(address)):
        assert answer.status_code == 404
        assert "не впізнаємо" in answer.page.words()
    assert User.get_by_id(maria.id).email == "maria@example.com"


def test_used_and_old_links_say_so(client: PageClient, maria: User) -> None:
    address = f"/profile/email/confirmation/{asked(client)}"
    with clock.frozen(NOW + timedelta(hours=11)):
        client.get("/profile")
    with clock.frozen(NOW + timedelta(hours=22)):
        client.get("/profile")
    with clock.frozen(NOW + timedelta(hours=25)):
        assert client.post(address).status_code == 410
    client.post(address)
    assert client.get(address).status_code == 410


def test_an_address_taken_in_between_is_said(client: PageClient, maria: User) -> None:
    token = asked(client)
    factories.make_user("new@example.com")
    answer = client.post(f"/profile/email/confirmation/{token}")
    assert answer.status_code == 409
    assert "вже є інший кабінет" in answer.page.words()


def test_five_mails_an_hour(client: PageClient, maria: User) -> None:
    sent = [{**NEW, "email": f"new{number}@example.com"} for number in range(6)]
    assert [client.post("/profile/email", form).status_code for form in sent] == [303] * 5 + [429]
    assert Message.select().count() == 5


def test_three_an_hour_to_one_address_whoever_asks(
    client: PageClient, another_client: PageClient, maria: User
) -> None:
    for _number in range(3):
        assert client.post("/profile/email", NEW).status_code == 303
    another_client.sign_in(factories.make_user(password_hash=maria.password_hash))
    answer = another_client.post("/profile/email", NEW)
    assert answer.status_code == 429
    assert answer.page.value("email") == "New@example.com"
    assert Message.select().count() == 3


def test_ten_wrong_passwords_close_it(client: PageClient, maria: User) -> None:
    for _number in range(10):
        assert client.post("/profile/email", {**NEW, "current_password": "wrong"}).status_code == 422
    answer = client.post("/profile/email", NEW)
    assert answer.status_code == 429
    assert answer.page.value("email") == "New@example.com"
    wrong = {
        "current_password": "wrong",
        "password": "туман над Тетеревом",
        "password_again": "туман над Тетеревом",
    }
    assert client.post("/profile/password", wrong).status_code == 429, "one limit for both pages"
