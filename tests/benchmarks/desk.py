"""The desk of a РЕМ with thirty thousand new readings: a page of its queue, and five hundred accepted at once."""

from __future__ import annotations

import statistics
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks import client, operators, people, report, serving
from tests.benchmarks.reading import percentile

QUEUE = 30_000
PAGES = 60
WARMING = 10
AT_ONCE = 500
ROUNDS = 5
OK = b"HTTP/1.1 200 "


def run() -> None:
    """Measure, print, and write the part. One request at a time: what is asked is how long the server takes."""
    with TemporaryDirectory(prefix="portal-bench-") as folder:
        run_dir = Path(folder)
        print(f"Seeding {QUEUE} accounts …", flush=True)
        people.fill(run_dir, QUEUE)
        desk = operators.at_work(run_dir, QUEUE, all_in_one=True)
        with serving.portal(run_dir) as server:
            pages = _each(server.port, [desk.page() for _number in range(WARMING + PAGES)])[WARMING:]
            parts = [desk.waiting[number * AT_ONCE : (number + 1) * AT_ONCE] for number in range(ROUNDS)]
            accepted = _each(server.port, [desk.acceptance(part) for part in parts])
    figures = {
        "queue_ms": round(1000 * statistics.median(pages), 1),
        "accept_500_s": round(statistics.median(accepted), 3),
    }
    rows = [
        [f"a page of a queue of {QUEUE}, median ms", figures["queue_ms"]],
        ["the same, 99 of 100, ms", round(1000 * percentile(pages, 99), 1)],
        [f"{AT_ONCE} accepted at once, median s", figures["accept_500_s"]],
    ]
    report.show(f"Desk ({report.machine()})", ["", "measured"], rows)
    report.write("desk", figures)


def _each(port: int, requests: list[bytes]) -> list[float]:
    return client.fire(port, requests, OK, connections=1).each
