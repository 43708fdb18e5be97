"""Supervisors look after those who work at the desk."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from portal.domain.errors import Refused
from portal.domain.identity import passwords, sign_in
from portal.extensions import vault
from portal.models import Audit, Message, Session, User
from tests import factories
from tests.page import PageClient

NEW = {
    "email": "iryna@example.com",
    "surname": "Коваль",
    "given_name": "Ірина",
    "patronymic": "",
    "rem": "Житомирський РЕМ",
}


@pytest.fixture
def somebody(client: PageClient) -> User:
    """An operator with a password."""
    return factories.make_user(
        "olena@example.com",
        role="operator",
        rem=factories.make_rem(),
        surname="Савчук",
        password_hash=passwords.hash_password("svitlo-u-khati"),
    )


def secret_on(text: str) -> str:
    found = re.search(r'<code class="secret">([A-Z2-7 ]+)</code>', text)
    assert found
    return found[1].replace(" ", "")


def test_a_new_operator_gets_a_link_and_a_secret_that_is_shown_once(
    app: Flask, client: PageClient, supervisor: User
) -> None:
    factories.make_rem()
    answer = client.post("/desk/operators/new", NEW)
    assert answer.status_code == 200
    made = User.get(User.email == NEW["email"])
    assert (made.role, made.rem.name) == ("operator", "Житомирський РЕМ")
    with app.app_context():
        assert vault().decrypt(made.totp_secret) == secret_on(answer.get_data(as_text=True))
    assert 'class="qr"' in answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store"
    assert Message.get().template == "reset_password"
    listed = client.get("/desk/operators").page.words()
    assert "ще не вибрав пароль" in listed
    assert [row.actor_id for row in Audit.select().where(Audit.action == "operator_added")] == [supervisor.id]


def test_a_new_supervisor_reaches_everywhere(client: PageClient, supervisor: User) -> None:
    client.post("/desk/operators/new", {**NEW, "rem": "supervisor"})
    made = User.get(User.email == NEW["email"])
    assert (made.role, made.rem) == ("supervisor", None)


@pytest.mark.parametrize(
    ("typed", "field", "status"),
    [
        ({"email": "ніхто"}, "email", 422),
        ({"surname": ""}, "surname", 422),
        ({"rem": ""}, "rem", 422),
        ({"rem": "Київський РЕМ"}, "rem", 422),
        ({"email": "olena@example.com"}, "email", 409),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field(
    client: PageClient, supervisor: User, somebody: User, typed: dict[str, str], field: str, status: int
) -> None:
    answer = client.post("/desk/operators/new", {**NEW, **typed})
    assert answer.status_code == status
    assert answer.page.error_of(field)
    assert User.select().count() == 2


def test_who_lost_the_phone_gets_another_secret(client: PageClient, supervisor: User, somebody: User) -> None:
    PageClient(client.client.application).sign_in(somebody)
    answer = client.post(f"/desk/operators/{somebody.ref}/code-renewal")
    assert secret_on(answer.get_data(as_text=True))
    assert Session.select().where(Session.user == somebody).count() == 0
    assert Message.get().template == "codes_renewed"


def test_who_is_switched_off_is_out_and_stays_in_the_list(
    client: PageClient, another_client: PageClient, supervisor: User, somebody: User
) -> None:
    another_client.sign_in(somebody)
    assert another_client.get("/desk/readings").status_code == 200
    client.post(f"/desk/operators/{somebody.ref}/deactivation")
    assert another_client.get("/desk/readings").status_code == 303
    with pytest.raises(Refused):
        sign_in.check(somebody.email, "svitlo-u-khati")
    assert sign_in.by_id(somebody.id) is None
    assert "вимкнено" in client.get("/desk/operators").page.words()
    again = client.post(f"/desk/operators/{somebody.ref}/deactivation", follow=True)
    assert "вже вимкнено" in again.page.words()
    client.post(f"/desk/operators/{somebody.ref}/activation")
    assert sign_in.check(somebody.email, "svitlo-u-khati").id == somebody.id
    actions = [row.action for row in Audit.select().order_by(Audit.id)]
    assert actions == ["operator_switched_off", "operator_switched_on"]


def test_nobody_switches_themselves_off(client: PageClient, supervisor: User) -> None:
    answer = client.post(f"/desk/operators/{supervisor.ref}/deactivation", follow=True)
    assert "Себе вимкнути не можна" in answer.page.words()
    assert User.get_by_id(supervisor.id).disabled_at is None


def test_consumers_are_no_operators(client: PageClient, supervisor: User) -> None:
    consumer = factories.make_user()
    for ref in (consumer.ref, "no-such-ref"):
        for verb in ("code-renewal", "deactivation", "activation"):
            assert client.post(f"/desk/operators/{ref}/{verb}").status_code == 404
    assert User.get_by_id(consumer.id).disabled_at is None


def test_an_operator_looks_after_nobody(client: PageClient, operator: User, somebody: User) -> None:
    assert client.get("/desk/operators").status_code == 404
    assert client.post("/desk/operators/new", NEW).status_code == 404
    assert client.post(f"/desk/operators/{somebody.ref}/deactivation").status_code == 404
    assert User.get_by_id(somebody.id).disabled_at is None
