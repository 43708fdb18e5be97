"""Notices on the screen: switched on in the profile, shown by the worker, and they lead to the page."""

from __future__ import annotations

import json
import re
from typing import Any

from playwright.sync_api import CDPSession, Page, expect

from tests.browser.offline.conftest import Phone, until
from tests.push import Browser

PAGE = "/profile/notifications"
# The maker's push service is not reachable from a test: what it would give stands in its place.
SUBSCRIBE = """(said) => {
  PushManager.prototype.getSubscription = async () => null;
  PushManager.prototype.subscribe = async (options) => {
    if (!said) throw new DOMException("denied", "NotAllowedError");
    window.name = JSON.stringify(options);
    return { toJSON: () => said };
  };
}"""
NOTICE = {
    "title": "Скоро вимкнуть світло: 18:00–22:00",
    "body": "Житомир, вул. Житомирська, 5",
    "tag": "light_goes:x",
    "data": "/outages",
}


def registration(page: Page, session: CDPSession) -> str:
    """What the browser calls the worker's registration."""
    found: list[dict[str, Any]] = []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    session.send("ServiceWorker.enable")
    for _look in range(300):
        if found:
            break
        page.wait_for_timeout(30)
    assert found, "the worker is registered"
    return str(found[-1]["registrationId"])


def push(phone: Phone, page: Page) -> None:
    """A message as from the push service; returns when the worker has shown it.

    The worker's own word is awaited: who polls getNotifications() meanwhile makes Chromium forget a notice that it
    is just putting on the screen (seen with one in three, asked without a pause).
    """
    phone.context.grant_permissions(["notifications"])
    session = phone.context.new_cdp_session(page)
    origin = page.evaluate("location.origin")
    phone.worker.evaluate(
        """() => {
          const show = ServiceWorkerRegistration.prototype.showNotification;
          self.confirmed = new Promise((yes, no) => {
            registration.showNotification = (...said) => show.apply(registration, said).then(yes, no);
            setTimeout(no, 10_000, "nothing was shown");
          });
        }"""
    )
    session.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": origin, "registrationId": registration(page, session), "data": json.dumps(NOTICE)},
    )
    phone.worker.evaluate("() => confirmed")


def test_the_worker_shows_what_was_pushed(phone: Phone) -> None:
    page = phone.ready("/accounts")
    push(phone, page)
    shown = "navigator.serviceWorker.ready.then(r => r.getNotifications())"
    assert page.evaluate(f"{shown}.then(all => all.length)") == 1
    said = page.evaluate(f"{shown}.then(([one]) => [one.title, one.body, one.tag, one.data])")
    assert said == [NOTICE["title"], NOTICE["body"], NOTICE["tag"], NOTICE["data"]]
    push(phone, page)
    assert page.evaluate(f"{shown}.then(all => all.length)") == 1, "the same again takes the place of the first"


def test_a_press_on_it_leads_to_the_light(phone: Phone) -> None:
    page = phone.ready("/accounts")
    push(phone, page)
    # A press that the browser would vouch for can't be made from a test: the worker hears of it all the same.
    phone.worker.evaluate(
        """async () => {
          const [notification] = await registration.getNotifications();
          const pressed = new NotificationEvent("notificationclick", { notification });
          self.clients.openWindow = async (address) => { self.opened = address };
          WindowClient.prototype.focus = async function () { return this };
          dispatchEvent(pressed);
        }"""
    )
    expect(page).to_have_url(re.compile("/outages$"))


def test_they_are_switched_on_and_off_in_the_profile(phone: Phone) -> None:
    page = phone.ready(PAGE)
    page.evaluate(SUBSCRIBE, Browser().subscription)
    page.get_by_role("button", name="Увімкнути на цьому пристрої").click()
    off = page.get_by_role("button", name="Вимкнути на цьому пристрої")
    expect(off).to_be_visible()
    options = json.loads(page.evaluate("window.name"))
    assert options["userVisibleOnly"] is True
    assert len(options["applicationServerKey"]) == 87
    off.click()
    expect(page.get_by_role("button", name="Увімкнути на цьому пристрої")).to_be_visible()


def test_who_does_not_allow_them_is_told_how(phone: Phone) -> None:
    page = phone.ready(PAGE)
    page.evaluate(SUBSCRIBE, None)
    page.get_by_role("button", name="Увімкнути на цьому пристрої").click()
    expect(page.locator("[data-push-problem]")).to_be_visible()
    expect(page.get_by_role("button", name="Увімкнути на цьому пристрої")).to_be_enabled()


def test_an_address_that_the_browser_renews_is_told_to_the_server(phone: Phone) -> None:
    page = phone.ready("/accounts")
    browser = Browser()
    phone.worker.evaluate(
        """(said) => {
          const event = new ExtendableEvent("pushsubscriptionchange");
          Object.assign(event, { newSubscription: { toJSON: () => said } });
          dispatchEvent(event);
        }""",
        browser.subscription,
    )
    until(page, "fetch('/profile/notifications').then(a => a.text()).then(t => t.includes('Вимкнути на цьому'))")
