"""What it costs to send a reading: the plain form, its 303, beside a minimal Flask app with the same insert."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from flask.sessions import SecureCookieSessionInterface

from portal.models import Submission
from tests.benchmarks import client, minimal, people, report, requests, serving, visits
from tests.benchmarks.client import Client, Fired
from tests.benchmarks.people import Home
from tests.benchmarks.serving import Server

ROUNDS = 15
A_ROUND = 250
# Not counted: the first look at connections, templates and caches.
WARMING = 200
SEE_OTHER = b"HTTP/1.1 303 "


@dataclass
class Rounds:
    """All rounds of one of the two."""

    fired: list[Fired] = field(default_factory=list)
    cpu_seconds: float = 0.0

    @property
    def requests(self) -> int:
        return sum(len(one.each) for one in self.fired)

    @property
    def rps(self) -> float:
        return statistics.median(one.rps for one in self.fired)

    @property
    def cpu_ms(self) -> float:
        return self.cpu_seconds * 1000 / self.requests

    def percentile_ms(self, percent: int) -> float:
        """The middle one of the rounds' percentiles."""
        return 1000 * statistics.median(percentile(one.each, percent) for one in self.fired)


def run() -> None:
    """Measure, print, and write the part."""
    with TemporaryDirectory(prefix="portal-bench-") as folder:
        run_dir = Path(folder)
        how_many = WARMING + ROUNDS * A_ROUND
        people.fill(run_dir, how_many)
        homes = people.sign_in(run_dir, how_many)
        minimal.make(run_dir / "minimal.sqlite3", [home.account for home in homes])
        with ExitStack() as open_ones:
            ours = open_ones.enter_context(serving.portal(run_dir))
            least = open_ones.enter_context(serving.minimal(run_dir))
            shooter = open_ones.enter_context(client.started())
            mine, theirs = _compare(shooter, ours, least, homes)
            pss, least_pss = ours.worker_pss_mib(), least.worker_pss_mib()
        _check(run_dir, how_many)
    with visits.opened() as place:
        post_bytes = visits.post_bytes(place)
    figures = {
        "rps": round(mine.rps, 1),
        "ratio_to_minimal_flask": round(mine.rps / theirs.rps, 3),
        "p50_ms": round(mine.percentile_ms(50), 2),
        "p99_ms": round(mine.percentile_ms(99), 2),
        "cpu_ms": round(mine.cpu_ms, 3),
        "worker_pss_mib": round(pss, 1),
        "post_bytes": post_bytes,
    }
    _show(figures, theirs, least_pss)
    report.write("reading", figures)


def percentile(values: Sequence[float], percent: int) -> float:
    """The smallest value that so many percent of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def _compare(shooter: Client, ours: Server, least: Server, homes: list[Home]) -> tuple[Rounds, Rounds]:
    """Rounds by turns, each sending for other people."""
    cookies = _least_cookies(len(homes))
    mine, theirs = Rounds(), Rounds()
    for start in [0, *range(WARMING, len(homes), A_ROUND)]:
        part = range(start, start + (A_ROUND if start else WARMING))
        one = _fire(shooter, ours, [homes[number].sending() for number in part], mine)
        other = _fire(shooter, least, [_least_sending(cookies[number], homes[number]) for number in part], theirs)
        if not start:
            mine, theirs = Rounds(), Rounds()
            continue
        mine.fired.append(one)
        theirs.fired.append(other)
    return mine, theirs


def _fire(shooter: Client, server: Server, sendings: list[bytes], rounds: Rounds) -> Fired:
    before = server.cpu_seconds()
    fired = shooter.fire(server.port, sendings, SEE_OTHER)
    rounds.cpu_seconds += server.cpu_seconds() - before
    return fired


def _check(run_dir: Path, how_many: int) -> None:
    """Every 303 was a reading that is kept."""
    with people.app_on(run_dir):
        kept = Submission.select().where(Submission.way == "web", Submission.status == "new").count()
    if kept != how_many:
        raise RuntimeError(f"{how_many} readings were sent and {kept} are kept")


def _least_cookies(how_many: int) -> list[str]:
    """Cookies of the minimal app for its people, who are counted from 1."""
    minimal.app.secret_key = serving.SECRET_KEY
    serializer = SecureCookieSessionInterface().get_signing_serializer(minimal.app)
    assert serializer is not None
    return [f"session={serializer.dumps({'user': user})}" for user in range(1, how_many + 1)]


def _least_sending(cookie: str, home: Home) -> bytes:
    fields = {"account": home.account, "uuid": str(uuid4()), "taken_1": home.values["taken_1"]}
    return requests.post("/readings", cookie, urlencode(fields))


def _show(figures: dict[str, Any], theirs: Rounds, least_pss: float) -> None:
    beside = {
        "rps": round(theirs.rps, 1),
        "ratio_to_minimal_flask": 1,
        "p50_ms": round(theirs.percentile_ms(50), 2),
        "p99_ms": round(theirs.percentile_ms(99), 2),
        "cpu_ms": round(theirs.cpu_ms, 3),
        "worker_pss_mib": round(least_pss, 1),
    }
    title = f"Sending a reading, {client.CONNECTIONS} at a time ({report.machine()})"
    rows = [[key, value, beside.get(key)] for key, value in figures.items()]
    report.show(title, ["", "portal", "minimal"], rows)
