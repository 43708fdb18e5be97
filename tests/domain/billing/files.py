"""Small files of the billing base, written by the test that needs them."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from portal.crypto import Vault
from portal.domain.billing import catalogue, importing
from portal.domain.billing.importing import Outcome
from portal.domain.billing.work import Work
from portal.storage import Folder
from tests import factories
from tests.conftest import NOW

ACCOUNT = {
    "number": "01-01/010/101",
    "contract": "0101010101",
    "holder": "Українець Іван Іванович",
    "tax_number": "",
    "katottg": "",
    "street": "вул. Житомирська",
    "house": "5",
    "flat": "",
    "rem": "Житомирський РЕМ",
    "eic": "",
    "operator": "zhytomyroblenergo",
    "supplier": "ТОВ «ЖОЕК»",
    "power_kw": "5",
    "subqueue": "1.1",
}
METER = {
    "account": "0101010101",
    "meter": "0012345",
    "installed_on": "2020-01-15",
    "removed_on": "",
    "direction": "A+",
    "zone": "1",
    "zones": "1",
    "digits": "5",
    "first_value": "0",
    "first_on": "2020-01-15",
    "last_value": "12345",
    "last_on": "2026-11-01",
}
USE = {
    "account": "0101010101",
    "meter": "0012345",
    "direction": "A+",
    "zone": "1",
    "period": "2026-10",
    "kwh": "150,5",
}


def account(**cells: str) -> dict[str, str]:
    factories.make_rem()
    return {**ACCOUNT, "katottg": factories.make_settlement().katottg, **cells}


def meter(**cells: str) -> dict[str, str]:
    return {**METER, **cells}


def use(**cells: str) -> dict[str, str]:
    return {**USE, **cells}


def write(path: Path, rows: Iterable[dict[str, str]], kind: str | None = None) -> Path:
    """The rows as a CSV file; for none the header of the kind."""
    listed = list(rows)
    names = list(listed[0]) if listed else next(one for one in catalogue.KINDS if one.slug == kind).names
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, names, delimiter=";")
        writer.writeheader()
        writer.writerows(listed)
    return path


def work(folder: Path, *, vault: Vault | None = None, now: datetime = NOW) -> Work:
    return Work(now, vault or Vault(["a key of tests"]), Folder(folder / "store"), folder=folder)


def take_in(
    *paths: Path,
    holders_confirmed: bool = False,
    vault: Vault | None = None,
    again: bool = True,
    now: datetime = NOW,
) -> list[Outcome]:
    checked = importing.check(paths)
    about = work(paths[0].parent, vault=vault, now=now)
    return importing.take_in(checked, about, holders_confirmed=holders_confirmed, again=again)


def wrong(outcome: Outcome) -> list[list[str]]:
    """The rows of the report: line, column, value, reason."""
    with outcome.report.open(encoding="utf-8-sig", newline="") as source:
        return list(csv.reader(source, delimiter=";"))[1:]
