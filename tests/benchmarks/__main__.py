"""``make bench``: measure, print tables, write bench.json. Loopback only, on throw-away data."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.benchmarks import billing, budgets, desk, growth, offline, outages, pages, pdf, reading, signatures

PARTS = ("budgets", "pages", "reading", "desk", "growth", "pdf", "offline", "outages", "billing", "signatures")


def main() -> int:
    """The exit code is 1 when a budget is broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--part", choices=["all", *PARTS], default="all")
    parser.add_argument("--kept", type=Path, help="a folder in which growth keeps its seeded bases between runs")
    parser.add_argument("--runs", type=int, default=offline.RUNS, help="how many runs with faults")
    parser.add_argument("--seed", type=int, default=offline.SEED, help="what draws their faults")
    parser.add_argument("--accounts", type=int, default=billing.ACCOUNTS, help="how many the billing base has")
    chosen = parser.parse_args()
    wanted = set(PARTS) if chosen.part == "all" else {chosen.part}
    if "pages" in wanted:
        pages.run()
    if "reading" in wanted:
        reading.run()
    if "desk" in wanted:
        desk.run()
    if "growth" in wanted:
        growth.run(chosen.kept)
    if "pdf" in wanted:
        pdf.run()
    if "outages" in wanted:
        outages.run()
    if "billing" in wanted:
        billing.run(chosen.accounts)
    if "signatures" in wanted:
        signatures.run()
    if "offline" in wanted:
        offline.run(chosen.runs, chosen.seed)
    return 0 if "budgets" not in wanted or budgets.run() else 1


if __name__ == "__main__":
    sys.exit(main())
