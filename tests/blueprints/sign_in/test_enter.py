"""E-mail and password at the door."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from portal import clock
from portal.config import Settings
from portal.domain.identity import passwords
from portal.models import Session, User
from tests import factories
from tests.conftest import NOW
from tests.counters import all_but_one_spent
from tests.domain.identity.people import PASSWORD
from tests.page import PageClient

RIGHT = {"email": "maria@example.com", "password": PASSWORD}


@pytest.fixture
def maria(client: PageClient) -> User:
    return factories.make_user("maria@example.com", password_hash=passwords.hash_password(PASSWORD))


def test_the_page_says_what_the_manual_says(client: PageClient) -> None:
    words = client.get("/sign-in").page.words()
    for wanted in (
        "Електронна пошта",
        "Пароль",
        "Запам'ятати мене?",
        "Увійти",
        "Забули пароль?",
        "Реєстрація",
        "В цьому розділі Ви зможете:",
        "Наголошуємо:",
        "Зверніть увагу!",
    ):
        assert wanted in words, wanted


def test_the_right_password_begins_a_new_session(client: PageClient, maria: User) -> None:
    before = client.fresh_token()
    answer = client.post("/sign-in", RIGHT, headers={"User-Agent": "Mozilla/5.0 (Android) Chrome/1"})
    assert (answer.status_code, answer.location) == (303, "/")
    session = Session.get()
    assert (session.user, session.device, session.remembered) == (maria, "Chrome, Android", False)
    assert len(answer.headers.getlist("Set-Cookie")) == 1
    assert "Expires" not in answer.headers["Set-Cookie"]
    assert client.fresh_token() != before
    assert client.get("/profile").status_code == 200


@pytest.mark.usefixtures("maria")
def test_who_asks_to_be_remembered_is(client: PageClient) -> None:
    answer = client.post("/sign-in", {**RIGHT, "remember": "y"})
    assert "Expires" in answer.headers["Set-Cookie"]
    with clock.frozen(NOW + timedelta(days=89)):
        assert client.get("/profile").status_code == 200


@pytest.mark.usefixtures("maria")
def test_twelve_hours_later_others_sign_in_again(client: PageClient) -> None:
    client.post("/sign-in", RIGHT)
    with clock.frozen(NOW + timedelta(hours=13)):
        assert client.get("/profile").location == "/sign-in?next=/profile"


@pytest.mark.usefixtures("maria")
@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "maria@example.com", "password": "wrong"},
        {"email": "nobody@example.com", "password": PASSWORD},
        {"email": "no address", "password": PASSWORD},
        {"email": "<script>alert(1)</script>", "password": "<script>alert(1)</script>"},
        {"email": "\u202emaria@example.com", "password": "😀"},
        {"email": b"maria\xed\xa0\x80@example.com", "password": b"\xed\xa0\x80 half a character"},
    ],
)
def test_one_answer_for_all_that_is_wrong(client: PageClient, wrong: dict[str, Any]) -> None:
    answer = client.post("/sign-in", wrong)
    assert answer.status_code == 422
    assert "Пошта або пароль не підходять" in answer.page.words()
    assert answer.page.one("input", name="password").get("value") in (None, "")
    assert Session.select().count() == 0


@pytest.mark.parametrize("value", ["", " ", "\x00", "a" * 1000])
def test_what_can_not_be_is_said_beside_the_field(client: PageClient, value: str) -> None:
    answer = client.post("/sign-in", {"email": value, "password": ""})
    assert answer.status_code == 422
    assert answer.page.error_of("email")
    assert answer.page.error_of("password")


def test_an_unconfirmed_person_may_have_the_link_again(client: PageClient, maria: User) -> None:
    User.update(confirmed_at=None).execute()
    answer = client.post("/sign-in", RIGHT)
    assert answer.status_code == 403
    assert answer.page.form_values("/register/again")["email"] == "maria@example.com"
    assert Session.select().count() == 0
    assert client.post("/sign-in", {**RIGHT, "password": "wrong"}).status_code == 422


@pytest.mark.usefixtures("maria")
def test_ten_wrong_ones_close_the_door_for_this_address(client: PageClient) -> None:
    wrong = {**RIGHT, "password": "wrong"}
    assert [client.post("/sign-in", wrong).status_code for _number in range(10)] == [422] * 10
    answer = client.post("/sign-in", RIGHT)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 15 * 60
    assert "Забагато спроб" in answer.page.words()
    assert answer.page.value("email") == "maria@example.com"
    assert PASSWORD not in answer.get_data(as_text=True)
    assert client.post("/sign-in", {**RIGHT, "email": "ivan@example.com"}).status_code == 422


@pytest.mark.usefixtures("maria")
def test_a_hundred_wrong_ones_close_it_for_the_network(
    client: PageClient, another_client: PageClient, settings: Settings
) -> None:
    for number in range(21):
        sent = {"email": f"person{number}@example.com", "password": "wrong"}
        assert client.post("/sign-in", sent).status_code == 422
    all_but_one_spent(settings, "100/10/minute")
    assert client.post("/sign-in", {"email": "last@example.com", "password": "wrong"}).status_code == 422
    assert another_client.post("/sign-in", RIGHT).status_code == 429


@pytest.mark.usefixtures("maria")
@pytest.mark.parametrize("typed", ["Maria@Example.com", " maria@example.com", "ma\u200bria@example.com\ufeff"])
def test_another_way_to_type_the_address_is_no_other_address(client: PageClient, typed: str) -> None:
    for _number in range(10):
        client.post("/sign-in", {"email": typed, "password": "wrong"})
    assert client.post("/sign-in", RIGHT).status_code == 429


@pytest.mark.usefixtures("maria")
def test_strangers_do_not_shut_the_door_for_the_owner(client: PageClient, settings: Settings) -> None:
    """Until they become many: then nobody gets in, which is better than everybody."""
    elsewhere = {"REMOTE_ADDR": "203.0.113.7"}
    wrong = {**RIGHT, "password": "wrong"}
    for _number in range(10):
        assert client.post("/sign-in", wrong, environ_base=elsewhere).status_code == 422
    assert client.post("/sign-in", RIGHT, environ_base=elsewhere).status_code == 429
    assert client.post("/sign-in", RIGHT).status_code == 303
    client.post("/sign-out")
    all_but_one_spent(settings, "100/1/hour")
    assert client.post("/sign-in", wrong).status_code == 422
    assert client.post("/sign-in", RIGHT).status_code == 429


@pytest.mark.usefixtures("maria")
@pytest.mark.parametrize("address", ["/sign-in", "/register", "/password-reset"])
def test_costly_forms_are_few_a_minute_whatever_the_answer(
    client: PageClient, settings: Settings, address: str
) -> None:
    assert client.post("/sign-in", {}).status_code == 422
    all_but_one_spent(settings, "120/1/minute")
    assert client.post(address, {}).status_code == 422
    answer = client.post(address, {})
    assert answer.status_code == 429
    assert "Забагато спроб" in answer.page.words()


@pytest.mark.usefixtures("maria")
def test_right_ones_are_not_counted(client: PageClient) -> None:
    for _number in range(25):
        assert client.post("/sign-in", RIGHT).status_code == 303
        client.post("/sign-out")


@pytest.mark.usefixtures("maria")
@pytest.mark.parametrize("target", ["/readings", "/profile/email?x=1", "/accounts/abc/removal"])
def test_one_goes_on_where_one_wanted(client: PageClient, target: str) -> None:
    form = client.get("/sign-in", query_string={"next": target}).page.form_values("/sign-in")
    assert form["next"] == target
    assert client.post("/sign-in", {**form, **RIGHT}).location == target


@pytest.mark.usefixtures("maria")
@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "javascript:alert(1)",
        " //evil.example",
        "/\x00/evil.example",
        "///evil.example",
        "/" + "a" * 5000,
        "evil.example",
        "//[",
    ],
)
def test_and_never_to_somebody_else(client: PageClient, target: str) -> None:
    assert client.get("/sign-in", query_string={"next": target}).page.value("next") == ""
    assert client.post("/sign-in", {**RIGHT, "next": target}).location == "/"


def test_who_is_signed_in_goes_on(client: PageClient, maria: User) -> None:
    client.sign_in(maria)
    assert client.get("/sign-in").location == "/"
    assert client.post("/sign-in", RIGHT).location == "/"
    assert Session.select().count() == 1
