"""Фото/відеофіксація: files go up in pieces with progress, can be held, and go on after the page was closed."""

from __future__ import annotations

import hashlib
import random
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
from tests.domain.files import samples


def video(seed: int, size: int) -> dict[str, object]:
    content = samples.mp4(random.Random(seed).randbytes(size))
    return {"name": "лічильник.mp4", "mimeType": "video/mp4", "buffer": content}


def test_photos_for_a_reading_that_was_sent(phone: Phone, place: Place) -> None:
    page = phone.ready("/readings/photos")
    page.locator("#photos").set_input_files([photo_file(51), photo_file(52)])
    expect(page.locator("form .photo")).to_have_count(2)
    made = [photo["sha256"] for photo in drafts(page)[0]["photos"]]
    page.get_by_role("button", name="Передати", exact=True).click()
    expect_drafts(page, 0)
    assert sorted(place.files(phone.home)) == sorted((sha256, 1) for sha256 in made)
    expect(page.locator("#kept .gallery li")).to_have_count(2)
    expect(page.locator("#kept img").first).to_have_js_property("complete", True)


def test_nothing_chosen_is_said(phone: Phone) -> None:
    page = phone.ready("/readings/photos")
    page.get_by_role("button", name="Передати", exact=True).click()
    expect(page.locator("[data-photo-problems]")).to_have_text("Виберіть хоча б один файл.")


def test_a_video_is_held_and_goes_on_after_the_page_was_closed(phone: Phone, place: Place) -> None:
    page = phone.ready("/readings/photos")
    chosen = video(1, 3_000_000)
    page.locator("#photos").set_input_files(chosen)  # type: ignore[arg-type]
    expect(page.locator("form .photo")).to_have_count(1)
    phone.wire.hold_next(b"PATCH ", after=3)
    page.get_by_role("button", name="Передати", exact=True).click()
    until(page, "portal.allDrafts().then(([one]) => one?.photos[0]?.offset > 200000)")
    row = page.locator("[data-uploads] .photo")
    expect(row).to_contain_text(re.compile("надсилаємо, [1-9]"))
    expect(row.locator("progress")).to_be_visible()
    row.get_by_role("button", name="Призупинити").click()
    expect(row).to_contain_text("призупинено")
    expect(row.get_by_role("button", name="Продовжити")).to_be_focused()
    phone.wire.release()
    until(page, "navigator.locks.query().then(({held}) => held.length === 0)")
    stopped = drafts(page)[0]["photos"][0]["offset"]
    assert 0 < stopped < len(chosen["buffer"])  # type: ignore[arg-type]
    page.close()
    page = phone.open("/readings/photos")
    row = page.locator("[data-uploads] .photo")
    expect(row).to_contain_text("призупинено")
    patches = len([line for line in phone.wire.requests if line.startswith("PATCH")])
    row.get_by_role("button", name="Продовжити").click()
    send_now(page)
    expect_drafts(page, 0)
    sha256 = hashlib.sha256(chosen["buffer"]).hexdigest()  # type: ignore[arg-type]
    assert place.files(phone.home) == [(sha256, 1)]
    more = len([line for line in phone.wire.requests if line.startswith("PATCH")]) - patches
    assert more * 256 * 1024 < len(chosen["buffer"]) - stopped + 3 * 256 * 1024, (
        "what was there did not come again"
    )  # type: ignore[arg-type]


def test_a_button_stays_what_it_is_while_the_file_goes_up(phone: Phone) -> None:
    """Each piece tells how far it is: a finger or the focus must not be left on a button that is no more."""
    page = phone.ready("/readings/photos")
    page.locator("#photos").set_input_files(video(2, 3_000_000))  # type: ignore[arg-type]
    expect(page.locator("form .photo")).to_have_count(1)
    phone.wire.hold_next(b"PATCH ", after=1)
    page.get_by_role("button", name="Передати", exact=True).click()
    row = page.locator("[data-uploads] .photo")
    expect(row).to_contain_text(re.compile("надсилаємо, [1-9]"))
    other = phone.open("/drafts")
    rows = (row, other.locator("[data-offline] .card"))
    buttons = [one.get_by_role("button").first.element_handle() for one in rows]
    before = drafts(page)[0]["photos"][0]["offset"]
    for button in buttons:
        button.focus()
    phone.wire.release()
    phone.wire.hold_next(b"PATCH ", after=3)
    until(page, "before => portal.allDrafts().then(([one]) => one?.photos[0]?.offset > before + 400000)", before)
    expect(rows[1]).to_contain_text(re.compile("надіслано [2-9]"))
    assert [button.evaluate("one => one.isConnected && one === document.activeElement") for button in buttons] == [
        True,
        True,
    ]
    phone.wire.release()
    expect_drafts(page, 0)


def test_to_drop_a_photo_of_a_reading_leaves_the_numbers(phone: Phone) -> None:
    phone.without_background_sync()
    page = phone.ready()
    value = fill_in(page, phone.home)
    page.locator("#photos").set_input_files([photo_file(53), photo_file(54)])
    expect(page.locator(".photo")).to_have_count(2)
    phone.wire.cut()
    press_send(page)
    expect_saved(page)
    page.evaluate(
        "portal.allDrafts().then(([{uuid}]) => portal.changeDraft(uuid, one => {"
        " one.state = 'attention'; one.problem = {code: 'needs_confirmation', message: 'Перевірте'} }))"
    )
    phone.wire.mend()
    page.goto("/readings/photos")
    rows = page.locator("[data-uploads] .photo")
    for left in (1, 0):
        rows.first.get_by_role("button", name="Прибрати").click()
        expect(rows).to_have_count(left)
        (draft,) = drafts(page)
        assert draft["values"]["taken_1"] == str(value)
        assert len(draft["photos"]) == left


def test_to_drop_the_last_photo_of_photos_leaves_nothing(phone: Phone) -> None:
    phone.without_background_sync()
    page = phone.ready("/readings/photos")
    page.locator("#photos").set_input_files([photo_file(55), photo_file(56)])
    expect(page.locator("form .photo")).to_have_count(2)
    page.evaluate(
        "portal.allDrafts().then(([{uuid}]) => portal.changeDraft(uuid, one => { one.state = 'attention' }))"
    )
    rows = page.locator("[data-uploads] .photo")
    for left in (1, 0):
        rows.first.get_by_role("button", name="Прибрати").click()
        expect(rows).to_have_count(left)
    expect_drafts(page, 0)
