"""The history of use on a phone: chosen in place or by plain links, saved as files, printed, nothing too wide."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from portal.demo.people import CITY_FLAT, COUNTRY_HOUSE, TKACHENKO, Home
from tests.browser.conftest import People
from tests.browser.test_main_job import confirm, register, sign_in
from tests.browser.test_pages import LOOKS, NAMES, check, check_as_it_is

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])


def ref_of(page: Page, home: Home) -> str:
    """The account's ref, from the list of the person's accounts."""
    page.goto("/accounts")
    link = page.locator("main h2 a", has_text=home.number_shown)
    return (link.get_attribute("href") or "").rpartition("/")[2]


@SCRIPTS
def test_years_are_chosen(people: People, ivans_cookies: Any, scripts: bool) -> None:
    page = people.open(storage_state=ivans_cookies, java_script_enabled=scripts)
    ref = ref_of(page, COUNTRY_HOUSE)
    page.goto(f"/metering/history?account={ref}")
    rows = page.locator("#history tbody tr")
    expect(rows).to_have_count(12)
    year = page.locator("#history .filter", has_text=re.compile(r"^\d{4}$")).nth(1)
    number = year.text_content() or ""
    loads: list[str] = []
    page.on("load", lambda loaded: loads.append(loaded.url))
    year.click()
    expect(page).to_have_url(re.compile(rf"year={number}"))
    expect(page.locator(".filter", has_text=number)).to_have_attribute("aria-current", "true")
    expect(rows.first).to_contain_text(f"01.12.{number}")
    if scripts:
        assert loads == []
        expect(page.locator(".filter[aria-current]", has_text=number)).to_be_focused()
        page.go_back()
        expect(page.locator("#history .filter[aria-current]")).to_have_text("12 місяців")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@SCRIPTS
def test_a_meter_that_was_replaced_is_marked(people: People, ivans_cookies: Any, scripts: bool) -> None:
    page = people.open(storage_state=ivans_cookies, java_script_enabled=scripts)
    ref = ref_of(page, COUNTRY_HOUSE)
    for year in page.request.get(f"/metering/history?account={ref}").text().split("year=")[1:]:
        page.goto(f"/metering/history?account={ref}&year={year[:4]}")
        if page.locator(".table-mark").count():
            break
    expect(page.locator(".table-mark")).to_contain_text(
        f"№ {COUNTRY_HOUSE.earlier_meter} → № {COUNTRY_HOUSE.meter}"
    )
    expect(page.locator(".use-change").first).to_be_attached()
    page.get_by_text("Лічильник і зона").click()
    page.get_by_role("link", name=f"№ {COUNTRY_HOUSE.earlier_meter}").click()
    expect(page.locator("#history tbody")).not_to_contain_text(COUNTRY_HOUSE.meter)


@SCRIPTS
def test_files_are_saved(people: People, ivans_cookies: Any, scripts: bool, tmp_path: Path) -> None:
    page = people.open(storage_state=ivans_cookies, java_script_enabled=scripts)
    page.goto(f"/metering/history?account={ref_of(page, COUNTRY_HOUSE)}")
    saved = {}
    for kind in ("XLSX", "CSV", "JSON"):
        with page.expect_download() as waiting:
            page.locator("#export").get_by_role("link", name=kind).click()
        assert waiting.value.suggested_filename == f"історичні-дані-08080808.{kind.lower()}"
        target = tmp_path / kind
        waiting.value.save_as(target)
        saved[kind] = target.read_bytes()
    assert saved["XLSX"].startswith(b"PK")
    assert saved["CSV"].startswith("\ufeffРозрахунковий період;Номер лічильника".encode())
    assert {one["meter"] for one in json.loads(saved["JSON"])["registers"]} == {
        COUNTRY_HOUSE.meter,
        COUNTRY_HOUSE.earlier_meter,
    }


@SCRIPTS
def test_papers_of_the_point_are_saved(people: People, ivans_cookies: Any, scripts: bool) -> None:
    page = people.open(storage_state=ivans_cookies, java_script_enabled=scripts)
    page.goto(f"/metering/point?account={ref_of(page, CITY_FLAT)}")
    for link in (page.get_by_role("link", name=re.compile("^Переглянути")), page.locator("#passport a").first):
        with page.expect_download() as waiting:
            link.click()
        assert waiting.value.suggested_filename.endswith(".pdf")
        assert Path(waiting.value.path()).read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("look", LOOKS, ids=NAMES)
def test_nothing_is_wrong_with_any_history(people: People, ivans_cookies: Any, look: dict[str, Any]) -> None:
    page = people.open(storage_state=ivans_cookies, **look)
    check(page, "/metering")
    for home in (CITY_FLAT, COUNTRY_HOUSE):
        ref = ref_of(page, home)
        check(page, f"/metering/point?account={ref}")
        check(page, f"/metering/history?account={ref}")
        page.goto(f"/metering/history?account={ref}&year=2024")
        check_as_it_is(page, f"the history of 2024 of {home.number_shown}")


def test_a_roof_gives_and_takes(people: People) -> None:
    page = people.open()
    email = "roof@example.com"
    register(page, email)
    confirm(page, email)
    sign_in(page, email)
    page.goto("/accounts/new")
    page.get_by_label("Введіть особовий рахунок").fill(TKACHENKO.number_shown)
    page.get_by_label("Прізвище власника або номер лічильника").fill(TKACHENKO.surname)
    page.get_by_role("button", name="Додати особовий").click()
    page.goto("/metering/history")
    expect(page.locator("#history h2").first).to_have_text("Відібрано з мережі")
    page.get_by_role("link", name="Віддано в мережу").click()
    expect(page.locator("#history h2").first).to_have_text("Віддано в мережу")
    check_as_it_is(page, "what was given")


def test_the_table_is_reached_by_keyboard_and_the_page_prints(ivan: Page) -> None:
    ivan.goto(f"/metering/history?account={ref_of(ivan, COUNTRY_HOUSE)}")
    year = ivan.locator("#history .filter").nth(1)
    year.focus()
    ivan.keyboard.press("Enter")
    expect(year).to_have_attribute("aria-current", "true")
    ivan.emulate_media(media="print")
    for gone in (".filters", "#export", ".bar"):
        expect(ivan.locator(gone).first).to_be_hidden()
    expect(ivan.locator("svg[role=img]")).to_be_visible()
    expect(ivan.locator("#history tbody tr").first).to_be_visible()
