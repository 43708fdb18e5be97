"""Послуги комерційного обліку: the manual's ten entries in its order, and the ways there."""

from __future__ import annotations

from portal.models import Account, User
from tests.page import PageClient

ENTRIES = [
    ("Перелік послуг комерційного обліку та їх вартість", "https://www.ztoe.com.ua/"),
    ("Подати заяву про непрацюючий лічильник", "/orders/new/dead-meter"),
    ("Влаштування вузла обліку", "/orders/new/metering-unit"),
    ("Заміна приладу обліку (перехід на зонний облік)", "/orders/new/meter-to-zones"),
    (
        "Заміна приладу обліку для переходу на зелений тариф без збільшення потужності "
        "(встановлення генеруючої установки згідно існуючої потужності)",
        "/orders/new/meter-green-tariff",
    ),
    ("Позачергова технічна перевірка правильності роботи засобів обліку", "/orders/new/metering-check"),
    ("Експертиза лічильника", "/orders/new/meter-expertise"),
    ("Розпломбування/пломбування вузла обліку", "/orders/new/sealing"),
    ("Історичні дані комерційного обліку обсягів електроенергії", "/metering/history"),
    ("Додаткова інформація по точці обліку", "/metering/point"),
]
SERVICE = 'Скористатись сервісом "Особистий кабінет замовника послуг комерційного обліку"'


def test_the_ten_entries(client: PageClient, home: tuple[User, Account]) -> None:
    page = client.get("/metering").page
    assert page.h1 == "Послуги комерційного обліку"
    links = page.all("a", class_="action")
    for link, (words, address) in zip(links, ENTRIES, strict=True):
        assert page.words(link).startswith(words)
        assert link.get("href") == address
    for _words, address in ENTRIES[1:]:
        assert client.get(address).status_code == 200
    words = page.words()
    assert "Для отримання консультацій технічних спеціалістів, звертайтеся до працівників кол-центру:" in words
    assert "067-155-92-82" in words


def test_a_consumer_gets_there_by_the_menu_and_from_the_first_page(
    client: PageClient, home: tuple[User, Account]
) -> None:
    page = client.get("/").page
    hrefs = {page.words(link): link.get("href") for link in page.all("a")}
    assert hrefs[SERVICE] == hrefs["Комерційний облік"] == "/metering"
    assert "незабаром" not in page.words()


def test_a_guest_is_asked_to_sign_in(client: PageClient) -> None:
    page = client.get("/").page
    (link,) = [one for one in page.all("a") if page.words(one) == SERVICE]
    answer = client.get(link.get("href") or "")
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/metering")
