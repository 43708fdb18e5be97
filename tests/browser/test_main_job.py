"""The main job, from the landing page to a reading in the history, as four people would do it."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from portal.demo.people import FREE_HOMES, Home
from tests.browser.conftest import DESKTOP, PHONE, People

PASSWORD = "тиха вода греблю рве"


def register(page: Page, email: str) -> None:
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="Реєстрація").click()
    page.get_by_label("Електронна пошта").fill(email)
    page.get_by_label("Прізвище").fill("Тестова")
    page.get_by_label("Ім'я").fill("Марія")
    page.get_by_label("По батькові").fill("Петрівна")
    page.get_by_label("Телефон").fill("067 765 43 21")
    page.get_by_label("Пароль", exact=True).fill(PASSWORD)
    page.get_by_label("Підтвердження паролю").fill(PASSWORD)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Зареєструватись").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Підтвердження реєстрації")


def open_the_mail(page: Page, email: str, subject: str) -> None:
    """The errands deliver within moments; the mailbox is looked at until the mail is there."""
    row = page.get_by_role("row").filter(has_text=email)
    mail = row.get_by_role("link").filter(has_text=re.compile(subject)).first
    for _look in range(60):
        page.goto("/demo/mailbox")
        if mail.count():
            mail.click()
            return
        page.wait_for_timeout(500)
    pytest.fail(f"no mail «{subject}» for {email}")


def confirm(page: Page, email: str) -> None:
    open_the_mail(page, email, "[Пп]ідтверд")
    page.get_by_role("main").get_by_role("link").filter(
        has_text=re.compile("/register/confirmation/")
    ).first.click()
    page.get_by_label("Пароль", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Підтвердити").click()


def sign_in(page: Page, email: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("Електронна пошта").fill(email)
    page.get_by_label("Пароль", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Увійти").click()


def link(page: Page, home: Home, proof: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Додати особовий")
    page.get_by_label("Введіть особовий рахунок").fill(home.number_shown)
    page.get_by_label("Прізвище власника або номер лічильника").fill(proof)
    page.get_by_role("button", name="Додати особовий").click()
    expect(page.get_by_role("main")).to_contain_text(f"Рахунок {home.number_shown} додано")


def send_reading(page: Page) -> list[str]:
    """Each register gets its previous value and 9 more; the sent values come back."""
    page.goto("/readings")
    fields = page.locator("[data-digits]")
    previous = page.locator(".previous strong").all_text_contents()
    values = [str(int(value) + 9) for value in previous] or ["9"] * fields.count()
    for number, value in enumerate(values):
        fields.nth(number).fill(value)
    page.get_by_role("button", name=re.compile("^Передати$")).click()
    return values


def in_the_history(page: Page, values: list[str]) -> None:
    page.goto("/readings")
    first = page.locator("#history tbody tr").first
    for value in values:
        expect(first).to_contain_text(value)
    expect(first).to_contain_text("Нові (чекають на обробку)")


@pytest.mark.parametrize(
    ("options", "home", "proof"),
    [
        ({"viewport": PHONE}, FREE_HOMES[0], "surname"),
        ({"viewport": DESKTOP}, FREE_HOMES[1], "meter"),
        ({"viewport": PHONE, "java_script_enabled": False}, FREE_HOMES[2], "surname"),
        ({"viewport": DESKTOP, "java_script_enabled": False}, FREE_HOMES[3], "meter"),
    ],
    ids=["phone", "desktop", "phone without scripts", "desktop without scripts"],
)
def test_a_new_person_sends_a_reading(people: People, options: dict, home: Home, proof: str) -> None:
    page = people.open(**options)
    email = f"new-{uuid4().hex[:8]}@example.com"
    register(page, email)
    confirm(page, email)
    sign_in(page, email)
    link(page, home, home.surname if proof == "surname" else home.meter)
    values = send_reading(page)
    expect(page.get_by_role("main")).to_contain_text("Покази прийнято")
    in_the_history(page, values)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth") is True


def test_by_keyboard_alone(people: People) -> None:
    page = people.open(viewport=DESKTOP)
    email = f"new-{uuid4().hex[:8]}@example.com"
    page.goto("/register")
    for label, text in [
        ("Електронна пошта", email),
        ("Прізвище", "Тестова"),
        ("Ім'я", "Марія"),
        ("По батькові", "Петрівна"),
        ("Телефон", "0677654321"),
        ("Пароль", PASSWORD),
        ("Підтвердження паролю", PASSWORD),
    ]:
        tab_to(page, page.get_by_label(label, exact=label == "Пароль"))
        page.keyboard.type(text)
    tab_to(page, page.get_by_role("checkbox"))
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Підтвердження реєстрації")
    confirm(page, email)
    page.goto("/sign-in")
    tab_to(page, page.get_by_label("Електронна пошта"))
    page.keyboard.type(email)
    tab_to(page, page.get_by_label("Пароль", exact=True))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label("Введіть особовий рахунок"))
    page.keyboard.type("О2-О2О2О2")
    tab_to(page, page.get_by_label("Прізвище власника або номер лічильника"))
    page.keyboard.type("петренко")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("додано")
    tab_to(page, page.get_by_role("main").get_by_role("link", name="Передати покази").first)
    page.keyboard.press("Enter")
    previous = page.locator(".previous strong").text_content() or "0"
    value = str(int(previous) + 9)
    tab_to(page, page.locator("[data-digits]"))
    page.keyboard.type(value)
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Покази прийнято")
    in_the_history(page, [value])


def tab_to(page: Page, wanted: object) -> None:
    """Press Tab until the element has the focus, and see that the focus can be seen."""
    for _press in range(80):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):  # type: ignore[attr-defined]
            outlined = wanted.evaluate(  # type: ignore[attr-defined]
                "element => { const style = getComputedStyle(element);"
                " return style.outlineStyle !== 'none' || style.boxShadow !== 'none' }"
            )
            assert outlined, "the focus can't be seen"
            return
    pytest.fail("the keyboard does not get there")
