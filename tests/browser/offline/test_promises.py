"""What was promised is kept: nothing is said to be safe that is not, nothing goes that is half corrected."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.offline.conftest import (
    Phone,
    Place,
    drafts,
    expect_drafts,
    expect_later,
    expect_saved,
    fill_in,
    photo_file,
    press_send,
    send_now,
    until,
)
from tests.browser.offline.test_people import queue_a_reading

FULL = """() => { IDBObjectStore.prototype.put = function () {
  this.transaction.abort(); throw new DOMException('full', 'QuotaExceededError') } }"""
# What an older version of the page did, or another device with the same draft.
WITH_OTHER_NUMBERS = """async () => { const [one] = await portal.allDrafts();
  const {csrf} = await (await fetch('/api/v1/session')).json();
  const values = Object.fromEntries(Object.entries(one.values).map(([key, value]) => [key, Number(value) + 1]));
  const body = {account: one.account, meter: one.meter, taken_at: new Date(one.takenAt).toISOString(), values,
    confirmed: [], replaces: null, photos: []};
  const answer = await fetch(`/api/v1/readings/${one.uuid}`, {method: 'PUT', body: JSON.stringify(body),
    headers: {'Content-Type': 'application/json', 'X-CSRFToken': csrf}});
  return answer.status }"""


def silence_the_outbox(phone: Phone) -> None:
    """The line works, and what the outbox asks is not answered yet."""
    phone.without_background_sync()
    phone.wire.answer(b" /api/v1/session", 503, {}, b"")


def edit(page: Page) -> None:
    page.goto(f"/drafts?edit={drafts(page)[0]['uuid']}")
    expect(page.locator("form[data-draft=offline]")).to_be_visible()


def test_a_phone_that_can_keep_nothing_promises_nothing(phone: Phone, place: Place) -> None:
    page = phone.ready()
    page.evaluate(FULL)
    phone.wire.cut()
    value = fill_in(page, phone.home)
    press_send(page)
    expect(page.locator("[data-toast]")).to_contain_text("Немає зв’язку")
    expect(page.locator("[data-photo-problems]")).to_contain_text("Не вдалося зберегти на телефоні")
    expect(page.get_by_role("heading", name="Збережено на телефоні")).to_have_count(0)
    expect(page.locator("#taken_1")).to_have_value(str(value))
    phone.wire.mend()
    press_send(page)
    expect(page.locator("#sending")).to_contain_text("Покази прийнято")
    assert place.sent(phone.home) == [(value, "new")]


def test_the_form_without_a_network_promises_nothing_either(phone: Phone) -> None:
    page = phone.ready()
    phone.wire.cut()
    page.goto("/readings")
    page.evaluate(FULL)
    value = fill_in(page, phone.home)
    press_send(page)
    expect(page.locator("[data-photo-problems]")).to_contain_text("Не вдалося зберегти на телефоні")
    expect(page.locator("#taken_1")).to_have_value(str(value))
    assert drafts(page) == []


def test_a_draft_that_is_being_corrected_does_not_go(phone: Phone, place: Place) -> None:
    phone.without_background_sync()
    page = phone.ready()
    value = queue_a_reading(phone, page)
    taken_at = drafts(page)[0]["takenAt"]
    edit(page)
    page.locator("#taken_1").fill(str(value + 1))
    until(page, "portal.allDrafts().then(([one]) => one.state === 'attention')")
    phone.wire.mend()
    send_now(page)
    assert place.sent(phone.home) == []
    page.goto("/drafts")
    expect(page.locator("[data-offline] .card")).to_contain_text("Виправлення не завершено")
    expect(page.locator("[data-unsent]")).to_contain_text("Потребує уваги")
    silence_the_outbox(phone)
    edit(page)
    page.locator("#taken_1").fill(str(value + 7))
    press_send(page)
    expect_saved(page)
    (draft,) = drafts(page)
    assert draft["state"] == "queued"
    assert draft["takenAt"] == taken_at, "a typo that is mended later was read at the meter all the same"
    phone.wire.let_through()
    send_now(page)
    expect_drafts(page, 0)
    assert place.sent(phone.home) == [(value + 7, "new")]


def test_what_went_before_the_correction_began_is_corrected_by_it(phone: Phone, place: Place) -> None:
    phone.without_background_sync()
    page = phone.ready()
    value = queue_a_reading(phone, page)
    edit(page)
    phone.wire.mend()
    send_now(page)
    expect_drafts(page, 0)
    page.locator("#taken_1").fill(str(value + 3))
    press_send(page)
    expect_saved(page)
    send_now(page)
    expect_drafts(page, 0)
    assert place.sent(phone.home) == [(value, "replaced"), (value + 3, "new")]


def test_a_tab_leaves_alone_what_another_one_promised(phone: Phone) -> None:
    phone.without_background_sync()
    page = phone.ready()
    value = fill_in(page, phone.home)
    until(page, "portal.allDrafts().then(([one]) => Boolean(one?.values.taken_1))")
    other = phone.open("/readings")
    expect(other.locator("#taken_1")).to_have_value(str(value))
    page.locator("#photos").set_input_files(photo_file(1))
    expect(page.locator(".photo")).to_have_count(1)
    other.locator("#taken_1").fill(str(value + 1))
    until(other, "value => portal.allDrafts().then(([one]) => one.values.taken_1 === value)", str(value + 1))
    assert len(drafts(other)[0]["photos"]) == 1, "the photo of the other tab is still there"
    phone.wire.cut()
    press_send(page)
    expect_saved(page)
    other.locator("#taken_1").fill(str(value + 2))
    expect_drafts(other, 2)
    by_state = {draft["state"]: draft for draft in drafts(other)}
    assert by_state["queued"]["values"]["taken_1"] == str(value)
    assert len(by_state["queued"]["photos"]) == 1
    assert by_state["draft"]["values"]["taken_1"] == str(value + 2)


def test_numbers_that_change_after_a_lost_answer_get_another_name(phone: Phone, place: Place) -> None:
    page = phone.ready()
    silence_the_outbox(phone)
    page = phone.open()
    value = fill_in(page, phone.home)
    phone.wire.drop_next_answer(b"POST /readings HTTP")
    press_send(page)
    expect_saved(page)
    first = drafts(page)[0]["uuid"]
    edit(page)
    page.locator("#taken_1").fill(str(value + 5))
    press_send(page)
    expect_saved(page)
    assert drafts(page)[0]["replaces"] == first
    phone.wire.let_through()
    send_now(page)
    expect_drafts(page, 0)
    assert place.sent(phone.home) == [(value, "replaced"), (value + 5, "new")]


def test_a_name_that_was_used_is_not_tried_for_ever(phone: Phone, place: Place) -> None:
    phone.without_background_sync()
    page = phone.ready()
    value = queue_a_reading(phone, page)
    phone.wire.mend()
    assert page.evaluate(WITH_OTHER_NUMBERS) == 201
    send_now(page)
    page.goto("/drafts")
    card = page.locator("[data-offline] .card")
    expect(card).to_contain_text("вже надіслано з іншими числами")
    card.get_by_role("button", name="Надіслати зараз").click()
    expect_drafts(page, 0)
    assert place.sent(phone.home) == [(value + 1, "replaced"), (value, "new")]


def test_a_form_under_a_new_name_keeps_the_photos(phone: Phone, place: Place) -> None:
    page = phone.ready()
    value = fill_in(page, phone.home)
    page.locator("#photos").set_input_files(photo_file(6))
    expect(page.locator(".photo")).to_have_count(1)
    assert page.evaluate(WITH_OTHER_NUMBERS) == 201
    press_send(page)
    expect(page.locator("#sending")).to_contain_text("вже надіслано з іншими числами")
    expect(page.locator("#sending .photo")).to_have_count(1)
    press_send(page)
    expect(page.locator("#sending")).to_contain_text("Покази прийнято")
    expect_drafts(page, 0)
    assert place.sent(phone.home) == [(value + 1, "replaced"), (value, "new")]
    assert [joined for _sha256, joined in place.files(phone.home)] == [1]


def test_a_page_of_somebody_else_is_no_receipt(phone: Phone, place: Place) -> None:
    page = phone.ready()
    value = fill_in(page, phone.home)
    body = "<h1>Сплатіть за Wi-Fi</h1>".encode()
    phone.wire.answer(b"POST /readings HTTP", 200, {"Content-Type": "text/html"}, body)
    press_send(page)
    expect_saved(page)
    expect_drafts(page, 0)
    assert place.sent(phone.home) == [(value, "new")]


def test_a_refusal_of_somebody_else_decides_nothing(phone: Phone) -> None:
    phone.without_background_sync()
    page = phone.ready()
    queue_a_reading(phone, page)
    phone.wire.mend()
    for status in (403, 404, 413):
        phone.wire.answer(b"PUT /api/v1/readings/", status, {"Content-Type": "text/html"}, b"<h1>no</h1>")
        send_now(page)
        assert expect_later(page) > 0
    assert phone.wire.faults["answered"] == 3
    expect(page.locator("[data-unsent]")).not_to_contain_text("Увійдіть")


def test_a_photo_that_the_browser_cannot_read_holds_up_nothing_else(phone: Phone, place: Place) -> None:
    phone.without_background_sync()
    page = phone.ready()
    phone.wire.cut()
    page.goto("/readings")
    value = fill_in(page, phone.home)
    page.locator("#photos").set_input_files(photo_file(7))
    expect(page.locator(".photo")).to_have_count(1)
    press_send(page)
    expect_saved(page)
    page.evaluate(
        "async value => { const [one] = await portal.allDrafts();"
        " const other = {uuid: crypto.randomUUID(), takenAt: one.takenAt + 5};"
        " other.values = {...one.values, taken_1: value};"
        " await portal.changeDraft(other.uuid, () => {}, {}, {...one, ...other});"
        " const real = IDBObjectStore.prototype.get;"
        " IDBObjectStore.prototype.get = function (key) {"
        "   if (this.name === 'bytes') throw new DOMException('large', 'DataError');"
        "   return real.call(this, key) } }",
        str(value + 2),
    )
    phone.wire.mend()
    send_now(page)
    (draft,) = drafts(page)
    assert draft["state"] == "queued"
    assert draft["nextAt"] > page.evaluate("Date.now()")
    assert len(draft["photos"]) == 1
    assert place.sent(phone.home) == [(value, "replaced"), (value + 2, "new")]


def test_one_that_must_wait_does_not_hold_up_the_others(phone: Phone, place: Place) -> None:
    phone.without_background_sync()
    page = phone.ready()
    value = queue_a_reading(phone, page)
    page.evaluate(
        "async () => { const [one] = await portal.allDrafts();"
        " const other = {uuid: crypto.randomUUID(), kind: 'photos', takenAt: one.takenAt - 5};"
        " await portal.changeDraft(other.uuid, () => {}, {}, {...one, ...other}) }"
    )
    phone.wire.mend()
    phone.wire.answer(b"PUT /api/v1/photos/", 503, {}, b"")
    send_now(page)
    assert [draft["kind"] for draft in drafts(page)] == ["photos"]
    assert place.sent(phone.home) == [(value, "new")]
    phone.wire.cut()
    send_now(page)
    assert [draft["state"] for draft in drafts(page)] == ["queued"]


def test_whoever_closes_the_page_at_once_leaves_it_to_the_browser(phone: Phone) -> None:
    page = phone.ready()
    fill_in(page, phone.home)
    phone.wire.hold_next(b"POST /readings HTTP")
    press_send(page)
    until(
        page,
        "navigator.serviceWorker.ready.then(({sync}) => sync.getTags()).then(tags => tags.includes('outbox'))",
    )
    assert [draft["state"] for draft in drafts(page)] == ["queued"]
    phone.wire.release()
    expect(page.locator("#sending")).to_contain_text("Покази прийнято")


def test_what_was_sent_is_not_called_unsent(phone: Phone) -> None:
    phone.without_background_sync()
    page = phone.ready()
    queue_a_reading(phone, page)
    banner = page.locator("[data-unsent]")
    expect(banner).to_contain_text("На телефоні 1 запис, ще не передано")
    page.evaluate(
        "portal.allDrafts().then(([{uuid}]) => portal.changeDraft(uuid, one => {"
        " Object.assign(one, {state: 'done', told: '…'}) }))"
    )
    expect(banner).to_have_text("Покази передано. Прочитайте, як їх зараховано")


def test_after_a_reading_what_is_kept_is_new_and_the_portal_invites_itself(phone: Phone) -> None:
    page = phone.ready()
    page.evaluate(
        "() => { const offer = new Event('beforeinstallprompt', {cancelable: true});"
        " offer.prompt = () => { window.prompted = true }; window.dispatchEvent(offer) }"
    )
    value = fill_in(page, phone.home)
    press_send(page)
    expect(page.locator("#sending")).to_contain_text("Покази прийнято")
    invitation = page.locator("#sending #invitation")
    expect(invitation).to_be_visible()
    until(
        page,
        "value => portal.kept().then(({accounts}) => accounts.some(({meter}) => "
        "meter?.registers[0].values.some(([_on, kWh]) => kWh === value)))",
        value,
    )
    invitation.get_by_role("link", name="Додати").click()
    expect(invitation).to_have_count(0)
    assert page.evaluate("window.prompted")
