"""The readings page and its form with ten thousand accounts and with six hundred thousand, side by side."""

from __future__ import annotations

import shutil
import statistics
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks import client, operators, people, report, serving
from tests.benchmarks.client import Client, Fired
from tests.benchmarks.operators import Desk
from tests.benchmarks.people import Home
from tests.benchmarks.reading import SEE_OTHER, percentile

SMALL = 10_000
LARGE = 600_000
ROUNDS = 9
A_ROUND = 200
# As many new readings in a РЕМ of either base, and how often their page is opened in a round.
QUEUE = 300
QUEUE_PAGES = 40
OK = b"HTTP/1.1 200 "


@dataclass
class Base:
    """A running portal over so many accounts, and what was measured on it."""

    accounts: int
    server: serving.Server
    homes: list[Home]
    pages: list[Fired]
    posts: list[Fired]
    desk: Desk
    queues: list[Fired]

    def fire(self, shooter: Client, number: int) -> None:
        """One round of pages and one of sendings, for people whom no other round was for."""
        homes = self.homes[number * A_ROUND : (number + 1) * A_ROUND]
        self.pages.append(shooter.fire(self.server.port, [home.page() for home in homes], OK))
        self.posts.append(shooter.fire(self.server.port, [home.sending() for home in homes], SEE_OTHER))
        self.queues.append(shooter.fire(self.server.port, [self.desk.page()] * QUEUE_PAGES, OK))


def run(kept: Path | None = None) -> None:
    """Measure, print, and write the part. Bases of an earlier run are taken from the folder ``kept``, if given."""
    with TemporaryDirectory(prefix="portal-bench-") as folder, ExitStack() as open_ones:
        bases = []
        for accounts in (SMALL, LARGE):
            run_dir = Path(folder) / str(accounts)
            _seed(run_dir, accounts, kept)
            homes = people.sign_in(run_dir, (ROUNDS + 1) * A_ROUND)
            desk = operators.at_work(run_dir, QUEUE)
            bases.append(Base(accounts, open_ones.enter_context(serving.portal(run_dir)), homes, [], [], desk, []))
        small, large = bases
        shooter = open_ones.enter_context(client.started())
        for number in range(ROUNDS + 1):
            # By turns who is first: whoever comes second finds the processor warm.
            for base in (small, large) if number % 2 else (large, small):
                base.fire(shooter, number)
    figures = {
        "readings_page_ratio": _ratio(large.pages, small.pages),
        "readings_post_ratio": _ratio(large.posts, small.posts),
        "desk_queue_ratio": _ratio(large.queues, small.queues),
    }
    rows = [
        ["page, p50 ms", _p50_ms(small.pages), _p50_ms(large.pages), figures["readings_page_ratio"]],
        ["sending, p50 ms", _p50_ms(small.posts), _p50_ms(large.posts), figures["readings_post_ratio"]],
        ["desk's queue, p50 ms", _p50_ms(small.queues), _p50_ms(large.queues), figures["desk_queue_ratio"]],
    ]
    report.show(f"Growth ({report.machine()})", ["accounts", str(SMALL), str(LARGE), "ratio"], rows)
    report.write("growth", figures)


def _seed(run_dir: Path, accounts: int, kept: Path | None) -> None:
    """A filled base in ``run_dir``: copied, or made and then kept for the next run."""
    name = serving.settings(run_dir).database_url.rpartition("/")[2]
    source = kept / f"{accounts}.sqlite3" if kept else None
    run_dir.mkdir(parents=True)
    if source and source.exists():
        shutil.copy(source, run_dir / name)
        return
    print(f"Seeding {accounts} accounts …", flush=True)
    people.fill(run_dir, accounts)
    if source:
        source.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(run_dir / name, source)


def _p50_ms(rounds: list[Fired]) -> float:
    """The middle one of the rounds' medians; the first round warms up."""
    return round(1000 * statistics.median(percentile(one.each, 50) for one in rounds[1:]), 2)


def _ratio(large: list[Fired], small: list[Fired]) -> float:
    return round(_p50_ms(large) / _p50_ms(small), 3)
