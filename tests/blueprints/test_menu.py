"""Which entries of menu and bar say that they lead to the page that is shown, or to where it belongs."""

from __future__ import annotations

import pytest

from tests import factories
from tests.page import Page, PageClient


def marked(page: Page, class_: str) -> dict[str, str]:
    return {
        page.words(link): str(link.get("aria-current"))
        for link in page.all("a", class_=class_)
        if link.get("aria-current")
    }


@pytest.fixture
def consumer(client: PageClient) -> PageClient:
    user, _account, _meter = factories.make_home()
    return client.sign_in(user)


def test_a_page_of_the_menu(consumer: PageClient) -> None:
    page = consumer.get("/orders").page
    assert marked(page, "menu-item") == {"Замовлення": "page"}
    assert marked(page, "bar-item") == {"Замовлення": "page"}


def test_a_page_below(consumer: PageClient) -> None:
    page = consumer.get("/outages/search").page
    assert marked(page, "menu-item") == {"Відсутність електропостачання": "true"}
    assert marked(page, "bar-item") == {"Світло": "true"}


def test_the_nearest_one_is_marked(consumer: PageClient) -> None:
    """Services begin orders, at addresses below theirs."""
    page = consumer.get("/orders/new/complaint").page
    assert marked(page, "menu-item") == {"Послуги": "true"}
    assert marked(page, "bar-item") == {}


def test_one_of_a_section(consumer: PageClient) -> None:
    page = consumer.get("/accounts/new").page
    assert page.all("summary", class_="menu-item")[0].get("data-active") is not None
    assert {*marked(page, "panel-item")} == {"Додати"}


def test_the_front_page_has_nothing_below_it(consumer: PageClient) -> None:
    assert marked(consumer.get("/").page, "bar-item") == {"Головна": "page"}
    assert marked(consumer.get("/profile").page, "bar-item") == {}
