"""Bad lines, dying servers, several tabs: one reading, whole, once."""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path

import pytest
from playwright.sync_api import Error, Playwright, expect

from tests.browser.conftest import PHONE
from tests.browser.offline.conftest import (
    HOST,
    Phone,
    Place,
    drafts,
    expect_drafts,
    expect_kept,
    expect_later,
    expect_saved,
    fill_in,
    photo_file,
    press_send,
    send_now,
    until,
    wait_for_worker,
)
from tests.browser.offline.test_people import queue_a_reading
from tests.wire import Wire


def test_the_answer_to_the_form_is_lost(phone: Phone, place: Place) -> None:
    page = phone.ready()
    value = fill_in(page, phone.home)
    phone.wire.drop_next_answer(b"POST /readings HTTP")
    press_send(page)
    expect_saved(page)
    send_now(page)
    expect_drafts(page, 0)
    assert phone.wire.faults["lost_answer"] == 1
    assert place.sent(phone.home) == [(value, "new")]


def test_the_answer_to_the_outbox_is_lost(phone: Phone, place: Place) -> None:
    phone.without_background_sync()
    page = phone.ready()
    value = queue_a_reading(phone, page)
    phone.wire.mend()
    phone.wire.drop_next_answer(b"PUT /api/v1/readings/")
    send_now(page)
    assert len(drafts(page)) == 1
    assert place.sent(phone.home) == [(value, "new")]
    send_now(page)
    expect_drafts(page, 0)
    assert place.sent(phone.home) == [(value, "new")]


def test_every_request_comes_twice(phone: Phone, place: Place) -> None:
    page = phone.ready()
    value = queue_a_reading(phone, page)
    phone.wire.mend()
    phone.wire.double_next(b"PUT /api/v1/readings/")
    send_now(page)
    expect_drafts(page, 0)
    assert phone.wire.faults["doubled"] == 1
    assert place.sent(phone.home) == [(value, "new")]


def test_two_tabs_and_the_worker_at_once(phone: Phone, place: Place) -> None:
    page = phone.ready()
    other = phone.open("/drafts")
    value = queue_a_reading(phone, page)
    phone.wire.mend()
    flushing = "portal.changeDraft(uuid, draft => { draft.nextAt = 0 }).then(() => { portal.flush() })"
    uuid = drafts(page)[0]["uuid"]
    for one in (page, other):
        one.evaluate(f"uuid => {flushing}", uuid)
    phone.worker.evaluate("portal.flush()")
    expect_drafts(page, 0)
    expect_drafts(other, 0)
    assert place.sent(phone.home) == [(value, "new")]
    puts = [line for line in phone.wire.requests if line.startswith("PUT /api/v1/readings/")]
    assert len(puts) == 1


def test_background_sync_sends_when_no_page_is_open(phone: Phone, place: Place) -> None:
    page = phone.ready()
    phone.context.set_offline(True)
    phone.wire.cut()
    fill_in(page, phone.home)
    press_send(page)
    expect_saved(page)
    until(
        page,
        "navigator.serviceWorker.ready.then(({sync}) => sync.getTags()).then(tags => tags.includes('outbox'))",
    )
    page.evaluate("portal.allDrafts().then(([{uuid}]) => portal.changeDraft(uuid, draft => { draft.nextAt = 0 }))")
    idle = phone.open("about:blank")
    page.close()
    phone.wire.mend()
    phone.context.set_offline(False)
    for _look in range(100):
        if place.sent(phone.home):
            break
        idle.wait_for_timeout(100)
    assert [status for _value, status in place.sent(phone.home)] == ["new"]


def test_a_photo_goes_on_from_where_the_line_broke(phone: Phone, place: Place) -> None:
    page = phone.ready()
    phone.wire.cut()
    page.goto("/readings")
    value = fill_in(page, phone.home)
    page.locator("#photos").set_input_files([photo_file(11), photo_file(12)])
    expect(page.locator(".photo")).to_have_count(2)
    made = [photo["sha256"] for photo in drafts(page)[0]["photos"]]
    press_send(page)
    expect_saved(page)
    phone.wire.mend()
    for _cut in range(3):
        phone.wire.cut_after_up(120_000)
        send_now(page)
    for _try in range(3):
        send_now(page)
    expect_drafts(page, 0)
    assert phone.wire.faults["cut_up"] >= 1
    begun = [line for line in phone.wire.requests if line.startswith("POST /files")]
    assert len(begun) == len(made), "what was begun is gone on with"
    assert place.sent(phone.home) == [(value, "new")]
    assert sorted(place.files(phone.home)) == sorted((sha256, 1) for sha256 in made)


@pytest.mark.parametrize("photos", [0, 2])
def test_the_server_dies_in_the_middle(phone: Phone, place: Place, photos: int) -> None:
    page = phone.ready()
    phone.wire.cut()
    page.goto("/readings")
    value = fill_in(page, phone.home)
    page.locator("#photos").set_input_files([photo_file(20 + number) for number in range(photos)])
    expect(page.locator(".photo")).to_have_count(photos)
    press_send(page)
    expect_saved(page)
    phone.wire.mend()
    phone.wire.hold_next(b"PATCH /files" if photos else b"PUT /api/v1/readings/")
    page.evaluate(
        "portal.allDrafts().then(([{uuid}]) => portal.changeDraft(uuid, draft => { draft.nextAt = 0 }))"
        ".then(() => { portal.flush() })"
    )
    for _look in range(300):
        if phone.wire.faults["held"]:
            break
        page.wait_for_timeout(30)
    assert phone.wire.faults["held"] == 1, "it is on its way"
    phone.wire.release()
    place.kill()
    place.start()
    phone.wire.retarget(place.server.port)
    for _try in range(3):
        send_now(page)
    expect_drafts(page, 0)
    assert place.sent(phone.home) == [(value, "new")]
    assert len(place.files(phone.home)) == photos


def test_what_is_refused_stays_with_its_reason_and_the_rest_goes_on(phone: Phone, place: Place) -> None:
    page = phone.ready()
    value = queue_a_reading(phone, page)
    page.evaluate(
        "async () => { const [one] = await portal.allDrafts();"
        " const other = {uuid: crypto.randomUUID(), takenAt: one.takenAt - 1, meter: 'replaced long ago'};"
        " await portal.changeDraft(other.uuid, () => {}, {}, {...one, ...other}) }"
    )
    phone.wire.mend()
    send_now(page)
    expect_drafts(page, 1)
    assert place.sent(phone.home) == [(value, "new")]
    page.goto("/drafts")
    card = page.locator("[data-offline] .card")
    expect(card).to_contain_text("Потребує уваги")
    expect(card).to_contain_text("Лічильник № replaced long ago замінено")
    page.once("dialog", lambda dialog: dialog.accept())
    card.get_by_role("button", name="Видалити").click()
    expect_drafts(page, 0)
    expect(page.locator("main")).to_contain_text("Усе передано")


def test_a_busy_server_is_asked_again_later(phone: Phone, place: Place) -> None:
    phone.without_background_sync()
    page = phone.ready()
    queue_a_reading(phone, page)
    phone.wire.mend()
    for status in (503, 429, 408):
        ours = {"Retry-After": "7", "X-Request-Id": "1", "Content-Type": "application/json"}
        phone.wire.answer(b" /api/v1/readings/", status, ours, b'{"code": "busy", "message": ""}')
        send_now(page)
        assert expect_later(page) > 5000
    phone.wire.let_through()
    phone.wire.answer(b" /api/v1/", 200, {"Content-Type": "text/html"}, "<h1>Сплатіть за Wi-Fi</h1>".encode())
    send_now(page)
    assert [draft["state"] for draft in drafts(page)] == ["queued"]
    assert phone.wire.faults["answered"] >= 4
    assert place.sent(phone.home) == []
    phone.wire.let_through()
    send_now(page)
    expect_drafts(page, 0)


def test_the_browser_is_killed(playwright: Playwright, wire: Wire, place: Place, tmp_path: Path) -> None:
    home = place.next_home()
    name, _equals, value = home.cookie.partition("=")
    address = f"http://{HOST}:{wire.port}"
    cookie = {"name": name, "value": value, "url": address, "httpOnly": True, "expires": 2**31 - 1}

    def launch():
        context = playwright.chromium.launch_persistent_context(
            tmp_path / "profile",
            executable_path=os.environ.get("CHROMIUM") or "/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu"],
            base_url=address,
            viewport=PHONE,
        )
        context.add_cookies([cookie])
        return context, context.pages[0]

    context, page = launch()
    page.goto("/readings")
    wait_for_worker(page)
    expect_kept(page)
    wire.cut()
    page.goto("/readings")
    typed = fill_in(page, home)
    page.locator("#photos").set_input_files(photo_file(31))
    expect(page.locator(".photo")).to_have_count(1)
    until(page, "portal.allDrafts().then(([one]) => one?.photos.length === 1)")
    made = drafts(page)[0]["photos"][0]["sha256"]
    for process in browser_processes(tmp_path / "profile"):
        os.kill(process, signal.SIGKILL)
    with contextlib.suppress(Error):  # it is gone already
        context.close()
    context, page = launch()
    page.goto("/readings")
    expect(page.locator("#taken_1")).to_have_value(str(typed))
    expect(page.locator(".photo img")).to_have_count(1)
    press_send(page)
    expect_saved(page)
    wire.mend()
    send_now(page)
    expect_drafts(page, 0)
    context.close()
    assert place.sent(home) == [(typed, "new")]
    assert place.files(home) == [(made, 1)]


def browser_processes(profile: Path) -> list[int]:
    """The processes of the browser with this profile: ours, as nobody else has it."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                line = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if f"--user-data-dir={profile}".encode() in line:
                found.append(int(entry.name))
    return sorted(found)


def test_a_file_that_is_too_large_is_said_at_once(phone: Phone) -> None:
    page = phone.ready()
    large = {"name": "довге.mp4", "mimeType": "video/mp4", "buffer": b"\0" * (16 * 1024 * 1024 + 1)}
    fill_in(page, phone.home)
    page.locator("#photos").set_input_files([large, photo_file(41)])
    expect(page.locator("[data-photo-problems]")).to_contain_text("довге.mp4: завеликий")
    expect(page.locator(".photo")).to_have_count(1)


def test_a_file_that_the_server_does_not_take_leaves_the_numbers_alone(phone: Phone, place: Place) -> None:
    page = phone.ready()
    value = fill_in(page, phone.home)
    odd = {"name": "нотатка.jpg", "mimeType": "image/jpeg", "buffer": b"this is no photo"}
    page.locator("#photos").set_input_files([odd, photo_file(42)])
    expect(page.locator(".photo")).to_have_count(2)
    press_send(page)
    expect(page.locator("#sending")).to_contain_text("Покази прийнято")
    until(page, "portal.allDrafts().then(([one]) => one?.state === 'attention')")
    assert place.sent(phone.home) == [(value, "new")]
    assert [joined for _sha256, joined in place.files(phone.home)] == [1]
    page.goto("/drafts")
    card = page.locator("[data-offline] .card")
    expect(card).to_contain_text("Покази передано, а ці файли — ні")
    expect(card).to_contain_text("Можна додати фото")


def test_quota_keeps_the_photo_for_later(phone: Phone, place: Place) -> None:
    page = phone.ready()
    fill_in(page, phone.home)
    page.locator("#photos").set_input_files(photo_file(43))
    expect(page.locator(".photo")).to_have_count(1)
    place.use_up_the_quota(phone.home)
    press_send(page)
    expect(page.locator("#sending")).to_contain_text("Покази прийнято")
    until(page, "portal.allDrafts().then(([one]) => one?.tries && one.nextAt > Date.now())")
    assert [draft["state"] for draft in drafts(page)] == ["queued"]
    assert place.files(phone.home) == []
    place.give_the_quota_back(phone.home)
    send_now(page)
    expect_drafts(page, 0)
    assert [joined for _sha256, joined in place.files(phone.home)] == [1]
