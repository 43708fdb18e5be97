"""The readings page in a real browser: meaning while typing, in place, twice, on a bad line."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

SEND = re.compile("^Передати$")


def previous(page: Page) -> int:
    return int(page.locator(".previous strong").first.text_content() or "0")


@pytest.fixture
def form(ivan: Page) -> Page:
    """Ivan's form for his flat, with nothing new in its history."""
    ivan.goto("/accounts")
    choose = ivan.get_by_role("button", name=re.compile("Обрати рахунок 01-01"))
    if choose.count():
        choose.click()
    ivan.goto("/readings")
    while (back := ivan.get_by_role("link", name=re.compile("Відкликати"))).count():
        ivan.once("dialog", lambda dialog: dialog.accept())
        with ivan.expect_response(re.compile("withdrawal")):
            back.first.click()
        ivan.goto("/readings")
    return ivan


def test_the_meaning_comes_while_typing(form: Page) -> None:
    value = previous(form) + 40
    form.locator("#taken_1").press_sequentially(str(value))
    expect(form.locator("#meaning")).to_contain_text("+40 кВт·год")
    form.locator("#taken_1").fill("")
    expect(form.locator("#meaning")).to_have_text("")


def test_letters_and_what_follows_a_comma_do_not_get_in(form: Page) -> None:
    form.locator("#taken_1").press_sequentially("3a2,7")
    expect(form.locator("#taken_1")).to_have_value("32")


def test_sent_corrected_and_taken_back_in_place(form: Page) -> None:
    value = previous(form) + 20
    form.locator("#taken_1").fill(str(value))
    form.get_by_role("button", name=SEND).click()
    expect(form.locator("#sending")).to_contain_text("Покази прийнято")
    row = form.locator("#history tbody tr").first
    expect(row).to_contain_text(str(value))
    row.get_by_role("link", name=re.compile("Виправити")).click()
    expect(form.locator("#taken_1")).to_have_value(str(value))
    form.locator("#taken_1").fill(str(value + 1))
    form.get_by_role("button", name="Виправити", exact=True).click()
    row = form.locator("#history tbody tr").first
    expect(row).to_contain_text(f"виправлено, було {value}")
    form.once("dialog", lambda dialog: dialog.accept())
    row.get_by_role("link", name=re.compile("Відкликати")).click()
    expect(form.locator("#history")).not_to_contain_text(str(value + 1))
    assert form.url.endswith("/readings")


def test_two_quick_taps_are_one_reading(form: Page) -> None:
    value = previous(form) + 21
    form.locator("#taken_1").fill(str(value))
    form.get_by_role("button", name=SEND).dblclick()
    expect(form.locator("#sending")).to_contain_text("Покази прийнято")
    form.goto("/readings")
    expect(form.locator("#history tbody tr", has_text=str(value))).to_have_count(1)
    expect(form.locator("#history")).not_to_contain_text("виправлено")


def test_an_error_takes_the_focus_and_leads_to_its_field(form: Page) -> None:
    form.get_by_role("button", name=SEND).click()
    summary = form.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    summary.get_by_role("link").click()
    expect(form.locator("#taken_1")).to_be_focused()


def test_a_smaller_one_is_asked_about_and_can_be_sent(form: Page) -> None:
    value = previous(form) - 5
    form.locator("#taken_1").fill(str(value))
    form.get_by_role("button", name=SEND).click()
    expect(form.locator("#questions")).to_contain_text(f"стало {value}")
    expect(form.locator("#questions")).to_be_focused()
    form.get_by_role("button", name="Так, усе правильно. Передати").click()
    expect(form.locator("#sending")).to_contain_text("Покази прийнято")


@pytest.mark.parametrize("failure", ["server", "network"])
def test_a_failure_keeps_the_reading_on_the_phone_and_says_so(form: Page, failure: str, people: object) -> None:
    def fail(route: Route) -> None:
        if route.request.method != "POST":
            route.fallback()
        elif failure == "server":
            route.fulfill(status=503, body="<h1>away</h1>", content_type="text/html")
        else:
            route.abort()

    value = str(previous(form) + 22)
    form.locator("#taken_1").fill(value)
    form.wait_for_timeout(600)  # the preview has been asked for before the line breaks
    form.route("**/readings", fail)
    form.get_by_role("button", name=SEND).click()
    expect(form.get_by_role("heading", name="Збережено на телефоні")).to_be_visible()
    form.unroute("**/readings")
    form.goto("/drafts")
    form.evaluate(
        "(async () => { for (const {uuid} of await portal.allDrafts())"
        " await portal.changeDraft(uuid, draft => { draft.nextAt = 0 }); await portal.flush() })()"
    )
    expect(form.locator("main")).to_contain_text("Усе передано")
    form.goto("/readings")
    expect(form.locator("#history tbody tr").first).to_contain_text(value)
    people.complaints.clear()  # type: ignore[attr-defined]


def test_back_shows_what_is_true_now(form: Page) -> None:
    value = previous(form) + 23
    form.locator("#taken_1").fill(str(value))
    form.get_by_role("button", name=SEND).click()
    expect(form.locator("#sending")).to_contain_text("Покази прийнято")
    form.goto("/accounts")
    form.go_back()
    expect(form.locator("#history tbody tr").first).to_contain_text(str(value))
    form.goto("/readings")
    form.once("dialog", lambda dialog: dialog.accept())
    form.get_by_role("link", name=re.compile("Відкликати")).first.click()
    expect(form.locator("#history")).not_to_contain_text(str(value))
