"""Planned works: kept once, gone when no longer announced, and what can't be read kept for the desk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from peewee import Database

from portal.demo.imitations import ztoe, ztoe_pages
from portal.domain.outages import planned
from portal.domain.outages.planned import WorksPoll
from portal.models import Event, OutageSource, Works
from tests import factories
from tests.conftest import NOW
from tests.domain.outages.conftest import SHORT

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def _rems(database: Database) -> None:
    factories.make_rem()
    factories.make_rem("Чуднівський РЕМ", 25)


def poll(site: ztoe.Ztoe, hours: int = 0) -> WorksPoll:
    return planned.poll(site.url, NOW + timedelta(hours=hours), limits=SHORT)


def test_works_are_kept_once(site: ztoe.Ztoe) -> None:
    assert poll(site).added == 6  # two streets on three days
    work = Works.select().order_by(Works.id).first()
    assert (work.kind, work.rem.name, work.settlement) == ("planned", "Житомирський РЕМ", "місто Житомир")
    assert work.houses[0].startswith("вул. Вільський Шлях 14, 15")
    site.requests.clear()
    again = poll(site, 1)
    assert (again.added, again.gone) == (0, 0)
    assert [status for _path, status in site.requests] == [304] * 6


def test_what_is_no_longer_announced_goes_unless_it_has_begun(
    site: ztoe.Ztoe, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll(site)
    monkeypatch.setattr(ztoe_pages, "PLACES", {})
    outcome = poll(site, 1)  # 11:00 in Kyiv: those of today have begun at 9
    assert (outcome.added, outcome.gone) == (0, 4)
    assert Works.select().count() == 2


def test_a_row_that_can_not_be_read_is_kept_for_the_desk(site: ztoe.Ztoe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ztoe_pages, "PLACES", {25: {"": {"вул. Лісова": {"1": "1.1"}}}})
    assert poll(site).unread == 3
    assert {work.kind for work in Works.select()} == {"unread"}
    assert "вул. Лісова 1" in Works.get().original


@pytest.mark.parametrize("failure", ["500", "html", "cut", "cut-quietly", "empty", "bomb", "private"])
def test_a_failure_is_told_once_and_keeps_what_was(site: ztoe.Ztoe, failure: str) -> None:
    poll(site)
    site.options["fail"] = failure
    assert poll(site, 1).newly_failing == ["ztoe-works"]
    assert poll(site, 2).newly_failing == []
    assert Works.select().count() == 6
    assert OutageSource.get(OutageSource.name == "ztoe-works").failing_since == NOW + timedelta(hours=1)
    site.options["fail"] = ""
    assert poll(site, 4).newly_back == ["ztoe-works"]
    assert [event.name for event in Event.select().order_by(Event.id)] == ["source_failed", "source_returned"]


def test_it_stops_at_the_first_failure(site: ztoe.Ztoe) -> None:
    site.options["fail"] = "500"
    poll(site)
    assert len(site.requests) == 1
