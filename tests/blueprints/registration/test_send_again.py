"""The confirming link once more."""

from __future__ import annotations

import pytest

from portal.config import Settings
from portal.models import Message
from tests import factories
from tests.conftest import NOW
from tests.counters import all_but_one_spent
from tests.domain.identity.people import messages
from tests.page import PageClient


@pytest.mark.parametrize("known", ["nobody", "unconfirmed", "confirmed"])
def test_every_address_gets_the_same_answer(client: PageClient, known: str) -> None:
    if known != "nobody":
        factories.make_user("maria@example.com", confirmed_at=NOW if known == "confirmed" else None)
    answer = client.post("/register/again", {"email": " MARIA@example.com"})
    assert (answer.status_code, answer.location) == (303, "/register/sent")
    assert Message.select().count() == 1


def test_the_page_after_registration_has_the_button(client: PageClient) -> None:
    factories.make_user("maria@example.com", confirmed_at=None)
    client.post("/register/again", {"email": "maria@example.com"})
    form = client.get("/register/sent").page.form_values("/register/again")
    assert form["email"] == "maria@example.com"
    client.post("/register/again", form)
    assert messages() == [("confirm_registration", "maria@example.com")] * 2


@pytest.mark.parametrize("typed", ["", "nobody", "\x00", "😀@example.com", "a" * 300])
def test_what_is_no_address_is_said(client: PageClient, typed: str) -> None:
    answer = client.post("/register/again", {"email": typed})
    assert answer.status_code == 422
    assert answer.page.error_of("email")
    assert Message.select().count() == 0


def test_three_an_hour_and_the_form_stays(client: PageClient) -> None:
    answers = [client.post("/register/again", {"email": "maria@example.com"}) for _number in range(4)]
    assert [answer.status_code for answer in answers] == [303, 303, 303, 429]
    assert answers[-1].page.value("email") == "maria@example.com"
    assert client.post("/register/again", {"email": "ivan@example.com"}).status_code == 303


def test_htmx_is_counted_too(client: PageClient) -> None:
    htmx = {"HX-Request": "true", "HX-Request-Type": "partial"}
    for expected in (200, 200, 200, 429):
        answer = client.post("/register/again", {"email": "maria@example.com"}, headers=htmx)
        assert answer.status_code == expected


def test_a_village_behind_one_address_is_not_shut_out(client: PageClient, settings: Settings) -> None:
    for number in range(11):
        assert client.post("/register/again", {"email": f"maria{number}@example.com"}).status_code == 303
    all_but_one_spent(settings, "300/1/hour")
    assert client.post("/register/again", {"email": "last@example.com"}).status_code == 303
    assert client.post("/register/again", {"email": "ivan@example.com"}).status_code == 429


def test_without_an_address_there_is_a_form(client: PageClient) -> None:
    hrefs = [link.get("href") for link in client.get("/register/sent").page.all("a")]
    assert "/register/again" in hrefs
    assert client.get("/register/again").status_code == 200
