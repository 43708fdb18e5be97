"""Every page: nothing that axe finds, light and dark, phone and desktop; nothing sticks out; menus by hand."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyotp
import pytest
from playwright.sync_api import Page, expect

from portal.demo.people import OPERATOR
from tests.browser.conftest import DESKTOP, PHONE, People
from tests.browser.test_main_job import confirm, register, sign_in

AXE = (Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
GUEST = [
    "/",
    "/sign-in",
    "/register",
    "/register/sent",
    "/register/again",
    "/password-reset",
    "/password-reset/sent",
    "/drafts",
    "/install",
    "/offline",
    "/orders/new",
    "/orders/new/change-of-owner",
    "/orders/new/generating-unit",
    "/documents/contract",
    "/outages/search",
    "/outages/places/q3-1",
    "/outages/stop/a-ref-from-a-mail",
    "/no-such-page",
]
SIGNED_IN = [
    "/",
    "/readings",
    "/readings/photos",
    "/drafts",
    "/orders",
    "/orders?state=draft",
    "/orders/new",
    "/orders/new/complaint",
    "/orders/new/generating-unit",
    "/documents",
    "/documents/contract",
    "/accounts",
    "/accounts/new",
    "/accounts/missing",
    "/accounts/current",
    "/accounts/removal",
    "/metering",
    "/metering/history",
    "/metering/point",
    "/outages",
    "/outages/history",
    "/outages/place",
    "/profile",
    "/profile/email",
    "/profile/password",
    "/profile/sessions",
    "/profile/notifications",
    "/profile/identity",
    "/demo/",
    "/demo/components",
    "/demo/mailbox",
    "/demo/codes",
    "/no-such-page",
]
LOOKS: list[dict[str, Any]] = [
    {"viewport": size, "color_scheme": scheme} for size in (PHONE, DESKTOP) for scheme in ("light", "dark")
]
NAMES = ["phone light", "phone dark", "desktop light", "desktop dark"]


def check(page: Page, address: str) -> None:
    page.goto(address)
    check_as_it_is(page, address)


def check_as_it_is(page: Page, address: str) -> None:
    page.evaluate(AXE)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == [], address
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} is too wide"


@pytest.mark.parametrize("look", LOOKS, ids=NAMES)
def test_pages_of_guests(people: People, look: dict[str, Any]) -> None:
    page = people.open(**look)
    for address in GUEST:
        check(page, address)


@pytest.mark.parametrize("look", LOOKS, ids=NAMES)
def test_pages_of_consumers(people: People, ivans_cookies: Any, look: dict[str, Any]) -> None:
    page = people.open(storage_state=ivans_cookies, **look)
    for address in SIGNED_IN:
        check(page, address)


@pytest.mark.parametrize("look", LOOKS[::3], ids=NAMES[::3])
def test_forms_with_errors(people: People, ivans_cookies: Any, look: dict[str, Any]) -> None:
    page = people.open(storage_state=ivans_cookies, **look)
    page.goto("/readings")
    page.get_by_role("button", name="Передати", exact=True).click()
    expect(page.locator("[data-error-summary]")).to_be_visible()
    page.evaluate(AXE)
    assert page.evaluate("axe.run()")["violations"] == []
    guest = people.open(**look)
    guest.goto("/register")
    guest.get_by_role("button", name="Зареєструватись").click()
    guest.evaluate(AXE)
    assert guest.evaluate("axe.run()")["violations"] == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_menu_opens_and_leads_on(people: People, ivans_cookies: Any, scripts: bool) -> None:
    page = people.open(storage_state=ivans_cookies, viewport=DESKTOP, java_script_enabled=scripts)
    page.goto("/")
    menu = page.get_by_role("navigation", name="Розділи")
    menu.get_by_text("Особовий").click()
    menu.get_by_role("link", name="Обрати").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Оберіть особовий рахунок")


def test_twice_as_large_text_still_fits(people: People, ivans_cookies: Any) -> None:
    page = people.open(storage_state=ivans_cookies, viewport={"width": 640, "height": 400})
    for address in ("/", "/readings", "/accounts/current", "/profile"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


@pytest.mark.parametrize("look", LOOKS[::3], ids=NAMES[::3])
def test_pages_about_one_thing(people: People, ivans_cookies: Any, look: dict[str, Any]) -> None:
    page = people.open(storage_state=ivans_cookies, **look)
    page.goto("/accounts")
    account = page.locator("main h2 a").last.get_attribute("href") or ""
    for address in (account, f"{account}/removal"):
        check(page, address)
    page.goto(f"/readings?account={account.removeprefix('/accounts/')}")
    for number, previous in enumerate(page.locator(".previous strong").all_text_contents()):
        page.locator("[data-digits]").nth(number).fill(str(int(previous) - 1))
    page.get_by_role("button", name="Передати", exact=True).click()
    expect(page.locator("#questions")).to_be_visible()
    check_as_it_is(page, "questions")
    page.get_by_role("button", name="Так, усе правильно").click()
    expect(page.locator("#sending")).to_contain_text("Покази прийнято")
    check_as_it_is(page, "receipt")
    for name in ("Виправити", "Відкликати"):
        address = page.locator("#history").get_by_role("link", name=name).first.get_attribute("href") or ""
        check(page.context.new_page(), address)


@pytest.mark.parametrize("look", LOOKS[::3], ids=NAMES[::3])
def test_a_cabinet_without_accounts(people: People, look: dict[str, Any]) -> None:
    page = people.open(**look)
    email = f"empty-{uuid4().hex[:8]}@example.com"
    register(page, email)
    confirm(page, email)
    sign_in(page, email)
    for address in ("/accounts", "/accounts/new", "/accounts/removal"):
        check(page, address)
    page.goto("/accounts/new")
    page.get_by_label("Введіть особовий рахунок").fill("06-060606")
    page.get_by_label("Прізвище власника або номер лічильника").fill("Мельник")
    page.get_by_role("button", name="Додати особовий").click()
    expect(page.get_by_role("main")).to_contain_text("АТ «Укрзалізниця»")
    check_as_it_is(page, "an account of the railway")


def test_an_operator_needs_a_code(people: People) -> None:
    page = people.open(viewport=DESKTOP)
    page.goto("/sign-in")
    page.get_by_label("Електронна пошта").fill(OPERATOR.email)
    page.get_by_label("Пароль", exact=True).fill("svitlo-u-khati")
    page.get_by_role("button", name="Увійти").click()
    expect(page).to_have_url(f"{people.address}/sign-in/code")
    check_as_it_is(page, "code")
    page.goto("/readings")
    expect(page).to_have_url(f"{people.address}/sign-in?next=/readings")


def test_an_operator_comes_in_with_the_code(people: People) -> None:
    page = people.open(viewport=DESKTOP)
    page.goto("/sign-in")
    page.get_by_label("Електронна пошта").fill(OPERATOR.email)
    page.get_by_label("Пароль", exact=True).fill("svitlo-u-khati")
    page.get_by_role("button", name="Увійти").click()
    expect(page).to_have_url(f"{people.address}/sign-in/code")
    code = pyotp.TOTP(OPERATOR.totp_secret or "").now()
    page.get_by_label("Код із застосунку").fill(code)
    page.get_by_role("button", name=re.compile("Увійти|Підтвердити|Далі")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Нові покази"))
    check_as_it_is(page, "the desk's place")
