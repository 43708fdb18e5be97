"""Особовий → Додати: by number and proof, with words for everything that can be wrong."""

import pytest

from portal.config import Settings
from portal.models import Account, AccountLink, LinkingAttempt
from tests import factories
from tests.counters import all_but_one_spent
from tests.page import PageClient


@pytest.fixture
def petrenko(app: object) -> Account:
    account = factories.make_account("02-020202", "Петренко Марія Василівна")
    factories.make_meter(account, number="0202020")
    return account


def test_the_account_comes_into_the_header_and_is_chosen(client: PageClient, petrenko: Account) -> None:
    client.sign_in(factories.make_user())
    answer = client.post("/accounts/new", {"number": "О2-О2О2О2", "proof": "петренко"})
    assert (answer.status_code, answer.location) == (303, "/")
    home = client.get("/")
    assert "Рахунок 02-020202 додано" in home.page.words()
    assert "02-020202" in home.page.words(home.page.one("header"))


def test_without_an_account_the_cabinet_asks_for_one(client: PageClient) -> None:
    client.sign_in(factories.make_user())
    assert client.get("/").location == "/accounts/new"
    page = client.get("/accounts/new").page
    assert page.h1 == "Додати особовий"
    assert "Відсутній особовий" in page.words()
    assert "Введіть особовий рахунок" in page.words()


def test_a_second_account_comes_with_the_manuals_advice(client: PageClient) -> None:
    user, _account, _meter = factories.make_home()
    client.sign_in(user)
    assert "лише якщо ви власник" in client.get("/accounts/new").page.words()


@pytest.mark.parametrize(
    ("number", "proof", "field", "words"),
    [
        ("", "Петренко", "number", "Введіть номер"),
        ("02-020202", "", "proof", "Введіть прізвище"),
        ("12", "Петренко", "number", "від 8 до 10 цифр"),
        ("1" * 39, "Петренко", "number", "від 8 до 10 цифр"),
        ("1" * 300, "Петренко", "number", "Задовго"),
        ("02-020202", "х" * 300, "proof", "Задовго"),
        ("🔌🔌🔌🔌🔌🔌🔌🔌", "Петренко", "number", "лише цифри"),
        ("<script>alert(1)</script>", "Петренко", "number", "лише цифри"),
    ],
)
@pytest.mark.usefixtures("petrenko")
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(
    client: PageClient, number: str, proof: str, field: str, words: str
) -> None:
    client.sign_in(factories.make_user())
    answer = client.post("/accounts/new", {"number": number, "proof": proof})
    assert answer.status_code == 422
    assert words in answer.page.error_of(field)
    assert answer.page.value("number") == number
    assert answer.page.value("proof") == proof
    assert (answer.page.one("title").text or "").startswith("Помилка:")


@pytest.mark.usefixtures("petrenko")
def test_invisible_characters_are_dropped(client: PageClient) -> None:
    client.sign_in(factories.make_user())
    answer = client.post("/accounts/new", {"number": "\u202e02-020202\x00", "proof": "\u200eПетренко\u202c"})
    assert answer.status_code == 303


@pytest.mark.usefixtures("petrenko")
def test_wrong_number_and_wrong_proof_look_the_same(client: PageClient) -> None:
    client.sign_in(factories.make_user())
    wrong_proof = client.post("/accounts/new", {"number": "02-020202", "proof": "Коваль"})
    wrong_number = client.post("/accounts/new", {"number": "02-020203", "proof": "Коваль"})
    assert wrong_proof.status_code == wrong_number.status_code == 422
    summaries = [answer.page.words(answer.page.one("div", role="alert")) for answer in (wrong_proof, wrong_number)]
    assert summaries[0] == summaries[1]


@pytest.mark.usefixtures("petrenko")
def test_after_five_wrong_tries_it_is_closed_and_says_for_how_long(client: PageClient) -> None:
    client.sign_in(factories.make_user())
    for _try in range(5):
        client.post("/accounts/new", {"number": "02-020202", "proof": "Хтось"})
    answer = client.post("/accounts/new", {"number": "02-020202", "proof": "Петренко"})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 3600
    assert answer.page.value("number") == "02-020202"
    assert LinkingAttempt.select().count() == 5
    assert AccountLink.select().count() == 0


@pytest.mark.usefixtures("petrenko")
def test_many_cabinets_of_one_network_guess_no_more_than_sixty(client: PageClient, settings: Settings) -> None:
    client.sign_in(factories.make_user())
    wrong = {"number": "02-020202", "proof": "Хтось"}
    assert client.post("/accounts/new", {**wrong, "proof": ""}).status_code == 422
    assert client.post("/accounts/new", wrong).status_code == 422
    all_but_one_spent(settings, "60/1/hour")
    client.sign_in(factories.make_user())
    assert client.post("/accounts/new", wrong).status_code == 422
    client.sign_in(factories.make_user())
    answer = client.post("/accounts/new", {"number": "02-020202", "proof": "Петренко"})
    assert answer.status_code == 429
    assert answer.page.value("number") == "02-020202"
    assert LinkingAttempt.select().count() == 2


def test_an_account_of_the_railway_says_whose_it_is_and_offers_nothing(client: PageClient) -> None:
    factories.make_account("06-060606", "Мельник Тарас Андрійович", operator="ukrzaliznytsia")
    client.sign_in(factories.make_user())
    answer = client.post("/accounts/new", {"number": "06-060606", "proof": "Мельник"})
    assert "АТ «Укрзалізниця»" in answer.page.words(answer.page.one("main"))
    assert "Енергозбут" in answer.page.words(answer.page.one("main"))
    assert not answer.page.one("main").findall(".//form")
    assert AccountLink.select().count() == 0


def test_twice_the_same_is_no_error(client: PageClient) -> None:
    user, account, _meter = factories.make_home()
    client.sign_in(user)
    answer = client.post("/accounts/new", {"number": account.number_shown, "proof": "Українець"}, follow=True)
    assert "уже є у вашому кабінеті" in answer.page.words()
