"""The card that a phone keeps of a schedule."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from peewee import Database

from portal.domain.outages import kept, kinds
from portal.models import Account, OutageSource, SubqueueDay, Works
from tests import factories
from tests.conftest import NOW


@pytest.fixture
def home(database: Database) -> Account:
    return factories.make_account(subqueue="3.2")


@pytest.mark.parametrize(
    ("spans", "hours", "status"),
    [
        ([[0, 1080, "on"], [1080, 1320, "off"], [1320, 1440, "on"]], ["18:00–22:00"], "light.off"),
        ([[0, 60, "maybe"], [60, 1440, "off"]], ["00:00–01:00 (можливо)", "01:00–24:00"], "light.off"),
        ([[0, 1440, "on"]], [], "light.on"),
        ([], [], "light.none"),
    ],
)
def test_a_day(home: Account, spans: list, hours: list[str], status: str) -> None:
    source = OutageSource.create(name="ztoe-json", good_at=NOW)
    SubqueueDay.create(subqueue="3.2", day=date(2026, 11, 30), spans=spans, changed_at=NOW, source=source)
    [card] = kept.pictures([home], NOW)
    assert (card["number"], card["address"]) == ("Світло: черга 3.2", home.short_address)
    assert card["lines"] == [{"on": "2026-11-30", "values": hours, "status": status}]


def test_what_is_above_the_schedule_comes_first(home: Account) -> None:
    source = OutageSource.create(name="ztoe-json", good_at=NOW)
    dark = [[0, 1080, "on"], [1080, 1440, "off"]]
    SubqueueDay.create(subqueue="3.2", day=date(2026, 11, 30), spans=dark, changed_at=NOW, source=source)
    said = {"rem": home.rem, "settlement": "", "source": source}
    Works.create(kind=kinds.EMERGENCY, starts_at=NOW, ends_at=NOW + timedelta(hours=2), **said)
    [card] = kept.pictures([home], NOW)
    assert [line["status"] for line in card["lines"]] == ["light.emergency", "light.off"]
    assert card["lines"][0]["values"] == ["10:00–12:00"]
    Works.create(kind=kinds.GAV, starts_at=NOW, **said)
    [card] = kept.pictures([home], NOW)
    assert [(line["status"], line["values"]) for line in card["lines"]] == [
        ("light.gav", ["з 10:00"]),
        ("light.emergency", ["10:00–12:00"]),
    ], "hours of a schedule that does not hold would mislead"


def test_a_home_of_no_subqueue_has_none(database: Database) -> None:
    assert kept.pictures([factories.make_account()], NOW) == []
