"""«Забули свій пароль?»"""

from __future__ import annotations

import pytest

from portal.config import Settings
from portal.models import Message
from tests import factories
from tests.counters import all_but_one_spent
from tests.domain.identity.people import messages
from tests.page import PageClient


def test_the_form_says_what_the_manual_says(client: PageClient) -> None:
    page = client.get("/password-reset").page
    assert page.h1 == "Забули свій пароль?"
    assert "Введіть свою адресу електронної пошти та натисніть «Змінити пароль»" in page.words()


@pytest.mark.parametrize("known", [True, False])
def test_every_address_gets_the_same_answer(client: PageClient, known: bool) -> None:
    if known:
        factories.make_user("maria@example.com")
    answer = client.post("/password-reset", {"email": "MARIA@example.com"})
    assert (answer.status_code, answer.location) == (303, "/password-reset/sent")
    page = client.get(answer.location).page
    assert page.h1 == "Підтвердження зміни паролю"
    assert "Надсилаємо лист на MARIA@example.com" in page.words()
    assert "теку «Спам»" in page.words()
    assert messages() == [("reset_password" if known else "no_such_cabinet", "maria@example.com")]


@pytest.mark.parametrize("typed", ["", "nobody", "\x00", "😀@example.com", "\u202ea@b", "a" * 300])
def test_what_is_no_address_is_said(client: PageClient, typed: str) -> None:
    answer = client.post("/password-reset", {"email": typed})
    assert answer.status_code == 422
    assert answer.page.error_of("email")
    assert Message.select().count() == 0


def test_three_an_hour_and_the_form_stays(client: PageClient) -> None:
    sent = [client.post("/password-reset", {"email": "maria@example.com"}) for _number in range(4)]
    assert [answer.status_code for answer in sent] == [303, 303, 303, 429]
    assert sent[-1].page.value("email") == "maria@example.com"
    assert int(sent[-1].headers["Retry-After"]) > 0


def test_htmx_is_counted_too(client: PageClient) -> None:
    htmx = {"HX-Request": "true", "HX-Request-Type": "partial"}
    for expected in (200, 200, 200, 429):
        answer = client.post("/password-reset", {"email": "maria@example.com"}, headers=htmx)
        assert answer.status_code == expected


def test_a_village_behind_one_address_is_not_shut_out(client: PageClient, settings: Settings) -> None:
    for number in range(11):
        assert client.post("/password-reset", {"email": f"maria{number}@example.com"}).status_code == 303
    all_but_one_spent(settings, "300/1/hour")
    assert client.post("/password-reset", {"email": "last@example.com"}).status_code == 303
    assert client.post("/password-reset", {"email": "ivan@example.com"}).status_code == 429
