"""«Вхід через id.gov.ua» in the profile, and what people without a password are told."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.demo.people import IVAN
from portal.domain.identity import passwords
from portal.models import Event, Identity, Session, User
from tests import factories
from tests.blueprints.idgov.conftest import Come
from tests.blueprints.idgov.test_sign_in import ALL
from tests.domain.identity.people import NEW_PASSWORD, PASSWORD, last_token, messages
from tests.page import PageClient

CONNECT = "/idgov/connection/diia"


@pytest.fixture
def maria(client: PageClient) -> User:
    user = factories.make_user("maria@example.com", password_hash=passwords.hash_password(PASSWORD))
    client.sign_in(user)
    return user


@pytest.fixture
def olena(client: PageClient, come: Come) -> User:
    """Signed in by id.gov.ua, and without a password."""
    come("olena")
    client.post("/idgov/cabinet", {**ALL, "email": "olena.petrenko@example.com"})
    return User.get()


def test_it_is_connected_after_the_password(client: PageClient, come: Come, maria: User) -> None:
    assert client.get("/profile/identity").page.all("a", href=CONNECT)
    assert come("ivan", start=CONNECT).location == "/profile/identity/connection"
    assert IVAN.full_name in client.get("/profile/identity/connection").page.words()
    assert Identity.select().count() == 0
    wrong = client.post("/profile/identity/connection", {"current_password": "wrong"})
    assert wrong.status_code == 422
    assert Identity.select().count() == 0
    done = client.post("/profile/identity/connection", {"current_password": PASSWORD})
    assert done.location == "/profile/identity"
    assert "під’єднано" in client.get("/profile/identity").page.words()
    assert User.get_by_id(maria.id).surname == IVAN.surname
    assert messages()[-1] == ("identity_connected", "maria@example.com")
    assert client.get("/profile/identity/connection").location == "/profile/identity"
    client.post("/sign-out")
    assert come("ivan").location == "/"


def test_somebody_who_has_a_cabinet_is_not_connected_to_another(
    client: PageClient, come: Come, olena: User, maria: User
) -> None:
    come("olena", start=CONNECT)
    answer = client.post("/profile/identity/connection", {"current_password": PASSWORD})
    assert answer.status_code == 409
    assert "інший кабінет" in answer.page.words()
    assert {row.user for row in Identity.select()} == {olena}


def test_it_is_disconnected_after_the_password(client: PageClient, come: Come, maria: User) -> None:
    come("ivan", start=CONNECT)
    client.post("/profile/identity/connection", {"current_password": PASSWORD})
    assert client.post("/profile/identity/disconnection", {"current_password": "wrong"}).status_code == 422
    assert Identity.select().count() > 0
    answer = client.post("/profile/identity/disconnection", {"current_password": PASSWORD})
    assert answer.location == "/profile/identity"
    assert Identity.select().count() == 0
    assert User.get_by_id(maria.id).names_confirmed_at is None
    assert Event.select().where(Event.name == "identity_disconnected").count() == 1
    assert messages()[-1] == ("identity_disconnected", "maria@example.com")


def test_the_last_way_in_is_not_taken_away(client: PageClient, olena: User) -> None:
    page = client.get("/profile/identity").page
    assert "Спершу задайте пароль" in page.words()
    assert not page.all("form", action="/profile/identity/disconnection")
    answer = client.post("/profile/identity/disconnection", {"current_password": "anything"})
    assert answer.status_code == 422
    assert "не зможете ввійти" in answer.page.words()
    assert Identity.select().where(Identity.user == olena).count() == 2


@pytest.mark.parametrize("path", ["/profile/email", "/profile/password", "/profile/identity"])
def test_without_a_password_these_pages_say_how_to_get_one(client: PageClient, olena: User, path: str) -> None:
    page = client.get(path).page
    assert "Спершу задайте пароль" in page.words()
    assert olena.email in page.words()
    assert not page.all("input", name="current_password")
    assert page.all("form", action="/profile/password/link")


def test_a_password_is_set_by_the_mail_and_then_all_works(client: PageClient, olena: User, app: Flask) -> None:
    assert client.post("/profile/password/link").location == "/profile/password"
    assert messages() == [("reset_password", olena.email)]
    assert client.post(f"/password-reset/{last_token()}", both(NEW_PASSWORD)).location == "/password-reset/done"
    assert Session.select().count() == 0
    assert client.post("/sign-in", {"email": olena.email, "password": NEW_PASSWORD}).status_code == 303
    answer = client.post("/profile/email", {"email": "new@example.com", "current_password": NEW_PASSWORD})
    assert answer.status_code == 303
    answer = client.post("/profile/identity/disconnection", {"current_password": NEW_PASSWORD})
    assert answer.status_code == 303
    assert Identity.select().count() == 0


def both(password: str) -> dict[str, str]:
    return {"password": password, "password_again": password}


def test_who_posts_all_the_same_is_told(client: PageClient, olena: User) -> None:
    answer = client.post("/profile/email", {"email": "new@example.com", "current_password": "anything"})
    assert answer.status_code == 422
    assert "Спершу задайте" in answer.page.words()


def test_the_link_is_sent_three_times_an_hour(client: PageClient, olena: User) -> None:
    for _time in range(5):
        assert client.post("/profile/password/link").location == "/profile/password"
    assert messages() == [("reset_password", olena.email)] * 3


def test_names_are_confirmed_until_they_are_changed(client: PageClient, olena: User) -> None:
    page = client.get("/profile").page
    assert "підтверджено id.gov.ua" in page.words()
    form = page.form_values("/profile")
    client.post("/profile", {**form, "phone": "067 111 22 33"})
    assert User.get().names_confirmed_at
    client.post("/profile", {**form, "surname": "Петренко-Коваль"})
    assert User.get().names_confirmed_at is None
    assert "підтверджено id.gov.ua" not in client.get("/profile").page.words()


def test_what_was_begun_in_a_cabinet_makes_no_other_one(client: PageClient, come: Come, maria: User) -> None:
    """The session ended elsewhere meanwhile: whoever sits at the browser now is a guest."""
    come("ivan", start=CONNECT)
    Session.delete().execute()
    assert client.get("/idgov/cabinet").status_code == 303
    assert client.post("/idgov/cabinet", {**ALL, "email": IVAN.email}).status_code == 303
    assert list(User.select()) == [maria]
    client.sign_in(factories.make_user("x@example.com"))
    assert client.get("/profile/identity/connection").location == "/profile/identity"
