"""The operator's district offices and the settlements of the oblast, from the data that comes with the portal."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from portal.database import db
from portal.models import Rem, Settlement

SETTLEMENTS = Path(__file__).resolve().parent.parent / "data" / "katottg-zhytomyr-2025-05-16.csv"

# Each РЕМ by its number in the operator's outage pages. The numbers have gaps: offices were merged.
REMS = {
    1: "Андрушівський РЕМ",
    2: "Баранівський РЕМ",
    3: "Бердичівський РЕМ",
    4: "Брусилівський РЕМ",
    5: "Хорошівський РЕМ",
    7: "Житомирський РЕМ",
    9: "Коростенський РЕМ",
    11: "Коростишівський РЕМ",
    13: "Любарський РЕМ",
    14: "Малинський РЕМ",
    16: "Звягельський РЕМ",
    17: "Овруцький РЕМ",
    18: "Олевський РЕМ",
    19: "Попільнянський РЕМ",
    20: "Радомишльський РЕМ",
    21: "Романівський РЕМ",
    23: "Пулинський РЕМ",
    24: "Черняхівський РЕМ",
    25: "Чуднівський РЕМ",
}
# The classifier still has this community under the old name of its town, Звягель.
RENAMED = {"Новоград-Волинська": "Звягельський РЕМ"}

COMMUNITY = "H"
# City, settlement (in its old and its new letter), village; districts of a city are no places of their own.
PLACES = "MTXC"


@dataclass(frozen=True)
class Place:
    """A row of the classifier that people live in."""

    katottg: str
    name: str
    category: str
    community: str


def load() -> dict[str, int]:
    """Add what is missing and bring the rest up to date; returns how many of each there are afterwards."""
    with db.atomic():
        Rem.insert_many([{"source_id": number, "name": name} for number, name in REMS.items()]).on_conflict(
            conflict_target=[Rem.source_id], preserve=[Rem.name]
        ).execute()
        rems = {rem.name: rem.id for rem in Rem.select()}
        rows = [
            {
                "katottg": place.katottg,
                "name": place.name,
                "category": place.category,
                "community": place.community,
                "rem": rems.get(rem_of_community(place.community) or ""),
            }
            for place in places()
        ]
        for start in range(0, len(rows), 200):
            Settlement.insert_many(rows[start : start + 200]).on_conflict(
                conflict_target=[Settlement.katottg],
                preserve=[Settlement.name, Settlement.category, Settlement.community],
            ).execute()
        return {"rems": Rem.select().count(), "settlements": Settlement.select().count()}


def places(source: Path = SETTLEMENTS) -> Iterator[Place]:
    """The settlements of the classifier, with the name of the community that each belongs to."""
    with source.open(encoding="utf-8-sig", newline="") as lines:
        rows = [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=";")][1:]
    communities = {row[2]: row[6] for row in rows if row[5] == COMMUNITY}
    for row in rows:
        if row[5] in PLACES:
            yield Place(katottg=row[3], name=row[6], category=row[5], community=communities[row[2]])


def rem_of_community(community: str) -> str | None:
    """The РЕМ that bears the community's name. Which one serves the others is for the billing base to say."""
    name = RENAMED.get(community) or f"{community.removesuffix('а')}ий РЕМ"
    return name if name in REMS.values() else None
