"""Those of the desk sign in once; each test gets their cookies."""

from __future__ import annotations

from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser, Page

from portal.demo.people import OPERATOR, PASSWORD, SUPERVISOR, Person


def sign_in_at_desk(page: Page, person: Person) -> None:
    """By e-mail, password and the code of the moment."""
    page.goto("/sign-in")
    page.get_by_label("Електронна пошта").fill(person.email)
    page.get_by_label("Пароль", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Увійти").click()
    page.get_by_label("Код із застосунку").fill(pyotp.TOTP(person.totp_secret or "").now())
    page.get_by_role("button", name="Увійти").click()
    page.wait_for_url("**/desk/readings")


def cookies_of(person: Person, browser: Browser, demo: str) -> Any:
    context = browser.new_context(base_url=demo)
    sign_in_at_desk(context.new_page(), person)
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture(scope="session")
def operators_cookies(browser: Browser, demo: str) -> Any:
    return cookies_of(OPERATOR, browser, demo)


@pytest.fixture(scope="session")
def supervisors_cookies(browser: Browser, demo: str) -> Any:
    return cookies_of(SUPERVISOR, browser, demo)
