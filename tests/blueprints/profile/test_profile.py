"""«Профіль»: names and phone."""

from __future__ import annotations

import pytest

from portal.models import User
from tests import factories
from tests.page import PageClient

pytestmark = pytest.mark.usefixtures("maria")


def test_the_page_says_what_the_manual_says(client: PageClient) -> None:
    page = client.get("/profile").page
    words = page.words(page.one("main"))
    assert page.h1 == "Керування обліковим записом"
    for wanted in ("Налаштування облікового запису", "Профіль", "Логін", "Прізвище", "Ім'я", "По батькові"):
        assert wanted in words, wanted
    for wanted in ("Телефон", "Зберегти", "Редагувати персональні дані", "maria@example.com"):
        assert wanted in words, wanted
    assert page.value("surname") == "Українець"


def test_changes_are_kept(client: PageClient) -> None:
    form = client.get("/profile").page.form_values("/profile")
    answer = client.post("/profile", {**form, "surname": "Мар’яненко", "phone": "067 123 45 67", "patronymic": ""})
    assert (answer.status_code, answer.location) == (303, "/profile")
    page = client.get("/profile").page
    assert "Зміни збережено" in page.words()
    assert page.value("phone") == "+380671234567"
    assert User.get().full_name == "Мар’яненко Іван"


@pytest.mark.parametrize("junk", ["", "\x00", "😀", "<b>Іван</b>", "і" * 101, "\u202e12"])
@pytest.mark.parametrize("field", ["surname", "given_name", "phone"])
def test_junk_is_said_beside_its_field(client: PageClient, field: str, junk: str) -> None:
    filled_in = {"surname": "Петренко", "given_name": "Марія", "patronymic": "", "phone": "0671234567"}
    answer = client.post("/profile", {**filled_in, field: junk})
    assert answer.status_code == 422
    assert answer.page.error_of(field)
    assert User.get().surname == "Українець"


def test_only_oneself_is_changed(client: PageClient) -> None:
    other = factories.make_user("other@example.com")
    changed = {"surname": "Інша", "given_name": "Марія", "phone": "0671234567"}
    client.post("/profile", {**changed, "id": str(other.id), "email": "x@example.com", "role": "supervisor"})
    assert User.get_by_id(other.id).surname == "Українець"
    maria = User.get(User.email == "maria@example.com")
    assert (maria.surname, maria.role) == ("Інша", "consumer")
