"""What the visits of the three pages cost, and a sending; on the data of the named people, with a full history."""

from __future__ import annotations

import http
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from portal import clock
from portal.demo import seeding
from portal.demo.imitations import ztoe
from portal.demo.people import CITY_FLAT, IVAN
from portal.domain.identity import sessions
from portal.domain.outages import polling
from portal.extensions import vault
from portal.models import Account, User
from tests.benchmarks import browser, people, serving
from tests.benchmarks.browser import Exchange, Shop
from tests.wire import Wire

PAGES = {
    "signin": "/sign-in",
    "home": "/",
    "readings": "/readings",
    "outages": "/outages",
    "history": "/metering/history",
}
FIRST_PAINT = ("Document", "Stylesheet")
# What the browser fetches for itself and for later, and nobody waits for: counted apart.
BACKGROUND = ("/static/icons/", "/static/screenshots/", "/sw.js", "/manifest.webmanifest")
FILLED = "navigator.serviceWorker.ready.then(() => caches.match('/offline')).then(Boolean)"


@dataclass(frozen=True)
class Place:
    """A running portal with Ivan signed in to it: his cookie, his CSRF token, his chosen account."""

    server: serving.Server
    shop: Shop
    cookie: str
    csrf_token: str
    account: str

    def cookie_for(self, page: str) -> str | None:
        """Sign-in is for guests."""
        return None if page == "signin" else self.cookie


@dataclass(frozen=True)
class Cost:
    """Bytes and requests of the first visit, and bytes of the next one."""

    first_paint_bytes: int
    first_bytes: int
    first_requests: int
    later_bytes: int


@contextmanager
def opened() -> Iterator[Place]:
    """The portal with the named people, on throw-away data."""
    with TemporaryDirectory(prefix="portal-bench-") as folder:
        run_dir = Path(folder)
        with people.app_on(run_dir) as app:
            with app.app_context():
                seeding.seed(clock.now(), vault())
            with ztoe.running({}) as site:
                polling.poll(polling.ztoe(site.url), clock.now())
            ivan = User.get(User.email == IVAN.email)
            token = sessions.start(ivan, remembered=True, device="Chrome", now=clock.now())
            account = Account.get(Account.digits == CITY_FLAT.digits_of_number).ref
            cookie, csrf_token = people.cookie_of(app, token)
        with serving.portal(run_dir) as server, browser.open_shop(server.port) as shop:
            yield Place(server, shop, cookie, csrf_token, account)


def cost(place: Place, page: str) -> Cost:
    """What a first and a later visit of a page cost."""
    with place.shop.phone(place.cookie_for(page)) as phone:
        first = _foreground(phone.visit(PAGES[page]))
        # What the worker fetches in the page's place the browser does not tell of the page: so without the worker,
        # whose request is the same.
        phone.bypass_worker()
        later = _foreground(phone.visit(PAGES[page]))
        return Cost(
            first_paint_bytes=_received(one for one in first if one.kind in FIRST_PAINT),
            first_bytes=_received(first),
            first_requests=len(first),
            later_bytes=_received(later),
        )


def post_bytes(place: Place) -> int:
    """Bytes up and down, headers too, of the sending of a reading by htmx."""
    with place.shop.phone(place.cookie) as phone:
        phone.visit(PAGES["readings"])
        form = phone.page.locator("#sending form")
        for number, field in enumerate(form.locator("input[inputmode=numeric]").all()):
            field.fill(str(CITY_FLAT.newest[number] + people.USED_SINCE))
        phone.wait_for("POST", "/readings/preview")
        with phone.page.expect_response(lambda answer: urlsplit(answer.url).path == PAGES["readings"]) as answered:
            form.get_by_role("button", name="Передати").click()
        if answered.value.status != http.HTTPStatus.OK:
            raise RuntimeError(f"the reading was not taken: {answered.value.status} {answered.value.text()[:500]}")
        sending = phone.wait_for("POST", PAGES["readings"])
        return sending.sent + sending.received


def background_bytes(place: Place) -> int:
    """Bytes of worker, manifest, icons and all that the worker lays by, beyond those of the first visit."""
    first = cost(place, "readings").first_bytes
    with Wire(place.server.port) as wire, place.shop.line(wire.port) as context:
        name, _equals, value = place.cookie.partition("=")
        address = f"http://{serving.HOST}:{wire.port}"
        context.add_cookies([{"name": name, "value": value, "url": address, "httpOnly": True}])
        page = context.new_page()
        page.goto(PAGES["readings"], wait_until="networkidle")
        while not page.evaluate(FILLED):
            page.wait_for_timeout(50)
        page.wait_for_timeout(300)
        return wire.bytes_down - first


def _foreground(exchanges: list[Exchange]) -> list[Exchange]:
    return [one for one in exchanges if not one.path.startswith(BACKGROUND)]


def _received(exchanges: Iterator[Exchange] | list[Exchange]) -> int:
    return sum(one.received for one in exchanges)
