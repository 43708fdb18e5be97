"""A phone, a line that can be cut, and a server that can be killed; what arrived is read from its database."""

from __future__ import annotations

import contextlib
import io
import os
import random
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Error, Page, Worker, expect

from portal.domain.files.uploads import KEPT, MOST_BYTES_A_DAY
from tests.benchmarks import people, serving
from tests.benchmarks.people import Home
from tests.browser.conftest import PHONE
from tests.wire import Wire

HOMES = 130
HOST = serving.HOST


@dataclass
class Place:
    """The server with its data, and the people who live there."""

    run_dir: Path
    homes: list[Home]
    server: serving.Server
    running: ExitStack
    taken: int = 0

    def next_home(self) -> Home:
        """Somebody who has sent nothing yet."""
        self.taken += 1
        return self.homes[self.taken - 1]

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What the server's database says."""
        with contextlib.closing(self._connect()) as connection:
            return connection.execute(query, values).fetchall()

    def sent(self, home: Home) -> list[tuple[int, str]]:
        """The readings that this person has sent: (value of the first register, status), the oldest first."""
        return self.rows(
            "SELECT reading.value, submission.status FROM submission JOIN reading ON reading.submission_id = "
            "submission.id JOIN register ON register.id = reading.register_id AND register.zone = 1 JOIN account "
            "ON account.id = submission.account_id WHERE account.ref = ? AND submission.user_id IS NOT NULL "
            "ORDER BY submission.id",
            home.account,
        )

    def files(self, home: Home) -> list[tuple[str, int]]:
        """The files about this account: (SHA-256, joined to how many readings)."""
        return self.rows(
            "SELECT file.sha256, (SELECT COUNT(*) FROM submission_file WHERE file_id = file.id) FROM file "
            "JOIN account ON account.id = file.account_id WHERE account.ref = ? ORDER BY file.id",
            home.account,
        )

    def use_up_the_quota(self, home: Home) -> None:
        """This person has brought up today what is allowed in a day."""
        expires_at = (datetime.now(UTC) + KEPT).isoformat(sep=" ", timespec="microseconds")
        self._change(
            'INSERT INTO upload (uuid, user_id, length, "offset", name, expires_at) '
            "SELECT ?, link.user_id, ?, 1, '', ? FROM account_link AS link JOIN account "
            "ON account.id = link.account_id WHERE account.ref = ?",
            (uuid4().hex, MOST_BYTES_A_DAY, expires_at, home.account),
        )

    def give_the_quota_back(self, home: Home) -> None:
        """It is another day."""
        self._change(
            "DELETE FROM upload WHERE length = ? AND user_id IN (SELECT link.user_id FROM account_link AS link "
            "JOIN account ON account.id = link.account_id WHERE account.ref = ?)",
            (MOST_BYTES_A_DAY, home.account),
        )

    def _change(self, query: str, values: tuple[object, ...]) -> None:
        with contextlib.closing(self._connect()) as connection, connection:
            assert connection.execute(query, values).rowcount == 1

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self.run_dir / "portal.sqlite3", timeout=10)

    def kill(self) -> None:
        """kill -9 of the web server's workers, as a power cut would."""
        for worker in self.server.workers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
        self.running.close()

    def start(self) -> None:
        self.running = ExitStack()
        self.server = self.running.enter_context(serving.portal(self.run_dir))


@pytest.fixture(scope="package")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    run_dir = tmp_path_factory.mktemp("offline")
    people.fill(run_dir, HOMES)
    homes = people.sign_in(run_dir, HOMES)
    running = ExitStack()
    made = Place(run_dir, homes, running.enter_context(serving.portal(run_dir)), running)
    yield made
    made.running.close()


@pytest.fixture
def wire(place: Place) -> Iterator[Wire]:
    with Wire(place.server.port) as made:
        yield made


@dataclass
class Phone:
    """A browser at the end of the line."""

    context: BrowserContext
    wire: Wire
    place: Place
    home: Home
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str = "/readings") -> Page:
        """A tab; its page is complete, and what is kept for the time without a network has come."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(path)
        return page

    def ready(self, path: str = "/readings") -> Page:
        """As after a first visit at home: the worker is there, and what a reading needs is kept."""
        page = self.open(path)
        wait_for_worker(page)
        expect_kept(page)
        return page

    def sign_in(self, home: Home) -> None:
        """Another person takes the phone, or the same one comes back."""
        self.home = home
        self.context.clear_cookies()
        name, _equals, value = home.cookie.partition("=")
        self.context.add_cookies(
            [{"name": name, "value": value, "url": f"http://{HOST}:{self.wire.port}", "httpOnly": True}]
        )

    def without_background_sync(self) -> None:
        """For tests that answer in the server's place: they hear the pages, not the worker."""
        self.context.add_init_script("if (self.SyncManager) SyncManager.prototype.register = async () => {}")

    def sign_out(self) -> None:
        """As when the session ended elsewhere."""
        self.context.clear_cookies()

    @property
    def worker(self) -> Worker:
        return self.context.service_workers[0]


def until(page: Page, expression: str, argument: Any = None, seconds: float = 10) -> None:
    """Ask the page again and again: wait_for_function takes a promise itself for a yes."""
    ends = time.monotonic() + seconds
    while True:
        with contextlib.suppress(Error):  # the page may be just going somewhere
            if page.evaluate(expression, argument):
                return
        if time.monotonic() > ends:
            pytest.fail(f"never true: {expression}; what lies on the phone: {told(page)}")
        page.wait_for_timeout(30)


def told(page: Page) -> object:
    """The drafts as they are, for the words of a failure."""
    with contextlib.suppress(Error):
        return page.evaluate(
            "portal.allDrafts().then(all => all.map(({kind, state, tries, nextAt, problem, photos}) => "
            "({kind, state, tries, left: nextAt - Date.now(), problem, photos})))"
        )
    return "the page does not answer"


def wait_for_worker(page: Page) -> None:
    until(page, "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)")


def expect_kept(page: Page) -> None:
    until(page, "portal.kept().then(Boolean)")


def drafts(page: Page) -> list[dict[str, Any]]:
    """Everything that lies on the phone, of all people."""
    found: list[dict[str, Any]] = page.evaluate("portal.allDrafts()")
    return found


def expect_drafts(page: Page, how_many: int) -> None:
    until(page, "count => portal.allDrafts().then(all => all.length === count)", how_many)


def expect_later(page: Page) -> float:
    """The only draft waits still; in how many milliseconds it is tried again."""
    (draft,) = drafts(page)
    assert draft["state"] == "queued"
    left: float = draft["nextAt"] - page.evaluate("Date.now()")
    return left


def send_now(page: Page) -> None:
    """As the timer, or the button, without waiting for pauses."""
    page.evaluate(
        "(async () => { for (const {uuid} of await portal.allDrafts())"
        " await portal.changeDraft(uuid, draft => { draft.nextAt = 0 });"
        " return portal.flush() })()"
    )


def a_photo(seed: int = 1, size: tuple[int, int] = (2000, 1500)) -> bytes:
    """A photo as a camera makes it: noisy, so that it does not compress away, with EXIF."""
    chance = random.Random(seed)
    small = Image.frombytes("RGB", (100, 75), chance.randbytes(100 * 75 * 3))
    exif = Image.Exif()
    exif[0x9003] = "2026:11:30 09:00:00"
    written = io.BytesIO()
    small.resize(size, Image.Resampling.BICUBIC).save(written, "JPEG", quality=92, exif=exif)
    return written.getvalue()


def photo_file(seed: int = 1) -> dict[str, Any]:
    return {"name": f"IMG_{seed}.jpg", "mimeType": "image/jpeg", "buffer": a_photo(seed)}


def fill_in(page: Page, home: Home, more: int = 0) -> int:
    """Type what the meter shows now; returns the value of the first register."""
    for key, value in home.values.items():
        page.locator(f"#{key}").fill(str(value + more))
    return home.values["taken_1"] + more


def press_send(page: Page) -> None:
    page.get_by_role("button", name="Передати", exact=True).click()


def expect_saved(page: Page) -> None:
    """It is kept, and the first try that the page makes by itself is over: it met the line as it is now."""
    expect(page.get_by_role("heading", name="Збережено на телефоні")).to_be_visible()
    page.evaluate("portal.flush()")


@pytest.fixture
def phone(browser: Browser, wire: Wire, place: Place) -> Iterator[Phone]:
    context = browser.new_context(base_url=f"http://{HOST}:{wire.port}", viewport=PHONE, locale="uk-UA")  # type: ignore[arg-type]
    made = Phone(context, wire, place, place.homes[0])
    made.sign_in(place.next_home())
    yield made
    print("came to the server:", *wire.requests[-30:], dict(wire.faults), sep="\n  ")
    wire.mend()
    context.close()
    assert made.complaints == []
