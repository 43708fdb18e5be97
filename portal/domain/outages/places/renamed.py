"""Old names of streets and settlements: billing keeps them for years after a renaming, and so do people.

The list is data, and short: ``portal/data/renamed-streets.csv`` and ``renamed-settlements.csv`` hold renamings
that newspapers of those years reported as decided. One more is one more line. An old street that became two stands
twice: the house decides.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path

from portal.domain.outages.places.addresses import fold_settlement, fold_street

DATA = Path(__file__).resolve().parents[3] / "data"


def streets_of(settlement: str, street: str) -> list[str]:
    """Other folded names, old or new, of a folded street of a folded settlement: sources keep old names, too."""
    return _streets().get((settlement, street), [])


def settlements_of(settlement: str) -> list[str]:
    """Other folded names of a folded settlement."""
    return _settlements().get(settlement, [])


@cache
def _streets() -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in _rows("renamed-streets.csv"):
        settlement, old, new = fold_settlement(row["settlement"]), fold_street(row["old"]), fold_street(row["new"])
        found[settlement, old].append(new)
        found[settlement, new].append(old)
    return dict(found)


@cache
def _settlements() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in _rows("renamed-settlements.csv"):
        old, new = fold_settlement(row["old"]), fold_settlement(row["new"])
        found[old].append(new)
        found[new].append(old)
    return dict(found)


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=";"))
