"""An operator's day with orders, beside the consumer who sees each step: questions, invoice, works, refusal."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from portal import clock
from tests.browser.conftest import DESKTOP, PHONE, People
from tests.browser.test_pages import LOOKS, NAMES, check, check_as_it_is
from tests.domain.files import papers


def send(page: Page, slug: str) -> str:
    """The consumer sends an application of a kind that asks for a choice at most; its number."""
    page.goto(f"/orders/new/{slug}")
    page.get_by_role("button", name=re.compile("^Почати")).click()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Далі").click()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Надіслати заяву").click()
    expect(page.get_by_role("main")).to_contain_text("чекає на реєстрацію")
    words = page.get_by_text(re.compile(r"Замовлення № \d{4}-\d{4}")).first.text_content() or ""
    found = re.search(r"\d{4}-\d{4}", words)
    assert found
    return found[0]


def open_order(page: Page, number: str) -> Any:
    """Through the queue; the panel with the order in it."""
    page.goto("/desk/orders")
    page.wait_for_function("!!document.querySelector('[data-open]')?._htmx")
    page.locator("[data-row]").filter(has_text=number).get_by_role("link").click()
    panel = page.locator("#detail")
    expect(panel).to_contain_text(f"№ {number}")
    return panel


def act(panel: Any, words: str, fields: dict[str, str], file: dict[str, Any] | None = None) -> None:
    """Open the form of an action, fill it in, send it."""
    fold = panel.locator(".act").filter(has=panel.page.locator("summary", has_text=re.compile(f"^{words}$")))
    fold.locator("summary").click()
    for label, value in fields.items():
        fold.get_by_label(label).fill(value)
    if file:
        fold.locator("input[type=file]").set_input_files(file)
    fold.get_by_role("button", name=words).click()


@pytest.mark.parametrize("look", LOOKS, ids=NAMES)
def test_pages_of_orders(people: People, operators_cookies: Any, look: dict[str, Any]) -> None:
    page = people.open(storage_state=operators_cookies, **look)
    for address in ("/desk/orders", "/desk/orders?state=waits", "/desk/orders?state=closed"):
        check(page, address)
    page.goto("/desk/orders?state=waits")
    address = page.locator("[data-open]").first.get_attribute("href") or ""
    check(page, address)
    page.locator("summary", has_text="Відмовити").click()
    page.locator("#act-refusal button").click()
    expect(page.locator("#refusal-reason-error")).to_be_visible()
    check_as_it_is(page, "a refusal without a reason")


def test_a_paid_order_is_seen_from_both_sides(people: People, ivans_cookies: Any, operators_cookies: Any) -> None:
    consumer = people.open(storage_state=ivans_cookies, viewport=PHONE)
    number = send(consumer, "meter-to-zones")
    desk = people.open(storage_state=operators_cookies, viewport=DESKTOP)
    panel = open_order(desk, number)
    act(panel, "Зареєструвати", {"Реєстраційний номер": "1201"})
    expect(panel).to_contain_text("Зареєстровано, у роботі")
    expect(desk.locator("[data-row]").filter(has_text=number)).to_contain_text("У роботі")

    act(panel, "Надіслати рахунок", {"Сума, грн": "сто"})
    expect(panel.locator("#invoice-amount-error")).to_contain_text("1248,00")
    invoice = {"name": "рахунок.pdf", "mimeType": "application/pdf", "buffer": papers.pdf()}
    panel.get_by_label("Сума, грн").fill("1 248,00")
    panel.locator("#act-invoice input[type=file]").set_input_files(invoice)
    panel.locator("#act-invoice button").click()
    expect(panel).to_contain_text("Очікуємо оплату рахунку")
    consumer.reload()
    expect(consumer.get_by_role("main")).to_contain_text("Рахунок на 1 248,00 ₴")
    check_as_it_is(consumer, "invoiced")

    today = clock.today()
    act(panel, "Кошти надійшли", {"Дата надходження коштів": today.isoformat()})
    expect(panel).to_contain_text("Оплачено, плануємо роботи")
    day = today + timedelta(days=3)
    act(panel, "Запланувати роботи", {"Дата робіт": day.isoformat()})
    expect(panel).to_contain_text(f"Роботи заплановано на {day:%d.%m.%Y}")
    act(panel, "Виконано", {"Відповідь споживачу": "Лічильник встановлено"})
    expect(panel).to_contain_text("Виконано")
    expect(desk.locator("[data-row]").filter(has_text=number)).to_have_count(0)
    consumer.reload()
    expect(consumer.get_by_role("main")).to_contain_text("Замовлення виконано")
    expect(consumer.get_by_role("main")).to_contain_text("Лічильник встановлено")
    check_as_it_is(consumer, "done")


def test_a_question_goes_there_and_back(people: People, ivans_cookies: Any, operators_cookies: Any) -> None:
    consumer = people.open(storage_state=ivans_cookies, viewport=PHONE)
    number = send(consumer, "signed-contract-copy")
    desk = people.open(storage_state=operators_cookies, viewport=DESKTOP)
    panel = open_order(desk, number)
    act(panel, "Запитати уточнення", {"Що потрібно уточнити": "На яку адресу надіслати?"})
    expect(panel).to_contain_text("Чекаємо на відповідь")
    consumer.reload()
    expect(consumer.get_by_role("main")).to_contain_text("На яку адресу надіслати?")
    check_as_it_is(consumer, "a question")
    consumer.get_by_label("Ваша відповідь").fill("На ту, що в договорі")
    consumer.get_by_role("button", name="Відповісти").click()
    expect(consumer.get_by_role("main")).to_contain_text("чекає на реєстрацію")
    panel = open_order(desk, number)
    expect(panel).to_contain_text("На ту, що в договорі")
    expect(panel).to_contain_text("Споживач відповів на запитання")


def test_the_second_operator_is_told(people: People, ivans_cookies: Any, operators_cookies: Any) -> None:
    number = send(people.open(storage_state=ivans_cookies, viewport=PHONE), "signed-contract-copy")
    first, second = (people.open(storage_state=operators_cookies, viewport=DESKTOP) for _operator in range(2))
    panel, late = open_order(first, number), open_order(second, number)
    act(panel, "Зареєструвати", {"Реєстраційний номер": "1301"})
    expect(panel).to_contain_text("Зареєстровано, у роботі")
    act(late, "Зареєструвати", {"Реєстраційний номер": "1302"})
    expect(late).to_contain_text("тим часом змінилося")
    expect(late).to_contain_text("№ 1301")


def test_without_scripts(people: People, ivans_cookies: Any, operators_cookies: Any) -> None:
    number = send(people.open(storage_state=ivans_cookies, viewport=PHONE), "supply-point-passport")
    page = people.open(storage_state=operators_cookies, viewport=PHONE, java_script_enabled=False)
    page.goto("/desk/orders?state=new")
    page.get_by_role("link", name=number).click()
    page.locator("summary", has_text="Зареєструвати").click()
    page.get_by_label("Реєстраційний номер").fill("1401")
    page.locator("#act-registration button").click()
    expect(page.get_by_role("main")).to_contain_text("Зареєстровано, у роботі")


def test_by_keyboard(people: People, operators_cookies: Any) -> None:
    page = people.open(storage_state=operators_cookies, viewport=DESKTOP)
    page.goto("/desk/orders")
    page.wait_for_function("!!document.querySelector('[data-open]')?._htmx")
    page.keyboard.press("j")
    first = page.locator("[data-row]").first
    expect(first).to_have_attribute("aria-current", "true")
    number = first.get_by_role("link").text_content() or ""
    expect(page.locator("#detail")).to_contain_text(f"№ {number}")
