"""A real browser against the real demo: granian, the errands, a mail server, all on loopback."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Response, expect, sync_playwright

from portal.demo.people import IVAN, PASSWORD

ROOT = Path(__file__).resolve().parents[2]
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 800}

expect.set_options(timeout=10_000)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running demo with its seeded people."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    run_dir = tmp_path_factory.mktemp("demo")
    process = subprocess.Popen(
        [sys.executable, "-m", "portal.demo"],
        cwd=ROOT,
        env={**os.environ, "PORT": str(port), "RUN_DIR": str(run_dir)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if "Ctrl-C" in line:
            break
    else:
        pytest.fail("the demo did not start:\n" + "".join(said))
    address = f"http://127.0.0.1:{port}"
    yield address
    process.send_signal(signal.SIGTERM)
    process.stdout.read()
    assert process.wait(timeout=60) == 0


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium")
    launched = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
    yield launched
    launched.close()


class People:
    """Browsers of people: fresh, or signed in as Ivan."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser = browser
        self.address = address
        self.opened: list[BrowserContext] = []
        self.complaints: list[str] = []

    def open(self, **options: Any) -> Page:
        """A page in a browser of its own; whatever its console complains about fails the test."""
        context = self.browser.new_context(
            base_url=self.address, **{"viewport": PHONE, "locale": "uk-UA", **options}
        )
        self.opened.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: self._listen(message.type, message.text))
        page.on("response", lambda answer: self._check(answer))
        return page

    def _check(self, answer: Response) -> None:
        """Our own files are there, and nothing fails on the server."""
        if answer.status >= 500 or (answer.status >= 400 and "/static/" in answer.url):
            self.complaints.append(f"{answer.status} {answer.url}")

    def _listen(self, kind: str, text: str) -> None:
        # A status that a form is answered with is no fault of the page.
        if kind == "error" and "Failed to load resource" not in text:
            self.complaints.append(text)

    def close(self) -> None:
        for context in self.opened:
            context.close()
        assert self.complaints == []


@pytest.fixture
def people(browser: Browser, demo: str) -> Iterator[People]:
    made = People(browser, demo)
    yield made
    made.close()


@pytest.fixture(scope="session")
def ivans_cookies(browser: Browser, demo: str) -> Any:
    """Ivan signs in once; each test gets his cookie."""
    context = browser.new_context(base_url=demo)
    page = context.new_page()
    sign_in(page, IVAN.email)
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def ivan(people: People, ivans_cookies: Any) -> Page:
    """Ivan's phone."""
    return people.open(storage_state=ivans_cookies)


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """By the form."""
    page.goto("/sign-in")
    page.get_by_label("Електронна пошта").fill(email)
    page.get_by_label("Пароль", exact=True).fill(password)
    page.get_by_role("button", name="Увійти").click()
    expect(page).not_to_have_url(f"{page.url.split('/sign-in')[0]}/sign-in")
