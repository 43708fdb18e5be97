"""The worker and the shell: what opens without a network, how a new version comes, that it can be installed."""

from __future__ import annotations

import re
import time

from playwright.sync_api import expect

from tests.browser.offline.conftest import Phone, fill_in, until


def test_every_page_opens_without_a_network(phone: Phone) -> None:
    page = phone.ready()
    phone.wire.cut()
    for path, heading in [
        ("/readings", "Передати покази"),
        ("/readings?account=whatever", "Передати покази"),
        ("/drafts", "Чернетки"),
        ("/", "Немає мережі"),
        ("/profile", "Немає мережі"),
        ("/no-such-page", "Немає мережі"),
    ]:
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        expect(page.locator("[data-network]")).to_contain_text("Дані збережено")
    page.goto("/")
    expect(page.locator("main")).to_contain_text("1 листопада 2026")


def test_a_page_that_the_server_marked_as_public_comes_from_the_cache(phone: Phone) -> None:
    page = phone.ready()
    page.goto("/install")
    until(page, "caches.match('/install').then(Boolean)")
    phone.wire.cut()
    page.goto("/install")
    expect(page.get_by_role("heading", level=1)).to_have_text("Кабінет на головному екрані")


def test_back_works_without_a_network(phone: Phone) -> None:
    page = phone.ready()
    page.goto("/accounts")
    phone.wire.cut()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Передати покази")
    page.goto("/drafts")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Передати покази")


def test_a_boosted_link_without_a_network_leads_to_a_page_that_works(phone: Phone) -> None:
    page = phone.ready("/accounts")
    page.evaluate(
        "() => { const link = document.querySelector('a.bar-item[href=\"/readings\"]');"
        " link.setAttribute('hx-boost', 'true'); htmx.process(link) }"
    )
    phone.wire.cut()
    page.locator("a.bar-item[href='/readings']").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Передати покази")
    fill_in(page, phone.home)
    expect(page.locator("[data-meaning]")).to_contain_text("кВт·год")


def test_redirects_and_refusals_pass_as_they_are(phone: Phone) -> None:
    page = phone.ready()
    answer = page.goto("/no-such-page")
    assert answer is not None
    assert answer.status == 404
    page.goto("/accounts/current")
    expect(page).to_have_url(re.compile("/accounts/[^/]+$"))
    phone.sign_out()
    page.goto("/accounts")
    expect(page).to_have_url(re.compile("/sign-in"))


def test_a_line_that_brings_nothing_is_not_waited_for_for_ever(phone: Phone) -> None:
    page = phone.ready()
    phone.wire.hold_next(b"GET /readings ")
    began = time.monotonic()
    page.goto("/readings")
    expect(page.locator("form[data-draft=offline]")).to_be_visible()
    assert time.monotonic() - began > 7, "a slow line is given its time"
    phone.wire.release()


# Another address is another version to the browser, whatever the script says.
NEW_VERSION = "() => { navigator.serviceWorker.register('/sw.js?new') }"
ACTIVE = (
    "navigator.serviceWorker.getRegistration().then(({active}) => active?.scriptURL.endsWith('?new') ?? false)"
)


def test_a_new_version_waits_while_a_form_is_begun(phone: Phone) -> None:
    page = phone.ready()
    value = fill_in(page, phone.home)
    until(page, "portal.allDrafts().then(all => all.length === 1)")
    page.evaluate(NEW_VERSION)
    banner = page.locator("[data-update]")
    expect(banner).to_be_visible()
    assert not page.evaluate(ACTIVE)
    expect(page.locator("#taken_1")).to_have_value(str(value))
    banner.get_by_role("button", name="Оновити").click()
    until(page, ACTIVE)
    expect(page.locator("#taken_1")).to_have_value(str(value))


def test_a_new_version_comes_by_itself_when_nothing_is_begun(phone: Phone) -> None:
    page = phone.ready("/accounts")
    page.evaluate("window.same = true")
    page.evaluate(NEW_VERSION)
    until(page, ACTIVE)
    expect(page.locator("[data-update]")).to_be_hidden()
    assert page.evaluate("window.same"), "the page was not reloaded"


def test_last_months_cache_goes_when_a_new_worker_comes(phone: Phone) -> None:
    page = phone.ready("/accounts")
    page.evaluate("caches.open('shell-of-last-month')")
    page.evaluate(NEW_VERSION)
    until(page, ACTIVE)
    until(page, "caches.keys().then(names => names.length === 1 && !names.includes('shell-of-last-month'))")


def test_the_portal_can_be_installed(phone: Phone) -> None:
    page = phone.ready()
    session = phone.context.new_cdp_session(page)
    errors = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # The only thing that a throw-away profile lacks.
    assert [one for one in errors if one["errorId"] != "in-incognito"] == []
    manifest = session.send("Page.getAppManifest")
    assert manifest["errors"] == []


SHARE = (
    "async count => { const form = document.createElement('form');"
    " form.method = 'post'; form.action = '/share'; form.enctype = 'multipart/form-data';"
    " const input = document.createElement('input');"
    " Object.assign(input, {type: 'file', name: 'photos', multiple: true});"
    " const carried = new DataTransfer();"
    " for (let seed = 1; seed <= count; seed++)"
    "   carried.items.add(new File([new Uint8Array(1000).fill(seed)], `галерея ${seed}.jpg`,"
    "     {type: 'image/jpeg'}));"
    " input.files = carried.files; form.append(input); document.body.append(form); form.submit() }"
)


def test_photos_from_the_gallery_become_drafts_however_many(phone: Phone) -> None:
    page = phone.ready()
    page.evaluate(SHARE, 12)
    expect(page).to_have_url(re.compile("/drafts$"))
    cards = page.locator("[data-offline] .card")
    expect(cards).to_have_count(12)
    expect(cards.filter(has_text="галерея 12.jpg")).to_have_count(1)
    expect(cards.first.get_by_role("button", name="Надіслати зараз")).to_be_visible()


def test_a_full_phone_is_no_broken_page_to_whoever_shares(phone: Phone) -> None:
    page = phone.ready()
    phone.worker.evaluate(
        "() => { IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError') } }"
    )
    page.evaluate(SHARE, 1)
    expect(page).to_have_url(re.compile("/drafts$"))


def test_a_boosted_link_to_a_gateway_without_the_portal_leads_to_a_page_that_works(phone: Phone) -> None:
    page = phone.ready("/accounts")
    page.evaluate(
        "() => { const link = document.querySelector('a.bar-item[href=\"/readings\"]');"
        " link.setAttribute('hx-boost', 'true'); htmx.process(link) }"
    )
    phone.wire.answer(b"GET /readings ", 502, {}, b"<h1>Bad Gateway</h1>")
    page.locator("a.bar-item[href='/readings']").click()
    expect(page.locator("form[data-draft=offline]")).to_be_visible()


def test_a_new_version_waits_for_the_form_without_a_network_as_well(phone: Phone) -> None:
    page = phone.ready()
    phone.wire.cut()
    page.goto("/readings")
    fill_in(page, phone.home)
    phone.wire.mend()
    page.evaluate(NEW_VERSION)
    expect(page.locator("[data-update]")).to_be_visible()
    assert not page.evaluate(ACTIVE)
