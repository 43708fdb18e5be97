"""``make bench``: measure, print tables, write bench.json. Loopback only, on throw-away data."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.benchmarks import budgets, growth, offline, pages, reading


def main() -> int:
    """The exit code is 1 when a budget is broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument(
        "--part", choices=["all", "budgets", "pages", "reading", "growth", "offline"], default="all"
    )
    parser.add_argument("--kept", type=Path, help="a folder in which growth keeps its seeded bases between runs")
    parser.add_argument("--runs", type=int, default=offline.RUNS, help="how many runs with faults")
    parser.add_argument("--seed", type=int, default=offline.SEED, help="what draws their faults")
    chosen = parser.parse_args()
    wanted = {"budgets", "pages", "reading", "growth", "offline"} if chosen.part == "all" else {chosen.part}
    if "pages" in wanted:
        pages.run()
    if "reading" in wanted:
        reading.run()
    if "growth" in wanted:
        growth.run(chosen.kept)
    if "offline" in wanted:
        offline.run(chosen.runs, chosen.seed)
    return 0 if "budgets" not in wanted or budgets.run() else 1


if __name__ == "__main__":
    sys.exit(main())
