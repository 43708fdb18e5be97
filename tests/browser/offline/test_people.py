"""Phones are shared, sessions end: nothing goes out under another name, nothing is lost."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.browser.offline.conftest import (
    Phone,
    Place,
    drafts,
    expect_drafts,
    expect_kept,
    expect_saved,
    fill_in,
    photo_file,
    press_send,
    send_now,
    until,
)

EVERYTHING_STORED = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      found.push([request.url, await (await cache.match(request)).text()]);
    }
  }
  found.push(["localStorage", JSON.stringify(localStorage)], ["sessionStorage", JSON.stringify(sessionStorage)]);
  return found;
}"""


def queue_a_reading(phone: Phone, page: Page) -> int:
    """With the line cut; it stays cut."""
    phone.wire.cut()
    page.goto("/readings")
    value = fill_in(page, phone.home)
    press_send(page)
    expect_saved(page)
    return value


def test_the_session_is_gone_at_sync_time(phone: Phone, place: Place) -> None:
    page = phone.ready()
    value = queue_a_reading(phone, page)
    phone.sign_out()
    phone.wire.mend()
    send_now(page)
    expect(page.locator("[data-unsent]")).to_contain_text("Увійдіть, щоб надіслати")
    assert place.sent(phone.home) == []
    assert [draft["state"] for draft in drafts(page)] == ["queued"]
    phone.sign_in(phone.home)
    page.goto("/")
    send_now(page)
    expect_drafts(page, 0)
    assert place.sent(phone.home) == [(value, "new")]


def test_the_session_is_gone_when_the_button_is_pressed(phone: Phone, place: Place) -> None:
    """Even when the page is closed at once: it was pressed, so it goes when the person has signed in again."""
    page = phone.ready()
    value = fill_in(page, phone.home)
    phone.sign_out()
    press_send(page)
    expect(page.locator("main")).to_contain_text("щойно ви ввійдете в кабінет ще раз")
    assert [draft["state"] for draft in drafts(page)] == ["queued"]
    assert place.sent(phone.home) == []
    phone.sign_in(phone.home)
    page.goto("/")
    send_now(page)
    expect_drafts(page, 0)
    assert place.sent(phone.home) == [(value, "new")]


def test_the_token_is_old_but_the_session_is_not(phone: Phone, place: Place) -> None:
    """The outbox asks for a fresh one, and tries once more."""
    phone.without_background_sync()
    page = phone.ready()
    value = queue_a_reading(phone, page)
    tokens: list[str] = []

    def age(route: Route) -> None:
        tokens.append("old")
        route.continue_(headers={**route.request.headers, "x-csrftoken": "old"})

    page.route("**/api/v1/readings/*", age, times=1)
    phone.wire.mend()
    send_now(page)
    expect_drafts(page, 0)
    assert tokens == ["old"]
    puts = [line for line in phone.wire.requests if line.startswith("PUT /api/v1/readings/")]
    assert len(puts) == 2
    assert place.sent(phone.home) == [(value, "new")]


def test_another_person_neither_sees_nor_sends(phone: Phone, place: Place) -> None:
    page = phone.ready()
    owner = phone.home
    value = queue_a_reading(phone, page)
    phone.wire.mend()
    phone.sign_in(place.next_home())
    page.goto("/drafts")
    send_now(page)
    main = page.locator("main")
    expect(main).to_contain_text("1 запис іншої людини")
    expect(main).not_to_contain_text(str(value))
    expect(page.locator("[data-unsent]")).to_be_hidden()
    expect(page.get_by_role("button", name="Надіслати зараз")).to_have_count(0)
    assert [draft["state"] for draft in drafts(page)] == ["queued"]
    assert place.sent(owner) == place.sent(phone.home) == []
    until(
        page, "user => portal.kept().then(kept => kept.user === user)", page.evaluate("document.body.dataset.user")
    )
    phone.sign_in(owner)
    page.goto("/")
    send_now(page)
    expect_drafts(page, 0)
    assert place.sent(owner) == [(value, "new")]


def test_another_persons_unfinished_reading_is_not_put_into_the_form(phone: Phone, place: Place) -> None:
    page = phone.ready()
    page.locator("#taken_1").fill("777")
    until(page, "portal.allDrafts().then(all => all.length === 1)")
    phone.sign_in(place.next_home())
    page.goto("/readings")
    expect_kept(page)
    expect(page.locator("#taken_1")).to_have_value("")


def test_signing_out_with_unsent_drafts_asks_first(phone: Phone, place: Place) -> None:
    page = phone.ready()
    fill_in(page, phone.home)
    phone.wire.cut()
    press_send(page)
    expect_saved(page)
    phone.wire.mend()
    phone.wire.hold_next(b"PUT /api/v1/readings/")
    asked: list[str] = []

    def answer(dialog: Any, accept: bool) -> None:
        asked.append(dialog.message)
        dialog.accept() if accept else dialog.dismiss()

    page.once("dialog", lambda dialog: answer(dialog, accept=False))
    page.locator(".profile summary").click()
    page.get_by_role("button", name="Вийти").click()
    until(page, "portal.kept().then(Boolean)")
    assert "непередане: 1" in asked[0]
    page.once("dialog", lambda dialog: answer(dialog, accept=True))
    page.get_by_role("button", name="Вийти").click()
    expect(page.get_by_text("Ви вийшли з кабінету")).to_be_visible()
    phone.wire.release()
    assert len(asked) == 2
    assert page.evaluate("portal.kept()") is None
    assert [draft["state"] for draft in drafts(page)] == ["queued"]


def test_signing_out_with_nothing_unsent_does_not_ask(phone: Phone) -> None:
    page = phone.ready()
    page.locator(".profile summary").click()
    page.get_by_role("button", name="Вийти").click()
    expect(page.get_by_text("Ви вийшли з кабінету")).to_be_visible()
    assert page.evaluate("portal.kept()") is None


def test_signed_out_the_pages_without_a_network_show_nothing(phone: Phone) -> None:
    page = phone.ready()
    page.locator(".profile summary").click()
    page.get_by_role("button", name="Вийти").click()
    expect(page.get_by_text("Ви вийшли з кабінету")).to_be_visible()
    phone.wire.cut()
    page.goto("/readings")
    expect(page.locator("main")).to_contain_text("На цьому телефоні нічого не збережено")


def test_nothing_personal_is_in_caches_or_web_storage(phone: Phone, place: Place) -> None:
    page = phone.ready()
    fill_in(page, phone.home)
    page.locator("#photos").set_input_files(photo_file(5))
    expect(page.locator(".photo")).to_have_count(1)
    press_send(page)
    expect(page.locator("#sending")).to_contain_text("Покази прийнято")
    for path in ("/", "/accounts", "/accounts/current", "/readings/photos", "/profile", "/drafts", "/install"):
        page.goto(path)
    phone.wire.cut()
    for path in ("/", "/readings", "/drafts"):
        page.goto(path)
    stored = page.evaluate(EVERYTHING_STORED)
    assert stored
    (number, holder) = place.rows(
        "SELECT number_shown, holder_name FROM account WHERE ref = ?", phone.home.account
    )[0]
    for address, text in stored:
        for personal in (phone.home.account, number, holder, holder.split()[0], "Наталія", "csrf_token"):
            assert personal not in text, f"{personal} in {address}"
            assert personal not in address


def test_signing_out_needs_a_network(phone: Phone) -> None:
    page = phone.ready()
    phone.wire.cut()
    page.locator(".profile summary").click()
    page.get_by_role("button", name="Вийти").click()
    expect(page.locator("[data-toast]")).to_contain_text("щоб вийти, потрібна мережа")
    page.goto("/readings")
    expect(page.locator("form[data-draft=offline]")).to_be_visible()
    phone.wire.mend()
    page.goto("/readings")
    page.locator(".profile summary").click()
    page.get_by_role("button", name="Вийти").click()
    expect(page.get_by_text("Ви вийшли з кабінету")).to_be_visible()
    assert page.evaluate("portal.kept()") is None


def test_a_forgotten_tab_of_another_person_takes_nothing_away(phone: Phone, place: Place) -> None:
    forgotten = phone.ready()
    phone.sign_in(place.next_home())
    page = phone.open()
    user = page.evaluate("document.body.dataset.user")
    until(page, "user => portal.kept().then(kept => kept?.user === user)", user)
    forgotten.evaluate("portal.keep(document.body.dataset.user)")
    assert page.evaluate("portal.kept()")["user"] == user


def test_whoever_comes_next_finds_nothing_even_when_little_arrives(phone: Phone, place: Place) -> None:
    phone.ready()
    phone.wire.answer(b"GET /api/v1/kept", 503, {}, b"")
    phone.sign_in(place.next_home())
    page = phone.open()
    until(page, "portal.kept().then(kept => !kept)")


def test_an_answer_that_was_on_its_way_brings_nothing_back(phone: Phone) -> None:
    page = phone.ready()
    phone.wire.hold_next(b"GET /api/v1/kept")
    page.evaluate("() => { window.going = portal.keep(document.body.dataset.user, true) }")
    for _look in range(300):
        if phone.wire.faults["held"]:
            break
        page.wait_for_timeout(30)
    page.evaluate("portal.forgetKept()")
    phone.wire.release()
    page.evaluate("window.going")
    assert page.evaluate("portal.kept()") is None
