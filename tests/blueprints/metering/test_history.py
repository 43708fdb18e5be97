"""Історичні дані: the manual's table, the chart, what is chosen, with htmx and without."""

from __future__ import annotations

import re

from flask import Flask

from portal.models import Account, User
from tests import factories
from tests.domain.metering import use
from tests.page import Page, PageClient

SVG = "{http://www.w3.org/2000/svg}"
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def table(page: Page) -> list[list[str]]:
    """The cells, row by row."""
    cells = ("th", "td")
    return [[page.words(cell) for cell in row if cell.tag in cells] for row in page.one("tbody").iter("tr")]


def test_the_manuals_table(client: PageClient) -> None:
    person, account, meter = factories.make_home(number="1234567")
    use.a_year(account, meter.number, 35)
    client.sign_in(person)
    page = client.get("/metering/history").page
    assert page.h1 == "Історичні дані комерційного обліку щодо обсягів електричної енергії"
    words = page.words()
    assert f"Споживач: {account.holder_name}" in words
    assert f"Особовий рахунок: {account.number_shown}" in words
    heads = [page.words(head) for head in page.one("thead").iter("th")]
    assert heads == ["Розрахунковий період", "Номер лічильника", "Обсяг кВт*Год"]
    rows = table(page)
    assert rows[0] == ["01.10.2026", "1234567", "35,00"]
    assert rows[-1] == ["01.11.2025", "1234567", "35,00"]
    assert len(rows) == 12
    assert "Якби лічильник був двозонним" in words
    assert "припущення" in words


def test_zones_the_year_before_and_the_change_stand_in_their_rows(
    client: PageClient, home: tuple[User, Account]
) -> None:
    page = client.get("/metering/history?year=2025").page
    rows = table(page)
    assert rows[0] == ["01.12.2025", "2208156", "100,00 День 60,00 Ніч 40,00 рік тому 90,00"]
    place = rows.index(["Заміна лічильника 14.08.2025: № 0711342 → № 2208156"])
    assert rows[place - 1][:2] == ["01.08.2025", "2208156"]
    assert rows[place + 1][:2] == ["01.08.2025", "0711342"]
    assert "Порівняти можна 4 місяці: 400 проти 360 рік тому, на 11 % більше." in page.words().replace(
        "\u00a0", " "
    )
    assert page.all(f"{SVG}line", class_="use-change")


def test_the_chart_says_in_words_what_it_shows(client: PageClient, home: tuple[User, Account]) -> None:
    page = client.get("/metering/history").page
    (chart,) = page.all(f"{SVG}svg", role="img")
    assert (
        chart.get("aria-label") == "Відібрано з мережі за місяцями, кВт·год. Найбільше — жовтень 2026: 100, "
        "найменше — листопад 2025: 100. Усі числа в таблиці нижче."
    )
    assert len(page.all(f"{SVG}rect", class_="use-night")) == 12 + 1
    assert not re.search(r"\bstyle=", page.text)


def test_a_year_a_meter_and_a_zone_are_links(client: PageClient, home: tuple[User, Account]) -> None:
    page = client.get("/metering/history").page
    chosen = {page.words(link): link.get("href") or "" for link in page.all("a", class_="filter")}
    assert set(chosen) >= {"12 місяців", "2026", "2025", "2024", "№ 0711342", "Ніч"}
    night = client.get(chosen["Ніч"]).page
    assert table(night)[0] == ["01.10.2026", "2208156", "40,00 рік тому 40,00"]
    old = client.get(chosen["№ 0711342"]).page
    assert table(old)[0] == ["01.08.2025", "0711342", "90,00"]
    older = {old.words(link): link.get("href") or "" for link in old.all("a", class_="filter")}["2024"]
    assert table(client.get(older).page)[0] == ["01.12.2024", "0711342", "90,00"]


def test_htmx_gets_the_part_that_changes(client: PageClient, home: tuple[User, Account]) -> None:
    answer = client.get("/metering/history?year=2024", headers=HTMX)
    assert not answer.page.is_whole
    assert answer.page.one("div", id="history") is not None
    assert "HX-Request" in answer.headers["Vary"]


def test_what_was_given_stands_apart(client: PageClient) -> None:
    person, account, meter = factories.make_home(generation=True)
    use.a_year(account, meter.number, 100)
    use.a_year(account, meter.number, 300, direction="A-")
    client.sign_in(person)
    taken = client.get("/metering/history").page
    assert table(taken)[0][2] == "100,00"
    page = client.get("/metering/history?direction=given").page
    assert table(page)[0][2] == "300,00"
    assert page.words(page.all("h2")[0]) == "Віддано в мережу"


def test_without_data_it_says_what_will_be_here(client: PageClient) -> None:
    client.sign_in(factories.make_home()[0])
    assert "Даних ще немає" in client.get("/metering/history").page.words()


def test_others_find_nothing(app: Flask, home: tuple[User, Account]) -> None:
    stranger = PageClient(app).sign_in(factories.make_home()[0])
    for address in ("", "/export/csv", "/export/xlsx", "/export/json"):
        assert stranger.get(f"/metering/history{address}?account={home[1].ref}").status_code == 404


def test_who_has_no_account_is_led_to_adding_one(client: PageClient) -> None:
    client.sign_in(factories.make_user())
    assert client.get("/metering/history").location == "/accounts/new"
