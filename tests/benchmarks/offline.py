"""Readings sent through everything that can go wrong: is anything lost, doubled, or under another name?

Each run is a person at a phone that others use as well, in a real browser with the real worker, behind a line that
is cut, delayed, doubled and held back, before a server whose workers are killed. The faults are drawn by a seed.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import signal
import sqlite3
import statistics
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image
from playwright.sync_api import BrowserContext, Error, Page

from tests.benchmarks import browser, people, report, serving
from tests.benchmarks.people import Home
from tests.benchmarks.serving import HOST
from tests.wire import Wire

RUNS = 500
SEED = 2026
# A phone stays in use for so many runs; what it keeps and its cache go with it.
RUNS_A_PHONE = 25
SLOWED = 4
OPENINGS = 5
# Rounds of sending while faults happen, and after the line is mended.
TROUBLED, PATIENT = 2, 12

FLUSH = """async () => {
  for (const {uuid} of await portal.allDrafts()) await portal.changeDraft(uuid, draft => { draft.nextAt = 0 });
  await portal.flush();
}"""
UNSENT = "portal.allDrafts().then(all => all.length)"
FORM = "() => document.querySelector('form[data-draft] [data-digits]') !== null"


@dataclass
class Tally:
    """What came of all runs."""

    runs: int = 0
    sent: int = 0
    photos: int = 0
    acknowledged: int = 0
    # Runs in which fewer than two faults really happened.
    too_easy: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    misattributed: list[str] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)


class Running:
    """The server, which can be killed and comes back."""

    def __init__(self, run_dir: Path) -> None:
        self._run_dir = run_dir
        self._stack = contextlib.ExitStack()
        self.server = self._stack.enter_context(serving.portal(run_dir))

    def kill(self) -> None:
        """kill -9 of all its processes, and another one in its place."""
        for process in [*self.server.workers, self.server.main]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self.close()
        self.server = self._stack.enter_context(serving.portal(self._run_dir))

    def close(self) -> None:
        self._stack.close()
        self._stack = contextlib.ExitStack()


@dataclass
class Scene:
    """Where a run takes place."""

    run_dir: Path
    running: Running
    wire: Wire
    context: BrowserContext
    chance: random.Random
    homes: list[Home]
    tally: Tally

    def sign_in(self, home: Home) -> None:
        self.context.clear_cookies()
        name, _equals, value = home.cookie.partition("=")
        address = f"http://{HOST}:{self.wire.port}"
        self.context.add_cookies([{"name": name, "value": value, "url": address, "httpOnly": True}])

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with contextlib.closing(sqlite3.connect(self.run_dir / "portal.sqlite3", timeout=10)) as connection:
            return connection.execute(query, values).fetchall()


def run(runs: int = RUNS, seed: int = SEED) -> Tally:
    """Measure, print, and write the part."""
    with TemporaryDirectory(prefix="portal-bench-") as folder:
        tally, open_s = measure(Path(folder), runs, seed)
    figures = {
        "runs": tally.runs,
        "lost": len(tally.lost),
        "doubled": len(tally.doubled),
        "misattributed": len(tally.misattributed),
        "open_offline_s": open_s,
        "sent": tally.sent,
        "acknowledged": tally.acknowledged,
        "photos": tally.photos,
        "runs_with_fewer_than_two_faults": tally.too_easy,
        "faults_by_kind": dict(sorted(tally.faults.items())),
    }
    rows = [[key, value] for key, value in figures.items() if key != "faults_by_kind"]
    rows += [[f"fault: {kind}", count] for kind, count in sorted(tally.faults.items())]
    report.show(f"Offline, seed {seed} ({report.machine()})", ["", ""], rows)
    for problem in [*tally.lost, *tally.doubled, *tally.misattributed]:
        print(problem, flush=True)
    report.write("offline", figures)
    return tally


def measure(run_dir: Path, runs: int, seed: int) -> tuple[Tally, float | None]:
    """All runs on a base in this folder, and the seconds until the form is there without a network."""
    tally = Tally()
    people.fill(run_dir, runs + 1)
    homes = people.sign_in(run_dir, runs + 1)
    running = Running(run_dir)
    with contextlib.closing(running), browser.open_shop(running.server.port) as shop:
        for first in range(0, runs, RUNS_A_PHONE):
            with Wire(running.server.port) as wire, shop.line(wire.port) as context:
                scene = Scene(run_dir, running, wire, context, random.Random(f"{seed} {first}"), homes, tally)
                for number in range(first, min(first + RUNS_A_PHONE, runs)):
                    one_run(scene, number)
                tally.faults.update(wire.faults)
        with Wire(running.server.port) as wire, shop.line(wire.port) as context:
            open_s = opening(Scene(run_dir, running, wire, context, random.Random(seed), homes, tally))
    return tally, open_s


def one_run(scene: Scene, number: int) -> None:
    """A person takes a reading, perhaps photographs the meter, and presses the button; then things go wrong."""
    home, chance, wire = scene.homes[number], scene.chance, scene.wire
    before = sum(wire.faults.values()) + sum(scene.tally.faults.values())
    wire.calm()
    scene.sign_in(home)
    page = _at_the_form(scene, home, offline=chance.random() < 0.5)
    for key, value in home.values.items():
        page.locator(f"#{key}").fill(str(value))
    photos = _take_photos(page, chance) if chance.random() < 0.4 else []
    certain = chance.sample(sorted(name for name, fault in FAULTS.items() if fault in (_later, _no_line)), 2)
    faults = certain + chance.sample(sorted(set(FAULTS) - set(certain)), chance.choice((0, 1, 2)))
    for fault in faults:
        FAULTS[fault](scene, home)
    page.get_by_role("button", name="Передати", exact=True).click(no_wait_after=True)
    scene.tally.sent += 1
    scene.tally.photos += len(photos)
    page = _trouble(scene, page, faults, number)
    left = _bring_up(scene, page, home)
    scene.tally.runs += 1
    scene.tally.acknowledged += not left
    happened = sum(wire.faults.values()) + sum(scene.tally.faults.values()) - before
    if happened < 2:
        scene.tally.too_easy += 1
    _judge(scene, number, home, photos, left)
    page.close()


def _at_the_form(scene: Scene, home: Home, *, offline: bool) -> Page:
    page = scene.context.new_page()
    _go(page, "/readings")
    # A fault left over from the run before may hit this as well: then once more, as the timer would.
    _until(
        page,
        "portal.keep(document.body.dataset.user).then(portal.kept)"
        ".then(kept => kept?.user === document.body.dataset.user)",
    )
    if offline:
        _until(page, "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)")
        scene.wire.cut()
        for _try in range(5):
            with contextlib.suppress(Error):
                page.goto("/readings", wait_until="commit", timeout=15_000)
                _until(page, FORM)
                break
        scene.wire.mend()
    return page


def _go(page: Page, path: str) -> None:
    """Open it, as soon as a worker of the server that was killed a moment ago is there again."""
    for _try in range(40):
        with contextlib.suppress(Error):
            page.goto(path)
            if page.evaluate("typeof portal === 'object' && document.body.dataset.user !== undefined"):
                return
        page.wait_for_timeout(150)
    raise RuntimeError(f"{path} does not open")


def _take_photos(page: Page, chance: random.Random) -> list[str]:
    """One or two, of some 100 kB; their hashes as the phone knows them."""
    count = chance.choice((1, 1, 2))
    files = []
    for number in range(count):
        written = io.BytesIO()
        noise = Image.frombytes("RGB", (80, 60), chance.randbytes(80 * 60 * 3))
        noise.resize((800, 600), Image.Resampling.BICUBIC).save(written, "JPEG", quality=90)
        files.append({"name": f"{number}.jpg", "mimeType": "image/jpeg", "buffer": written.getvalue()})
    page.locator("#photos").set_input_files(files)  # type: ignore[arg-type]
    _until(page, "count => document.querySelectorAll('.photo').length === count", count)
    _until(page, "count => portal.allDrafts().then(all => all.some(one => one.photos.length === count))", count)
    found: list[str] = page.evaluate(
        "uuid => portal.findDraft(uuid).then(draft => draft.photos.map(photo => photo.sha256))",
        page.locator("form[data-draft] [name=uuid]").input_value(),
    )
    return found


# ------------------------------------------------------------ faults

SENDING = (b"POST /readings HTTP", b"PUT /api/v1/readings/", b"GET /api/v1/session")


def _cut_up(scene: Scene, home: Home) -> None:
    scene.wire.cut_after_up(scene.chance.randint(1, 60_000))


def _cut_down(scene: Scene, home: Home) -> None:
    scene.wire.cut_after_down(scene.chance.randint(1, 6_000))


def _lose_answer(scene: Scene, home: Home) -> None:
    scene.wire.drop_next_answer(scene.chance.choice((*SENDING, b"POST /files", b"PATCH /files")))


def _double(scene: Scene, home: Home) -> None:
    scene.wire.double_next(scene.chance.choice((*SENDING[:2], b"PATCH /files")))


def _hold(scene: Scene, home: Home) -> None:
    """One request comes after those that were sent later."""
    scene.wire.hold_next(scene.chance.choice(SENDING[:2]))


def _no_line(scene: Scene, home: Home) -> None:
    scene.wire.cut()


def _later(scene: Scene, home: Home) -> None:
    """What happens after the button was pressed: see _trouble."""


FAULTS = {
    "cut up": _cut_up,
    "cut down": _cut_down,
    "lost answer": _lose_answer,
    "doubled": _double,
    "held": _hold,
    "no line": _no_line,
    "server killed": _later,
    "tab closed": _later,
    "session gone": _later,
    "somebody else": _later,
}


def _trouble(scene: Scene, page: Page, faults: list[str], number: int) -> Page:
    """What goes wrong around the sending, and tries to send all the while."""
    chance, tally = scene.chance, scene.tally
    page.wait_for_timeout(chance.choice((0, 0, 10, 40, 120)))
    if "server killed" in faults:
        scene.running.kill()
        scene.wire.retarget(scene.running.server.port)
        tally.faults["server killed"] += 1
    if "session gone" in faults:
        scene.context.clear_cookies()
        tally.faults["session gone"] += 1
    if "tab closed" in faults:
        # Once the press has been written down: before that nothing was promised.
        _until(page, "portal.allDrafts().then(all => all.every(one => one.state !== 'draft') || !all.length)")
        page.close()
        page = _another_tab(scene)
        tally.faults["tab closed"] += 1
    if "somebody else" in faults:
        scene.sign_in(scene.homes[-1 if number else 1])
        page = _reopened(scene, page)
        tally.faults["somebody else"] += 1
    for _round in range(TROUBLED):
        with contextlib.suppress(Error):  # the page may be on its way somewhere
            page.evaluate(FLUSH)
        if chance.random() < 0.3:
            scene.wire.mend()
    return page


def _another_tab(scene: Scene) -> Page:
    page = scene.context.new_page()
    for _try in range(40):
        with contextlib.suppress(Error):
            page.goto("/drafts")
            if page.evaluate("typeof portal === 'object'"):
                return page
        page.wait_for_timeout(100)
        scene.wire.mend()
    raise RuntimeError("no page opens")


def _reopened(scene: Scene, page: Page) -> Page:
    page.close()
    return _another_tab(scene)


def _bring_up(scene: Scene, page: Page, home: Home) -> int:
    """The line is whole again and the person is back: what is left on the phone at last."""
    scene.wire.release()
    scene.wire.mend()
    scene.sign_in(home)
    page = _reopened(scene, page)
    for _round in range(PATIENT):
        with contextlib.suppress(Error):
            page.evaluate(FLUSH)
            if not page.evaluate(UNSENT):
                break
        page.wait_for_timeout(100)
    left: int = page.evaluate(UNSENT)
    page.close()
    return left


def _judge(scene: Scene, number: int, home: Home, photos: list[str], left: int) -> None:
    """What the server's database says of this person's sending."""
    said = f"run {number}, account {home.account}"
    rows = scene.rows(
        "SELECT submission.id, submission.status, submission.user_id, reading.value FROM submission "
        "JOIN account ON account.id = submission.account_id JOIN reading ON reading.submission_id = submission.id "
        "JOIN register ON register.id = reading.register_id AND register.zone = 1 AND register.direction = 'A+' "
        "WHERE account.ref = ? AND submission.user_id IS NOT NULL",
        home.account,
    )
    current = [row for row in rows if row[1] == "new" and row[3] == home.values["taken_1"]]
    if not current:
        scene.tally.lost.append(f"{said}: the reading is not there ({rows}, {left} on the phone)")
    if len(rows) > 1:
        scene.tally.doubled.append(f"{said}: {len(rows)} submissions ({rows})")
    events = scene.rows(
        "SELECT COUNT(*) FROM event WHERE subject_kind = 'submission' AND name = 'reading_sent' "
        "AND subject_id IN (SELECT value FROM json_each(?))",
        json.dumps([row[0] for row in rows]),
    )[0][0]
    if events > len(rows):
        scene.tally.doubled.append(f"{said}: {events} events of {len(rows)} submissions")
    owners = scene.rows(
        "SELECT account_link.user_id FROM account_link JOIN account ON account.id = account_link.account_id "
        "WHERE account.ref = ?",
        home.account,
    )
    if {row[2] for row in rows} - {owner for (owner,) in owners}:
        scene.tally.misattributed.append(f"{said}: by {rows}, owned by {owners}")
    held = scene.rows(
        "SELECT file.sha256, file.user_id FROM submission_file JOIN file ON file.id = submission_file.file_id "
        "WHERE submission_file.submission_id IN (SELECT value FROM json_each(?))",
        json.dumps([row[0] for row in rows]),
    )
    for sha256 in photos:
        if sha256 not in {one for one, _user in held}:
            scene.tally.lost.append(f"{said}: photo {sha256[:8]} is not there ({left} on the phone)")
    if len(held) > len(photos):
        scene.tally.doubled.append(f"{said}: {len(held)} photos instead of {len(photos)}")
    if left and current:
        scene.tally.lost.append(f"{said}: never acknowledged, {left} on the phone")


# ------------------------------------------------------------ opening


def opening(scene: Scene) -> float | None:
    """The middle of several openings without a network on a slowed processor, until the form can be filled in."""
    scene.sign_in(scene.homes[-1])
    page = _at_the_form(scene, scene.homes[-1], offline=True)
    session = scene.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    scene.wire.cut()
    taken = []
    for _opening in range(OPENINGS):
        page.goto("/readings")
        _until(page, FORM)
        taken.append(page.evaluate("performance.getEntriesByName('form shown')[0]?.startTime ?? null"))
    return None if None in taken else round(statistics.median(taken) / 1000, 3)


def _until(page: Page, expression: str, argument: Any = None, seconds: float = 20) -> None:
    ends = time.monotonic() + seconds
    while True:
        with contextlib.suppress(Error):
            if page.evaluate(expression, argument):
                return
        if time.monotonic() > ends:
            raise RuntimeError(f"never true: {expression}")
        page.wait_for_timeout(15)
