"""An application set in type: of one page, and of two with tables."""

from __future__ import annotations

import statistics
import time
from dataclasses import replace

from portal.domain.papers.application import Application, render
from tests.benchmarks import report
from tests.domain.papers import samples

ROUNDS = 40
WARM_UP = 5


def run() -> None:
    """Measure, print, and write the part; the figures are those of the application of one page."""
    short_ms, short_bytes = _cost(samples.SHORT)
    long_ms, long_bytes = _cost(samples.CHANGE_OF_OWNER)
    rows = [["one page", short_ms, short_bytes], ["two pages, four tables", long_ms, long_bytes]]
    report.show(f"An application as PDF/A-2a ({report.machine()})", ["", "ms", "bytes"], rows)
    report.write("pdf", {"ms": short_ms, "bytes": short_bytes})


def _cost(one: Application) -> tuple[float, int]:
    """(the median of milliseconds, bytes); each has a number and a text of its own, so that none is remembered."""
    took = []
    content = b""
    for number in range(ROUNDS + WARM_UP):
        other = replace(
            one,
            number=f"2611-{number:04}",
            address=f"{one.address}{number}",
            text=f"{one.text} Замовлення {number}.",
        )
        started = time.perf_counter()
        content = render(other)
        took.append(time.perf_counter() - started)
    return round(1000 * statistics.median(took[WARM_UP:]), 1), len(content)
