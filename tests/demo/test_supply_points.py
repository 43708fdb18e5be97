"""Every screen of commercial metering has something to show in the demo."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from portal import storage
from portal.crypto import Vault
from portal.demo import homes, people, point_papers, replaced, seeding
from portal.domain.metering import history, points
from portal.models import Inspection, Meter, PointDocument
from portal.models.metering import DOCUMENT_KINDS

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def seeded(now: datetime) -> datetime:
    seeding.seed(now, Vault(["a key of this test"]))
    return now


def test_homes_have_two_years_and_more_one_of_them_over_a_change(seeded: datetime) -> None:
    for home in people.HOMES:
        found = history.of(homes.account_of(home))
        assert len({part.period for part in found.parts}) >= 25
        assert bool(found.changes) == bool(home.earlier_meter)
        assert found.directions == (["A+", "A-"] if home.generation else ["A+"])
    (change,) = history.of(homes.account_of(people.COUNTRY_HOUSE)).changes
    assert (change.before, change.after) == (people.COUNTRY_HOUSE.earlier_meter, people.COUNTRY_HOUSE.meter)
    assert change.on is not None
    assert change.on.day == replaced.DAY


def test_inspectors_read_what_the_meter_of_that_day_showed(seeded: datetime) -> None:
    for home in people.HOMES:
        account = homes.account_of(home)
        found = points.of(account).inspections
        assert len(found) == 3
        values = [(one.zone_1, one.zone_2, one.zone_3) for one in found if one.meter_number == home.meter]
        assert values
        assert all(sum(zone is not None for zone in one) == home.zones for one in values)
        assert values == sorted(values, reverse=True)
    old = Inspection.get(Inspection.meter_number == people.COUNTRY_HOUSE.earlier_meter)
    assert (old.zone_2, old.zone_3) == (None, None)
    assert old.on < Meter.get(Meter.number == people.COUNTRY_HOUSE.meter).installed_on


def test_there_are_papers_of_all_five_kinds(seeded: datetime, tmp_path: Path) -> None:
    store = storage.connect(f"file://{tmp_path / 'files'}")
    assert point_papers.lay_out(store, seeded) is True
    assert point_papers.lay_out(store, seeded) is False
    assert {document.kind for document in PointDocument.select()} == set(DOCUMENT_KINDS)
    check = points.of(homes.account_of(people.CITY_FLAT)).checks[0]
    with store.open(check.file.storage_key) as opened:
        assert opened.read(5) == b"%PDF-"
