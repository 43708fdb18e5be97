"""A cabinet with the same address is joined after its password or its mailbox has confirmed it, never before."""

from __future__ import annotations

import pytest

from portal.demo.people import IVAN
from portal.domain.identity import passwords
from portal.models import Consent, Event, Identity, Session, User
from tests import factories
from tests.blueprints.idgov.conftest import Come
from tests.blueprints.idgov.test_sign_in import ALL
from tests.domain.identity.people import PASSWORD, last_code, messages
from tests.page import PageClient

FORM = {**ALL, "email": IVAN.email}


@pytest.fixture
def ivan(client: PageClient) -> User:
    return factories.make_user(
        IVAN.email, surname="Українець-Старий", password_hash=passwords.hash_password(PASSWORD)
    )


@pytest.fixture
def at_the_proof(ivan: User, client: PageClient, come: Come) -> User:
    """Ivan came by id.gov.ua, filled in the form, and has to prove that the cabinet is his."""
    come("ivan")
    assert client.post("/idgov/cabinet", FORM).location == "/idgov/cabinet/code"
    assert (Session.select().count(), Identity.select().count()) == (0, 0)
    return ivan


def test_by_the_mailbox(client: PageClient, at_the_proof: User) -> None:
    assert messages() == [("identity_join_code", IVAN.email)]
    assert client.post("/idgov/cabinet/code", {"code": f" {last_code()[:4]} {last_code()[4:]} "}).location == "/"
    joined(at_the_proof)


def test_by_the_password(client: PageClient, at_the_proof: User) -> None:
    assert client.post("/idgov/cabinet/password", {"password": PASSWORD}).location == "/"
    joined(at_the_proof)


def joined(user: User) -> None:
    assert Session.get().user == user
    assert {row.user for row in Identity.select()} == {user}
    found = User.get_by_id(user.id)
    assert (found.surname, found.password_hash) == (IVAN.surname, user.password_hash)
    assert found.names_confirmed_at
    assert messages()[-1] == ("identity_connected", IVAN.email)
    assert Event.get(Event.name == "identity_connected").details == {"way": "diia_id"}
    assert Consent.get().user == user


def test_a_wrong_password_joins_nothing(client: PageClient, at_the_proof: User) -> None:
    answer = client.post("/idgov/cabinet/password", {"password": "wrong"})
    assert answer.status_code == 422
    assert "не підходить" in answer.page.error_of("password")
    assert Identity.select().count() == 0


def test_an_address_without_a_cabinet_gets_the_same_answers(client: PageClient, come: Come, ivan: User) -> None:
    """So nobody learns by an address that they typed whether somebody has a cabinet with it."""
    come("mykola")
    pages = []
    for email in (IVAN.email, "nobody@example.com"):
        sent = client.post("/idgov/cabinet", {**ALL, "email": email})
        shown = client.get(sent.location).page.words()
        by_code = client.post("/idgov/cabinet/code", {"code": "00000000"}).page.words()
        by_password = client.post("/idgov/cabinet/password", {"password": "wrong"}).page.words()
        pages.append([text.replace(email, "…") for text in (sent.location, shown, by_code, by_password)])
    assert pages[0] == pages[1]


def test_a_cabinet_of_another_person_is_not_joined(client: PageClient, come: Come, ivan: User) -> None:
    Identity.create(user=ivan, provider="idgov", subject="tax:somebody else's")
    come("ivan")
    client.post("/idgov/cabinet", FORM)
    answer = client.post("/idgov/cabinet/password", {"password": PASSWORD})
    assert answer.status_code == 409
    assert "іншої людини" in answer.page.words()
    assert Identity.select().count() == 1
    assert Session.select().count() == 0


@pytest.mark.parametrize(("path", "field", "limit"), [("code", "code", 10), ("password", "password", 10)])
def test_guessing_ends(client: PageClient, at_the_proof: User, path: str, field: str, limit: int) -> None:
    for _try in range(limit):
        assert client.post(f"/idgov/cabinet/{path}", {field: "00000000"}).status_code == 422
    right = {"code": last_code(), "password": PASSWORD}[field]
    answer = client.post(f"/idgov/cabinet/{path}", {field: right})
    assert answer.status_code == 429
    assert answer.headers["Retry-After"]
    assert "Забагато спроб" in answer.page.words()
    assert Identity.select().count() == 0


def test_an_address_gets_few_mails(client: PageClient, come: Come) -> None:
    come("mykola")
    for _time in range(5):
        assert client.post("/idgov/cabinet", {**ALL, "email": "m@example.com"}).status_code == 303
    answer = client.post("/idgov/cabinet", {**ALL, "email": "m@example.com"})
    assert answer.status_code == 429
    assert answer.page.value("email") == "m@example.com"
    assert len(messages()) == 5


def test_without_having_come_there_is_nothing_to_prove(client: PageClient) -> None:
    for path in ("/idgov/cabinet", "/idgov/cabinet/code"):
        assert client.get(path).location == "/sign-in"
    for path in ("/idgov/cabinet", "/idgov/cabinet/code", "/idgov/cabinet/password"):
        assert client.post(path, {**FORM, "code": "1", "password": "x"}).location == "/sign-in"
    assert User.select().count() == 0
