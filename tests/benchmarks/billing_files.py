"""Files of a made-up billing base: accounts, meters with values, 25 months of use; the same ones every time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from portal.demo.bulk import NAMES, STREETS, SURNAMES, TWO_ZONES_IN_TEN, _eic
from portal.domain import territory
from portal.domain.billing.kinds import accounts, consumption, meters

# Beside those that the benchmarks seed.
FIRST_NUMBER = 30_0000_0000
MONTHS = [f"{2024 + month // 12}-{month % 12 + 1:02}" for month in range(9, 34)]


def write(folder: Path, how_many: int) -> list[Path]:
    """The three files of so many accounts."""
    folder.mkdir()
    places = [
        (place.katottg, rem)
        for place in territory.places()
        if (rem := territory.rem_of_community(place.community)) is not None
    ]
    paths = [folder / f"{name}.csv" for name in ("accounts", "meters", "use")]
    with paths[0].open("w") as known, paths[1].open("w") as hanging, paths[2].open("w") as used:
        for file, kind in ((known, accounts.KIND), (hanging, meters.KIND), (used, consumption.KIND)):
            file.write(";".join(kind.names) + "\n")
        for number in range(how_many):
            chance = random.Random(number)
            known.write(_account(number, chance, *chance.choice(places)))
            hanging.writelines(_meter(number, chance))
            used.writelines(_use(number, chance))
    return paths


def _zones(number: int) -> int:
    return 2 if number % 10 < TWO_ZONES_IN_TEN else 1


def _account(number: int, chance: random.Random, katottg: str, rem: str) -> str:
    digits = str(FIRST_NUMBER + number)
    holder = f"{chance.choice(SURNAMES)} {' '.join(chance.choice(NAMES))}"
    subqueue = f"{chance.randint(1, 6)}.{chance.randint(1, 2)}"
    return (
        f"{digits[:2]}-{digits[2:4]}/{digits[4:7]}/{digits[7:]};{digits};{holder};;{katottg};"
        f"{chance.choice(STREETS)};{chance.randint(1, 180)};{chance.randint(1, 90)};{rem};"
        f"{_eic(number + 10_000_000) or ''};zhytomyroblenergo;ТОВ «ЖОЕК»;7;{subqueue}\n"
    )


def _meter(number: int, chance: random.Random) -> Iterator[str]:
    for zone in range(1, _zones(number) + 1):
        value = chance.randint(8_000, 60_000)
        yield (
            f"{FIRST_NUMBER + number};{number:07};2018-05-14;;A+;{zone};{_zones(number)};5;"
            f"0;2018-05-14;{value};2026-11-01\n"
        )


def _use(number: int, chance: random.Random) -> Iterator[str]:
    for month in MONTHS:
        for zone in range(1, _zones(number) + 1):
            wh = f"{chance.randint(40, 300)},{chance.randint(0, 999):03}"
            yield f"{FIRST_NUMBER + number};{number:07};A+;{zone};{month};{wh}\n"
