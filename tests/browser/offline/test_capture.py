"""Taking a reading without a network: written down at once, sent once, whatever happens in between."""

from __future__ import annotations

import hashlib
import re

from playwright.sync_api import expect

from tests.browser.offline.conftest import (
    Phone,
    Place,
    drafts,
    expect_drafts,
    expect_saved,
    fill_in,
    photo_file,
    press_send,
    send_now,
    until,
)


def test_a_draft_is_written_with_each_keystroke_and_survives_a_reload(phone: Phone) -> None:
    page = phone.ready()
    page.locator("#taken_1").press_sequentially("321")
    until(page, "portal.allDrafts().then(([one]) => one?.values.taken_1 === '321')")
    page.reload()
    expect(page.locator("#taken_1")).to_have_value("321")
    page.locator("#taken_1").fill("")
    expect_drafts(page, 0)


def test_sent_online_nothing_stays_on_the_phone(phone: Phone, place: Place) -> None:
    page = phone.ready()
    value = fill_in(page, phone.home)
    press_send(page)
    expect(page.locator("#sending")).to_contain_text("Покази прийнято")
    expect_drafts(page, 0)
    assert place.sent(phone.home) == [(value, "new")]


def test_without_a_line_the_page_keeps_it_and_the_line_brings_it_up(phone: Phone, place: Place) -> None:
    page = phone.ready()
    phone.wire.cut()
    value = fill_in(page, phone.home)
    press_send(page)
    expect_saved(page)
    expect(page.locator("[data-unsent]")).to_contain_text("На телефоні 1 запис")
    assert place.sent(phone.home) == []
    phone.wire.mend()
    send_now(page)
    expect_drafts(page, 0)
    expect(page.locator("[data-unsent]")).to_be_hidden()
    assert place.sent(phone.home) == [(value, "new")]


def test_the_form_opens_without_a_network_and_its_reading_arrives_once(phone: Phone, place: Place) -> None:
    page = phone.ready()
    phone.wire.cut()
    page.goto("/readings")
    expect(page.get_by_role("heading", level=1)).to_have_text("Передати покази")
    value = fill_in(page, phone.home)
    expect(page.locator("[data-meaning]")).to_contain_text("кВт·год")
    page.locator("#photos").set_input_files([photo_file(1), photo_file(2)])
    expect(page.locator(".photo")).to_have_count(2)
    (draft,) = drafts(page)
    made = [photo["sha256"] for photo in draft["photos"]]
    assert all(photo["size"] <= 300_000 for photo in draft["photos"])
    press_send(page)
    expect_saved(page)
    phone.wire.mend()
    send_now(page)
    expect_drafts(page, 0)
    assert place.sent(phone.home) == [(value, "new")]
    assert place.files(phone.home) == [(sha256, 1) for sha256 in made]


def test_the_phone_makes_the_photo_small_and_the_server_holds_these_very_bytes(phone: Phone, place: Place) -> None:
    page = phone.ready()
    fill_in(page, phone.home)
    page.locator("#photos").set_input_files(photo_file(3))
    expect(page.locator(".photo")).to_have_count(1)
    (draft,) = drafts(page)
    (photo,) = draft["photos"]
    size = page.evaluate(
        "async id => { const {width, height} = await createImageBitmap(new Blob([await portal.photoBytes(id)]));"
        " return [width, height] }",
        photo["id"],
    )
    assert size == [1600, 1200]
    kept = bytes(page.evaluate("async id => [...new Uint8Array(await portal.photoBytes(id))]", photo["id"]))
    assert hashlib.sha256(kept).hexdigest() == photo["sha256"]
    press_send(page)
    expect(page.locator("#sending")).to_contain_text("Покази прийнято")
    expect_drafts(page, 0)
    assert place.files(phone.home) == [(photo["sha256"], 1)]


def test_the_checks_are_the_servers_and_the_question_is_asked_once(phone: Phone, place: Place) -> None:
    page = phone.ready()
    phone.wire.cut()
    page.goto("/readings")
    press_send(page)
    expect(page.locator("#taken_1-error")).to_have_text("Введіть показ лічильника")
    expect(page.locator("#taken_1")).to_be_focused()
    fill_in(page, phone.home)
    page.locator("#taken_1").fill("1234567")
    press_send(page)
    expect(page.locator("#taken_1-error")).to_contain_text("цифр до коми")
    fill_in(page, phone.home, more=-20)
    press_send(page)
    questions = page.locator("[data-questions]")
    expect(questions).to_be_focused()
    expect(questions).to_contain_text("Було")
    press_send(page)
    expect_saved(page)
    phone.wire.mend()
    send_now(page)
    expect_drafts(page, 0)
    assert [status for _value, status in place.sent(phone.home)] == ["new"]


def test_what_the_server_asks_about_waits_for_the_person(phone: Phone, place: Place) -> None:
    """The page was open before the line went: nothing was asked, and the server has the last word."""
    page = phone.ready()
    phone.wire.cut()
    fill_in(page, phone.home, more=-20)
    press_send(page)
    expect_saved(page)
    phone.wire.mend()
    send_now(page)
    assert place.sent(phone.home) == []
    page.get_by_role("link", name="Потребує уваги").click()
    card = page.locator("[data-offline] .card")
    expect(card).to_contain_text("Потребує уваги")
    expect(card).to_contain_text("менше, ніж попередній")
    card.get_by_role("button", name=re.compile("усе правильно")).click()
    expect_drafts(page, 0)
    assert [status for _value, status in place.sent(phone.home)] == ["new"]
