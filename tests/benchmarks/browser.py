"""Chromium as a phone: what a visit costs over the wire and when the page is drawn, as it tells itself."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from tests.benchmarks.serving import HOST

PHONE = {"width": 360, "height": 740}
# The largest piece may be drawn a little after the page was loaded.
SETTLES_MS = 500
LARGEST_PAINT = """settles => new Promise(resolve => {
  let drawn = null;
  new PerformanceObserver(list => { drawn = list.getEntries().at(-1).startTime; })
    .observe({type: "largest-contentful-paint", buffered: true});
  setTimeout(() => resolve(drawn), settles);
})"""


@dataclass(frozen=True)
class Line:
    """A phone's connection: kilobits a second both ways, and the delay of each answer."""

    kbit_s: int
    latency_ms: int

    def conditions(self) -> dict[str, Any]:
        """As the browser wants to be told: bytes a second."""
        throughput = self.kbit_s * 1000 / 8
        return {
            "offline": False,
            "latency": self.latency_ms,
            "downloadThroughput": throughput,
            "uploadThroughput": throughput,
        }


@dataclass
class Exchange:
    """A request and its answer, in bytes over the wire with their headers."""

    method: str
    path: str
    kind: str
    sent: int = 0
    received: int = 0
    from_cache: bool = False


@dataclass
class Phone:
    """A browser with a cache of its own, and all that it has fetched."""

    page: Page
    session: CDPSession
    exchanges: list[Exchange] = field(default_factory=list)

    def visit(self, path: str) -> list[Exchange]:
        """Open a page by its address; what went over the wire for it."""
        self.page.goto("about:blank")
        self.exchanges.clear()
        self.page.goto(path, wait_until="networkidle")
        return self.over_the_wire()

    def bypass_worker(self) -> None:
        """From now on requests go straight to the server."""
        self.session.send("Network.setBypassServiceWorker", {"bypass": True})

    def wait_for(self, method: str, path: str) -> Exchange:
        """The exchange of this kind, once it is over."""
        for _attempt in range(SETTLES_MS // 10):
            for one in self.exchanges:
                if (one.method, one.path) == (method, path) and one.sent and one.received:
                    return one
            self.page.wait_for_timeout(20)
        raise RuntimeError(f"{method} {path} was not answered")

    def over_the_wire(self) -> list[Exchange]:
        """What was fetched and not taken from the cache."""
        return [one for one in self.exchanges if not one.from_cache]

    def largest_paint_s(self, path: str) -> float | None:
        """Seconds until the largest piece of the page was drawn; None if the browser did not tell."""
        self.page.goto(path, wait_until="load")
        drawn = self.page.evaluate(LARGEST_PAINT, SETTLES_MS)
        return None if drawn is None else drawn / 1000


class Shop:
    """Where phones come from: each has an empty cache, and is signed in if it has a cookie."""

    def __init__(self, browser: Browser, port: int) -> None:
        self._browser = browser
        self._address = f"http://{HOST}:{port}"

    @contextmanager
    def phone(self, cookie: str | None = None, line: Line | None = None) -> Iterator[Phone]:
        """A phone, on a slow line if one is named."""
        context = self._browser.new_context(base_url=self._address, viewport=PHONE, locale="uk-UA")  # type: ignore[arg-type]
        try:
            if cookie:
                name, _equals, value = cookie.partition("=")
                context.add_cookies([{"name": name, "value": value, "url": self._address, "httpOnly": True}])
            page = context.new_page()
            phone = Phone(page, context.new_cdp_session(page))
            _listen(phone, line)
            yield phone
        finally:
            context.close()

    @contextmanager
    def line(self, port: int) -> Iterator[BrowserContext]:
        """A browser at the other end of a line that listens at this port."""
        context = self._browser.new_context(base_url=f"http://{HOST}:{port}", viewport=PHONE, locale="uk-UA")  # type: ignore[arg-type]
        try:
            yield context
        finally:
            context.close()


@contextmanager
def open_shop(port: int) -> Iterator[Shop]:
    """Phones for the server at this port."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        raise RuntimeError("Chromium is needed: apt install chromium, or name it in CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        try:
            yield Shop(browser, port)
        finally:
            browser.close()


def _listen(phone: Phone, line: Line | None) -> None:
    session = phone.session
    exchanges: dict[str, Exchange] = {}
    # The browser may tell the headers that it really sent before it tells the request.
    headers: dict[str, int] = {}

    def asked(event: dict[str, Any]) -> None:
        request, parts = event["request"], urlsplit(event["request"]["url"])
        if parts.hostname != HOST:
            return
        exchange = Exchange(request["method"], parts.path, event.get("type", ""))
        first = f"{request['method']} {parts._replace(scheme='', netloc='').geturl()} HTTP/1.1\r\n\r\n"
        exchange.sent = len(first) + len(request.get("postData", "").encode()) + headers.get(event["requestId"], 0)
        exchanges[event["requestId"]] = exchange
        phone.exchanges.append(exchange)

    def sent(event: dict[str, Any]) -> None:
        size = sum(len(f"{name}: {value}\r\n".encode()) for name, value in event["headers"].items())
        headers[event["requestId"]] = size
        if event["requestId"] in exchanges:
            exchanges[event["requestId"]].sent += size

    def answered(event: dict[str, Any]) -> None:
        if event["requestId"] in exchanges:
            exchanges[event["requestId"]].from_cache = bool(event["response"].get("fromDiskCache"))

    def from_memory(event: dict[str, Any]) -> None:
        if event["requestId"] in exchanges:
            exchanges[event["requestId"]].from_cache = True

    def finished(event: dict[str, Any]) -> None:
        if event["requestId"] in exchanges:
            exchanges[event["requestId"]].received = int(event["encodedDataLength"])

    session.on("Network.requestWillBeSent", asked)
    session.on("Network.requestWillBeSentExtraInfo", sent)
    session.on("Network.responseReceived", answered)
    session.on("Network.requestServedFromCache", from_memory)
    session.on("Network.loadingFinished", finished)
    session.send("Network.enable")
    if line:
        session.send("Network.emulateNetworkConditions", line.conditions())
