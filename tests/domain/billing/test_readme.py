"""The files that README shows go in as they stand there."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from peewee import Database

from portal.domain import territory
from portal.domain.billing import catalogue
from portal.domain.readings import meters
from portal.models import Account, Consumption, PointDocument, Submission, TechnicalCheck
from tests.domain.billing import files
from tests.domain.files.papers import pdf

README = Path(__file__).resolve().parents[3] / "README.md"
EXAMPLE = re.compile(r"^`(\w+\.csv)`:\n\n((?:    .*\n)+)", re.MULTILINE)


@pytest.fixture
def shown(tmp_path: Path) -> list[Path]:
    """README's examples as files."""
    section = README.read_text("utf-8").partition("<!-- billing -->")[2].partition("<!-- /billing -->")[0]
    (tmp_path / "act.pdf").write_bytes(pdf())
    paths = []
    for name, block in EXAMPLE.findall(section):
        paths.append(tmp_path / name)
        paths[-1].write_text(re.sub(r"^    ", "", block, flags=re.MULTILINE), "utf-8")
    return paths


def test_the_examples_go_in(shown: list[Path], database: Database) -> None:
    territory.load()
    outcomes = files.take_in(*shown)
    assert {one.kind.slug for one in outcomes} == {kind.slug for kind in catalogue.KINDS}
    assert {one.name: one.wrong for one in outcomes} == {path.name: 0 for path in shown}
    account = Account.get()
    assert (account.supplier, account.power_w) == ('ТОВ "ЖОЕК"', 5500)
    assert meters.readable_meter(account).number == "0777777"
    assert (Consumption.select().count(), TechnicalCheck.select().count()) == (2, 2)
    assert PointDocument.get().issued_on == date(2026, 3, 1)
    assert Submission.select().count() == 5
    assert [one.changed for one in files.take_in(*shown)] == [0] * len(shown)


def test_every_kind_is_told_of() -> None:
    """A row of the table each, with the names of its columns; readings go out, and are told of elsewhere."""
    table = README.read_text("utf-8").partition("<!-- billing -->")[0].rpartition("|---|---|")[2]
    told = [set(re.findall(r"`(\w+)`", row)) for row in table.strip().splitlines()]
    wanted = [set(kind.names) for kind in catalogue.KINDS if kind.slug != "readings"]
    assert [names for names in wanted if names not in told] == []
    assert len(told) == len(wanted) + 1
