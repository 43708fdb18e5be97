"""The registration form."""

from __future__ import annotations

import pytest

from portal.config import Settings
from portal.domain.identity import password_rules
from portal.models import Consent, Message, User
from tests import factories
from tests.conftest import NOW
from tests.counters import all_but_one_spent
from tests.domain.identity.people import PASSWORD
from tests.page import PageClient

FILLED_IN = {
    "email": "Maria@example.com",
    "surname": "Петренко",
    "given_name": "Марія",
    "patronymic": "Василівна",
    "phone": "067 123 45 67",
    "password": PASSWORD,
    "password_again": PASSWORD,
    "consent": "y",
}
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
JUNK = ["\x00", "\ud800", "😀", "\u202e12", "<script>alert(1)</script>", "і" * 5000, "' OR 1=1 --"]


def test_the_form_says_what_the_manual_says(client: PageClient) -> None:
    page = client.get("/register").page
    words = page.words(page.one("main"))
    assert page.h1 == "Реєстрація"
    assert "Для реєстрації в кабінеті" in words
    assert "Вкажіть існуючу (діючу) електронну пошту" in words
    assert "Зареєструватись" in words
    assert "саме власник особового рахунку" in page.words()
    assert page.one("input", name="password").get("autocomplete") == "new-password"
    assert set(page.form_values("/register")) == set(FILLED_IN) - {"consent"} | {"csrf_token"}


def test_a_filled_in_form_leads_to_the_mailbox(client: PageClient) -> None:
    answer = client.post("/register", FILLED_IN)
    assert (answer.status_code, answer.location) == (303, "/register/sent")
    page = client.get(answer.location).page
    assert page.h1 == "Підтвердження реєстрації"
    assert "Надсилаємо лист на Maria@example.com" in page.words()
    assert "теку «Спам»" in page.words()
    assert User.get().confirmed_at is None
    assert Consent.get().wording in client.get("/register").page.words()


@pytest.mark.parametrize("known", ["nobody", "unconfirmed", "confirmed"])
def test_every_address_gets_the_same_answer(client: PageClient, known: str) -> None:
    if known != "nobody":
        factories.make_user("maria@example.com", confirmed_at=NOW if known == "confirmed" else None)
    answer = client.post("/register", FILLED_IN)
    assert (answer.status_code, answer.location) == (303, "/register/sent")
    assert client.get("/register/sent").page.words().count("Maria@example.com") == 1
    assert Message.select().count() == 1


def test_an_empty_form_says_all_at_once_and_keeps_nothing_back(client: PageClient) -> None:
    answer = client.post("/register", {})
    assert answer.status_code == 422
    for field in ("email", "surname", "given_name", "phone", "password", "consent"):
        assert answer.page.error_of(field), field
    assert not answer.page.error_of("patronymic")
    assert (answer.page.one("title").text or "").startswith("Помилка: ")
    assert User.select().count() == 0


@pytest.mark.parametrize("junk", JUNK)
@pytest.mark.parametrize("field", ["email", "surname", "given_name", "phone"])
def test_junk_is_refused_beside_its_field(client: PageClient, field: str, junk: str) -> None:
    sent = {name: value.encode("utf-8", "surrogatepass") for name, value in {**FILLED_IN, field: junk}.items()}
    answer = client.post("/register", sent)
    assert answer.status_code == 422
    assert answer.page.error_of(field)
    for other in set(FILLED_IN) - {field}:
        assert not answer.page.error_of(other), other
    assert "<script>alert" not in answer.get_data(as_text=True)


def test_marks_that_nobody_sees_are_dropped(client: PageClient) -> None:
    client.post(
        "/register", {**FILLED_IN, "surname": "\u202eПет\u200bренко\x07", "email": "maria@example.com\ufeff"}
    )
    assert (User.get().surname, User.get().email) == ("Петренко", "maria@example.com")


def test_what_was_typed_stays_but_the_passwords(client: PageClient) -> None:
    answer = client.post("/register", {**FILLED_IN, "password_again": "other", "phone": "12"})
    assert answer.status_code == 422
    assert "не збігаються" in answer.page.error_of("password_again")
    assert answer.page.error_of("phone")
    assert answer.page.value("surname") == "Петренко"
    assert answer.page.one("input", name="consent").get("checked") is not None
    assert PASSWORD not in answer.get_data(as_text=True)


@pytest.mark.parametrize("weak", ["пароль123", "short", "Петренко", "maria@example.com", "svitlo\x00khati"])
def test_a_weak_password_is_refused(client: PageClient, weak: str) -> None:
    answer = client.post("/register", {**FILLED_IN, "password": weak, "password_again": weak})
    assert answer.status_code == 422
    assert answer.page.error_of("password")


def test_a_password_is_scored_only_when_all_else_is_right(
    client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    scored: list[str] = []
    monkeypatch.setattr(password_rules, "_score", lambda password, known: scored.append(password) or 4)
    for wrong in ({"email": "nobody"}, {"consent": ""}, {"password_again": "other"}, {"surname": "і" * 5000}):
        assert client.post("/register", {**FILLED_IN, **wrong}).status_code == 422
    assert scored == []
    assert client.post("/register", FILLED_IN).status_code == 303
    assert scored == [PASSWORD]


def test_a_village_behind_one_address_registers_and_a_flood_does_not(
    client: PageClient, settings: Settings
) -> None:
    for number in range(11):
        assert client.post("/register", {**FILLED_IN, "email": f"maria{number}@example.com"}).status_code == 303
    all_but_one_spent(settings, "300/1/hour")
    assert client.post("/register", {**FILLED_IN, "email": "last@example.com"}).status_code == 303
    answer = client.post("/register", FILLED_IN)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "Забагато спроб" in answer.page.words()
    assert answer.page.value("surname") == "Петренко"
    assert PASSWORD not in answer.get_data(as_text=True)


def test_one_address_is_not_flooded(client: PageClient) -> None:
    answers = [client.post("/register", FILLED_IN).status_code for _number in range(6)]
    assert answers == [303] * 5 + [429]
    assert Message.select().count() == 5


def test_htmx_is_counted_too(client: PageClient) -> None:
    answers = [client.post("/register", FILLED_IN, headers=HTMX) for _number in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert answers[0].headers["HX-Redirect"] == "/register/sent"


def test_a_slip_is_not_counted(client: PageClient) -> None:
    for _number in range(6):
        assert client.post("/register", {**FILLED_IN, "password_again": "other"}).status_code == 422
    assert client.post("/register", FILLED_IN).status_code == 303


def test_who_is_signed_in_goes_on(client: PageClient) -> None:
    client.sign_in(factories.make_user())
    assert client.get("/register").location == "/"
    assert client.post("/register", FILLED_IN).location == "/"
    assert User.select().count() == 1
