"""An operator's day against the demo: queue, keyboard, a closer look with its photo, accept, reject, search.

The tests of this file go through one queue from its top, each taking its own rows out of it.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, People
from tests.browser.test_pages import LOOKS, NAMES, check, check_as_it_is

JUMP, STILL, PAST_ZERO = "01-03/114/027", "01-04/020/202", "01-07/220/001"


def open_queue(page: Page) -> None:
    """The queue, with htmx at work: before, a key would open the whole page."""
    page.goto("/desk/readings")
    page.wait_for_function("!!document.querySelector('[data-open]')?._htmx")


def row(page: Page, number: str) -> Any:
    return page.locator("[data-row]").filter(has_text=number)


def detail(page: Page) -> Any:
    return page.locator("#detail")


@pytest.mark.parametrize("look", LOOKS, ids=NAMES)
def test_pages_of_operators(people: People, operators_cookies: Any, look: dict[str, Any]) -> None:
    page = people.open(storage_state=operators_cookies, **look)
    for address in (
        "/desk/readings",
        "/desk/readings?attention=1",
        "/desk/search",
        "/desk/search?q=01-03",
        "/desk/outages",
        "/desk/outages/new",
    ):
        check(page, address)
    open_queue(page)
    address = row(page, JUMP).get_by_role("link").get_attribute("href") or ""
    check(page, address)
    page.get_by_role("link", name="Рахунок: історія").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(JUMP)
    check_as_it_is(page, "account")
    open_queue(page)
    row(page, JUMP).get_by_role("link").click()
    expect(detail(page)).to_contain_text("Гончар")
    page.locator("[data-reject] summary").click()
    check_as_it_is(page, "panel")


@pytest.mark.parametrize("look", LOOKS, ids=NAMES)
def test_pages_of_supervisors(people: People, supervisors_cookies: Any, look: dict[str, Any]) -> None:
    page = people.open(storage_state=supervisors_cookies, **look)
    for address in (
        "/desk/readings",
        "/desk/outages",
        "/desk/outages/new",
        "/desk/announcements",
        "/desk/announcements/new",
        "/desk/operators",
        "/desk/operators/new",
        "/desk/audit",
        "/desk/audit?account=12",
    ):
        check(page, address)
    page.goto("/desk/announcements/new")
    page.get_by_role("button", name="Опублікувати").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    check_as_it_is(page, "an announcement with errors")


def test_by_keyboard(people: People, operators_cookies: Any) -> None:
    page = people.open(storage_state=operators_cookies, viewport=DESKTOP)
    open_queue(page)
    for _number in range(2):
        page.keyboard.press("j")
    expect(row(page, JUMP)).to_have_attribute("aria-current", "true")
    expect(row(page, JUMP).get_by_role("link")).to_be_focused()
    expect(detail(page)).to_contain_text("Гончар")
    expect(detail(page)).to_contain_text("знято без мережі")
    photo = detail(page).get_by_role("img", name="Фото лічильника")
    expect(photo).to_be_visible()
    page.wait_for_function("document.querySelector('#detail img').naturalWidth > 0")
    expect(detail(page).get_by_role("img", name="Споживання за 12 місяців")).to_be_visible()
    page.keyboard.press("k")
    expect(detail(page)).to_contain_text("Українець")
    box = row(page, "01-01/010/101").get_by_role("checkbox")
    expect(box).to_be_checked()
    page.keyboard.press("x")
    expect(box).not_to_be_checked()
    expect(page.get_by_role("button", name="Прийняти позначені:")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Клавіші")).to_be_visible()
    check_as_it_is(page, "keys")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    field = page.get_by_role("searchbox")
    expect(field).to_be_focused()
    page.keyboard.type("jax")
    expect(field).to_have_value("jax")
    expect(detail(page)).to_contain_text("Українець")


def test_keys_can_be_switched_off(people: People, operators_cookies: Any) -> None:
    page = people.open(storage_state=operators_cookies, viewport=DESKTOP)
    open_queue(page)
    page.get_by_role("button", name="усі клавіші").click()
    page.get_by_label("Вимкнути клавіші").check()
    page.get_by_role("button", name="Закрити").click()
    page.keyboard.press("j")
    expect(page.locator("[data-row][aria-current]")).to_have_count(0)
    expect(detail(page)).to_contain_text("Оберіть рядок")


def test_accept_and_reject_by_keyboard(people: People, operators_cookies: Any) -> None:
    page = people.open(storage_state=operators_cookies, viewport=DESKTOP)
    open_queue(page)
    row(page, STILL).get_by_role("link").click()
    expect(detail(page)).to_contain_text("Петренко")
    page.keyboard.press("a")
    expect(page.locator("#queue")).to_contain_text("Прийнято 1 показ")
    expect(row(page, STILL)).to_have_count(0)
    expect(detail(page)).to_contain_text("Бондаренко"), "the next one takes its place"
    expect(row(page, PAST_ZERO).get_by_role("link")).to_be_focused()
    page.keyboard.press("r")
    expect(page.get_by_role("radio", name="Показ не збігається з фото")).to_be_focused()
    page.get_by_role("button", name="Відхилити показ").click()
    expect(detail(page).locator("[data-error-summary]")).to_contain_text("Напишіть причину")
    page.get_by_label("Своїми словами").fill("Надішліть фото лічильника.")
    page.get_by_role("button", name="Відхилити показ").click()
    expect(page.locator("#queue")).to_contain_text(f"Показ за рахунком {PAST_ZERO} відхилено")
    expect(row(page, PAST_ZERO)).to_have_count(0)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_search_leads_to_the_account(people: People, operators_cookies: Any, size: dict[str, int]) -> None:
    page = people.open(storage_state=operators_cookies, viewport=size)
    page.goto("/desk/readings")
    page.get_by_role("searchbox").fill("гончар")
    page.get_by_role("searchbox").press("Enter")
    page.get_by_role("link", name=JUMP).click()
    expect(page.get_by_role("main")).to_contain_text("Гончар Олег Тарасович")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_without_scripts(people: People, operators_cookies: Any, size: dict[str, int]) -> None:
    page = people.open(storage_state=operators_cookies, viewport=size, java_script_enabled=False)
    page.goto("/desk/readings")
    rows = page.locator("[data-row]")
    ready = rows.filter(has=page.locator("input:checked")).first
    number = ready.get_by_role("link").inner_text()
    ready.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(number)
    page.get_by_role("button", name="Прийняти").click()
    expect(page.get_by_role("main")).to_contain_text("Прийнято 1 показ")
    expect(rows.filter(has_text=number)).to_have_count(0)
    rest = rows.filter(has=page.locator("input:checked")).first
    number = rest.get_by_role("link").inner_text()
    rest.get_by_role("link").click()
    page.get_by_text("Відхилити", exact=True).click()
    page.get_by_label("Схоже на зайву").check()
    page.get_by_role("button", name="Відхилити показ").click()
    expect(page.get_by_role("main")).to_contain_text(f"{number} відхилено")


def test_all_that_is_ticked_at_once(people: People, operators_cookies: Any) -> None:
    page = people.open(storage_state=operators_cookies, viewport=DESKTOP)
    open_queue(page)
    kept = page.locator("[data-row]").filter(has=page.locator("input:not(:checked)"))
    left = kept.count()
    page.get_by_role("button", name="без зауважень").click()
    expect(page.locator("#queue [role=status]")).to_be_focused()
    expect(page.locator("#queue")).to_contain_text("Прийнято")
    expect(page.locator("[data-row]")).to_have_count(left)
    expect(page.locator("#count-desk-readings")).to_have_text(str(left))


def test_what_a_supervisor_announces_everybody_reads(people: People, supervisors_cookies: Any) -> None:
    page = people.open(storage_state=supervisors_cookies, viewport=DESKTOP)
    page.goto("/desk/announcements/new")
    page.get_by_label("Заголовок").fill("Кол-центр сьогодні до 16:00")
    page.get_by_label("Застереження").check()
    page.get_by_role("button", name="Опублікувати").click()
    expect(page.get_by_role("main")).to_contain_text("на сайті")
    guest = people.open(viewport=PHONE)
    check(guest, "/")
    expect(guest.get_by_role("main")).to_contain_text("Кол-центр сьогодні до 16:00")
    check_as_it_is(page, "announcements")
    page.get_by_role("button", name="Зняти оголошення").click()
    expect(page.get_by_role("main")).to_contain_text("Оголошення знято")
    guest.reload()
    expect(guest.get_by_role("main")).not_to_contain_text("Кол-центр сьогодні")
