"""The phone's own store: full, lost, newer than the page, or older."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.offline.conftest import (
    Phone,
    Place,
    drafts,
    expect_drafts,
    expect_kept,
    fill_in,
    photo_file,
    press_send,
    until,
)


def test_a_lost_connection_is_opened_anew(phone: Phone) -> None:
    page = phone.ready()
    page.locator("#taken_1").fill("1")
    until(page, "portal.allDrafts().then(all => all.length === 1)")
    page.evaluate(
        "() => { const real = IDBDatabase.prototype.transaction; let failures = 1;"
        " IDBDatabase.prototype.transaction = function (...call) {"
        "   if (failures-- > 0) { this.close(); throw new DOMException('lost', 'InvalidStateError') }"
        "   return real.apply(this, call) } }"
    )
    page.locator("#taken_1").fill("12")
    until(page, "portal.allDrafts().then(([one]) => one.values.taken_1 === '12')")


def test_a_full_phone_keeps_the_numbers_and_says_that_the_photo_did_not_fit(phone: Phone, place: Place) -> None:
    page = phone.ready()
    page.evaluate(
        "() => { const real = IDBObjectStore.prototype.put;"
        " IDBObjectStore.prototype.put = function (value) {"
        "   if (value.bytes) { this.transaction.abort(); throw new DOMException('full', 'QuotaExceededError') }"
        "   return real.call(this, value) } }"
    )
    value = fill_in(page, phone.home)
    page.locator("#photos").set_input_files(photo_file(1))
    expect(page.locator("[data-photo-problems]")).to_contain_text("на телефоні немає місця")
    until(page, "portal.allDrafts().then(([one]) => Boolean(one?.values.taken_1))")
    assert drafts(page)[0]["photos"] == []
    press_send(page)
    expect(page.locator("#sending")).to_contain_text("Покази прийнято")
    assert place.sent(phone.home) == [(value, "new")]


def test_an_upgrade_keeps_the_drafts(phone: Phone) -> None:
    page = phone.ready()
    fill_in(page, phone.home)
    page.locator("#photos").set_input_files(photo_file(2))
    expect(page.locator(".photo")).to_have_count(1)
    until(page, "portal.allDrafts().then(([one]) => one?.photos.length === 1)")
    before = drafts(page)
    # A page of a newer version, in another tab, raises the version of the store.
    other = phone.open("/accounts")
    other.evaluate(
        "() => new Promise((resolve, reject) => { const request = indexedDB.open('portal', 2);"
        " request.onupgradeneeded = () => request.result.createObjectStore('something new', {keyPath: 'id'});"
        " request.onsuccess = () => { request.result.close(); resolve() };"
        " request.onerror = () => reject(request.error) })"
    )
    # The page of the older version goes on, and so does one that is opened now.
    assert drafts(page) == before
    page.locator("#taken_1").fill("99")
    until(page, "portal.allDrafts().then(([one]) => one.values.taken_1 === '99')")
    page.reload()
    expect(page.locator("#taken_1")).to_have_value("99")
    expect(page.locator(".photo img")).to_have_count(1)


def test_the_store_of_an_older_version_is_completed(phone: Phone) -> None:
    """A store that has drafts and nothing else, as a page of an older version would have left it."""
    page = phone.open("/sign-in")
    page.evaluate(
        "() => new Promise((resolve, reject) => { const request = indexedDB.deleteDatabase('portal');"
        " request.onsuccess = resolve; request.onerror = reject })"
    )
    phone.context.route("**/outbox.*.js", lambda route: route.abort())
    page = phone.open("/sign-in")
    page.evaluate(
        "() => new Promise((resolve, reject) => { const request = indexedDB.open('portal', 0.5 + 0.5);"
        " request.onupgradeneeded = () => request.result.createObjectStore('drafts', {keyPath: 'uuid'});"
        " request.onsuccess = () => { const {result} = request;"
        "  const change = result.transaction('drafts', 'readwrite');"
        "  change.objectStore('drafts').put({uuid: 'old', state: 'draft', user: 'x', photos: [], takenAt: 1});"
        "  change.oncomplete = () => { result.close(); resolve() } };"
        " request.onerror = () => reject(request.error) })"
    )
    phone.context.unroute("**/outbox.*.js")
    phone.complaints.clear()
    page = phone.open("/readings")
    expect_kept(page)
    expect_drafts(page, 1)
    assert drafts(page)[0]["uuid"] == "old"
