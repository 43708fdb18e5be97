"""The pages without a network: nothing that axe finds, nothing sticks out, light and dark, phone and desktop."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from portal import assets
from tests.browser.offline.conftest import (
    Phone,
    expect_saved,
    fill_in,
    photo_file,
    press_send,
)
from tests.browser.test_pages import LOOKS, NAMES, check_as_it_is


@pytest.mark.parametrize("look", LOOKS, ids=NAMES)
def test_pages_without_a_network(phone: Phone, look: dict[str, Any]) -> None:
    page = phone.ready()
    page.set_viewport_size(look["viewport"])
    page.emulate_media(color_scheme=look["color_scheme"])
    phone.wire.cut()
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Немає мережі")
    check_as_it_is(page, "home without a network")
    page.goto("/readings")
    press_send(page)
    check_as_it_is(page, "form with errors")
    fill_in(page, phone.home, more=-50)
    page.locator("#photos").set_input_files(photo_file(1))
    expect(page.locator(".photo")).to_have_count(1)
    press_send(page)
    expect(page.locator("[data-questions]")).to_be_visible()
    check_as_it_is(page, "questions without a network")
    press_send(page)
    expect_saved(page)
    check_as_it_is(page, "kept on the phone")
    page.goto("/drafts")
    expect(page.locator("[data-offline] .card")).to_have_count(1)
    check_as_it_is(page, "drafts")


def test_the_form_by_keyboard(phone: Phone) -> None:
    page = phone.ready()
    phone.wire.cut()
    page.goto("/readings")
    page.locator("#taken_1").focus()
    for key, value in phone.home.values.items():
        page.locator(f"#{key}").focus()
        page.keyboard.type(str(value))
    page.keyboard.press("Enter")
    expect_saved(page)
    expect(page.get_by_role("heading", name="Збережено на телефоні")).to_be_focused()


def test_cases_of_the_checks_run_in_the_browser(phone: Phone) -> None:
    """The same cases that hold the server's checks: tests/cases/readings.json."""
    cases = json.loads((Path(__file__).parents[2] / "cases" / "readings.json").read_text("utf-8"))
    names = ("offline/dates.js", "offline/checks.js")
    sources = [(assets.SOURCE / "js" / name).read_text("utf-8") for name in names]
    script = "\n".join(
        line.removeprefix("export ")
        for source in sources
        for line in source.splitlines()
        if not line.startswith("import ")
    )
    page = phone.context.new_page()
    page.goto("about:blank")
    run = script + RUN_CASES
    wrong = page.evaluate(f"cases => {{ {run} }}", cases)
    assert wrong == []


RUN_CASES = """
  const wrong = [];
  const same = (what, got, wanted) => {
    if (JSON.stringify(got) !== JSON.stringify(wanted)) wrong.push([what, got, wanted]);
  };
  for (const one of cases.values) {
    const got = parseValue(one.typed, one.digits);
    same(one.typed, got.value ?? got.code, one.value ?? one.code);
  }
  for (const one of cases.dates) {
    same(one.day, [readingDate(one.day), windowAt(one.day)?.closes], [one.counts_for, one.closes]);
  }
  for (const one of cases.kyiv) same(one.moment, kyivDay(Date.parse(one.moment)), one.day);
  for (const one of cases.months_before) same(one.day, monthsBefore(one.day, one.months), one.is);
  for (const one of cases.warnings) {
    const reads = one.registers.map((register, index) => ({register, value: one.values[index]}));
    const got = findWarnings(reads, one.day, one.power_w);
    const shape = ({code, register, previous = null, value = null, use}) => [code, register, previous, value, use];
    same(one.what, got.map(shape), one.warnings.map(shape));
  }
  for (const one of cases.meanings) {
    const got = meaning({register: one.register, value: one.value}, one.day);
    if (one.none) same(one.what, got, null);
    else same(one.what, [got.use, got.days, got.lessBy, got.aYearAgo && [got.aYearAgo.month, got.aYearAgo.wh]],
      [one.use, one.days, one.less_by, one.a_year_ago]);
  }
  return wrong;
"""
