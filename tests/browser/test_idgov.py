"""By id.gov.ua, in a real browser against the demo's imitation: the first time, joining, and when it fails."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from portal.demo.people import IVAN, PASSWORD, PETRENKO
from tests.browser.conftest import DESKTOP, PHONE, People
from tests.browser.test_main_job import open_the_mail
from tests.browser.test_pages import LOOKS, NAMES, check, check_as_it_is

WITH_AND_WITHOUT = pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])


def be(page: Page, citizen: str, failure: str = "", way: str = "Портал Дія", start: str = "/sign-in") -> None:
    """From the button of ``start`` to the provider, and back as this person."""
    page.goto(start)
    page.get_by_role("main").get_by_role("link", name=way).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Імітація id.gov.ua")
    page.locator(f"input[value={citizen}]").check()
    page.get_by_label("Що піде не так").select_option(failure)
    page.get_by_role("button", name="Підтвердити").click()


def type_the_code(page: Page, email: str, subject: str) -> None:
    """The mail is read elsewhere; the code is typed where the person is."""
    mailbox = page.context.new_page()
    open_the_mail(mailbox, email, subject)
    code = re.search(r"\b(\d{4}) (\d{4})\b", mailbox.get_by_role("main").inner_text())
    assert code is not None
    mailbox.close()
    page.get_by_label("Код із листа").fill(code[0])
    page.get_by_role("button", name="Підтвердити").click()


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def sign_out(page: Page) -> None:
    page.context.clear_cookies()


def test_a_new_person_by_diia_on_a_phone(people: People) -> None:
    """No password, no number from a paper: the home is found, and a reading could go at once."""
    page = people.open(viewport=PHONE)
    be(page, "olena", start="/register")
    expect(page.get_by_role("heading", level=1)).to_have_text("Майже готово")
    expect(page.get_by_role("main")).to_contain_text("Петренко Олена Василівна")
    assert fits(page)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Далі").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ми знайшли ваші рахунки")
    check_as_it_is(page, "offers")
    expect(page.get_by_role("checkbox", name=re.compile(PETRENKO.number_shown))).to_be_checked()
    page.get_by_role("button", name="Додати до кабінету").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Головна")
    page.goto("/profile")
    expect(page.get_by_role("main")).to_contain_text("ім’я підтверджено id.gov.ua")
    for address in ("/profile", "/profile/email", "/profile/password", "/profile/identity", "/accounts/new"):
        check(page, address)
    sign_out(page)
    be(page, "olena", way="BankID")
    expect(page.get_by_role("heading", level=1)).to_have_text("Головна")


@WITH_AND_WITHOUT
def test_without_an_address_from_the_provider(people: People, scripts: bool) -> None:
    """A person each, as nobody is new twice: without РНОКПП, and without a name."""
    page = people.open(viewport=PHONE, java_script_enabled=scripts)
    email = f"new-{uuid4().hex[:8]}@example.com"
    be(page, "mykola" if scripts else "serhii", way="BankID")
    if not scripts:
        page.get_by_label("Прізвище").fill("Ткаченко")
        page.get_by_label("Ім'я").fill("Сергій")
        page.get_by_label("Телефон").fill("067 111 22 33")
    page.get_by_label("Електронна пошта").fill(email)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Далі").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Підтвердьте пошту")
    page.get_by_label("Код із листа").fill("00000000")
    page.get_by_role("button", name="Підтвердити").click()
    expect(page.get_by_role("main")).to_contain_text("Код не той")
    assert fits(page)
    type_the_code(page, email, "Код для підтвердження пошти")
    expect(page.get_by_role("main")).to_contain_text("тепер ви входите через id.gov.ua")


def test_joining_a_cabinet_and_leaving_it_again(people: People) -> None:
    """Ivan's cabinet is there since long: by its mailbox, away again, by its password, and away."""
    page = people.open(viewport=DESKTOP)
    be(page, "ivan", way="Електронний підпис")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Далі").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Підтвердьте пошту")
    type_the_code(page, IVAN.email, "під’єднати id.gov.ua до кабінету")
    expect(page.get_by_role("heading", level=1)).to_have_text("Головна")
    disconnect(page)
    sign_out(page)
    be(page, "ivan")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Далі").click()
    page.get_by_label("Пароль", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Під’єднати за паролем").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Головна")
    page.goto("/accounts")
    expect(page.get_by_role("main")).to_contain_text("08-080808")
    disconnect(page)


def disconnect(page: Page) -> None:
    """By the password; the demo is as it was before, for whoever comes next."""
    page.goto("/profile/identity")
    expect(page.get_by_role("main")).to_contain_text("під’єднано")
    page.get_by_label("Поточний пароль").fill(PASSWORD)
    page.get_by_role("button", name="Від’єднати").click()
    expect(page.get_by_role("main")).to_contain_text("більше не ввійти")


@WITH_AND_WITHOUT
@pytest.mark.parametrize("failure", ["html@token", "hang@info", "denied", "encrypted"])
def test_signing_up_with_a_provider_that_fails(people: People, failure: str, scripts: bool) -> None:
    """A plain sentence, no code left in the address, and the other ways work."""
    page = people.open(viewport=PHONE, java_script_enabled=scripts)
    be(page, "halyna", failure, start="/register")
    expect(page.get_by_role("heading", level=1)).to_have_text("Не вдалося увійти через id.gov.ua")
    assert page.url.endswith("/idgov/failure")
    assert fits(page)
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("У кабінеті нічого не змінилося")
    page.get_by_role("link", name="Зареєструватися з поштою").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Реєстрація")


@pytest.mark.parametrize("look", LOOKS, ids=NAMES)
def test_every_page_on_the_way(people: People, ivans_cookies: Any, look: dict[str, Any]) -> None:
    """Nothing that axe finds, nothing that sticks out."""
    page = people.open(**look)
    be(page, "halyna", "500@token")
    check_as_it_is(page, "failure")
    be(page, "nobody")
    check_as_it_is(page, "failure of somebody without a number")
    be(page, "halyna")
    check_as_it_is(page, "cabinet")
    page.get_by_role("button", name="Далі").click()
    expect(page.locator("[data-error-summary]")).to_be_visible()
    check_as_it_is(page, "cabinet with errors")
    page.get_by_label("Електронна пошта").fill(f"new-{uuid4().hex[:8]}@example.com")
    page.get_by_label("Телефон").fill("067 111 22 33")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Далі").click()
    page.get_by_label("Код із листа").fill("1")
    page.get_by_role("button", name="Підтвердити").click()
    expect(page.locator("[data-error-summary]")).to_be_visible()
    check_as_it_is(page, "code with an error")
    ivan = people.open(storage_state=ivans_cookies, **look)
    be(ivan, "nobody", start="/profile/identity")
    check_as_it_is(ivan, "failure of connecting")
    be(ivan, "halyna", start="/profile/identity")
    expect(ivan.get_by_role("main")).to_contain_text("Хто це за id.gov.ua")
    check_as_it_is(ivan, "connection")
