"""Taking one's data out, and leaving: from the wish to the mail and back, with scripts and without."""

from __future__ import annotations

import re
import zipfile
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import People
from tests.browser.test_main_job import PASSWORD, confirm, open_the_mail, register, sign_in
from tests.browser.test_pages import LOOKS, NAMES, check, check_as_it_is

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])


def somebody(people: People, **options: Any) -> tuple[Page, str]:
    """A fresh cabinet, signed in."""
    page = people.open(**options)
    email = f"leaving-{uuid4().hex[:8]}@example.com"
    register(page, email)
    confirm(page, email)
    sign_in(page, email)
    expect(page).not_to_have_url(re.compile("/sign-in"))
    return page, email


def ask_for_data(page: Page) -> None:
    page.goto("/profile/data")
    page.get_by_label("Поточний пароль").fill(PASSWORD)
    page.get_by_role("button", name="Зібрати архів").click()
    expect(page.locator("#archive")).to_be_visible()


def ask_to_delete(page: Page) -> None:
    page.goto("/profile/deletion")
    page.get_by_label("Поточний пароль").fill(PASSWORD)
    page.get_by_label("Розумію, що видалений кабінет відновити не можна").check()
    page.get_by_role("button", name="Видалити кабінет").click()
    expect(page.get_by_role("button", name="Передумати")).to_be_visible()


@SCRIPTS
def test_from_the_wish_to_the_archive(people: People, scripts: bool, tmp_path: Any) -> None:
    page, email = somebody(people, java_script_enabled=scripts)
    ask_for_data(page)
    if scripts:
        expect(page.locator("#archive")).to_contain_text("Архів готовий", timeout=30_000)
    open_the_mail(page, email, "Архів із вашими даними")
    page.get_by_role("main").get_by_role("link").filter(has_text=re.compile("/profile/data")).first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Завантажити", exact=True).click()
    assert re.fullmatch(r"Мої дані \d{4}-\d\d-\d\d\.zip", download.value.suggested_filename)
    download.value.save_as(tmp_path / "data.zip")
    archive = zipfile.ZipFile(tmp_path / "data.zip")
    assert archive.testzip() is None
    assert email in archive.read("person.json").decode()


@SCRIPTS
def test_leaving_and_changing_ones_mind(people: People, scripts: bool) -> None:
    page, email = somebody(people, java_script_enabled=scripts)
    ask_to_delete(page)
    page.goto("/readings")
    banner = page.get_by_role("main").get_by_role("link", name=re.compile("Кабінет буде видалено"))
    expect(banner).to_be_visible()
    open_the_mail(page, email, "Кабінет буде видалено")
    page.get_by_role("main").get_by_role("link").filter(has_text=re.compile("/profile/deletion")).first.click()
    page.get_by_role("button", name="Передумати").click()
    expect(page.get_by_role("main")).to_contain_text("Кабінет лишається з вами")
    page.goto("/readings")
    expect(banner).to_have_count(0)
    ask_to_delete(page)
    page.goto("/orders")
    page.get_by_role("button", name="Передумати").click()
    expect(page.get_by_role("main")).to_contain_text("Кабінет лишається з вами")


@pytest.mark.parametrize("look", LOOKS, ids=NAMES)
def test_all_of_it_can_be_read_by_everybody(people: People, look: dict[str, Any]) -> None:
    page, _email = somebody(people, **look)
    for address in (
        "/profile/data",
        "/profile/deletion",
        "/profile/notifications",
        "/readings/reminders/stop/a-ref",
    ):
        check(page, address)
    page.goto("/profile/deletion")
    page.get_by_role("button", name="Видалити кабінет").click()
    expect(page.locator("[data-error-summary]")).to_be_visible()
    check_as_it_is(page, "a deletion with errors")
    ask_for_data(page)
    check_as_it_is(page, "an archive that is being made")
    expect(page.locator("#archive")).to_contain_text("Архів готовий", timeout=30_000)
    check_as_it_is(page, "an archive")
    ask_to_delete(page)
    check_as_it_is(page, "a deletion that was asked for")
    check(page, "/profile/data")
    check(page, "/")
