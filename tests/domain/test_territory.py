"""The offices and settlements that come with the portal."""

from __future__ import annotations

import pytest

from portal.domain import territory
from portal.models import Rem, Settlement

pytestmark = pytest.mark.usefixtures("database")


def test_loading_gives_all_and_twice_is_as_once() -> None:
    first = territory.load()
    assert first == {"rems": 19, "settlements": 1668}
    rows = list(Settlement.select().order_by(Settlement.id).dicts())
    assert territory.load() == first
    assert list(Settlement.select().order_by(Settlement.id).dicts()) == rows


def test_offices_have_the_numbers_of_the_outage_pages() -> None:
    territory.load()
    assert Rem.get(Rem.source_id == 7).name == "Житомирський РЕМ"
    assert Rem.get(Rem.source_id == 5).name == "Хорошівський РЕМ"
    assert [rem.source_id for rem in Rem.select().order_by(Rem.source_id)] == sorted(territory.REMS)


@pytest.mark.parametrize(
    ("katottg", "shown", "community", "rem"),
    [
        ("UA18040190010057814", "Житомир", "Житомирська", "Житомирський РЕМ"),
        ("UA18080150010017476", "Звягель", "Новоград-Волинська", "Звягельський РЕМ"),
        ("UA18040390010014435", "с-ще Попільня", "Попільнянська", "Попільнянський РЕМ"),
        ("UA18020010020033119", "с. Антопіль", "Андрушівська", "Андрушівський РЕМ"),
        ("UA18020130010019204", "с-ще Ружин", "Ружинська", None),
    ],
)
def test_a_settlement_knows_its_community_and_sometimes_its_office(
    katottg: str, shown: str, community: str, rem: str | None
) -> None:
    territory.load()
    settlement = Settlement.get(Settlement.katottg == katottg)
    assert settlement.short_name == shown
    assert settlement.community == community
    assert (settlement.rem.name if settlement.rem else None) == rem


def test_districts_of_a_city_are_no_settlements() -> None:
    territory.load()
    assert not Settlement.select().where(Settlement.name == "Богунський").exists()
    assert not Settlement.select().where(Settlement.name != "", Settlement.name.startswith(" ")).exists()


def test_an_office_that_billing_gave_stays_when_the_data_are_loaded_again() -> None:
    territory.load()
    office = Rem.get(Rem.source_id == 19)
    Settlement.update(rem=office).where(Settlement.katottg == "UA18020130010019204").execute()
    territory.load()
    assert Settlement.get(Settlement.katottg == "UA18020130010019204").rem == office
