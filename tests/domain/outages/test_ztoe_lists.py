"""The operator's lists of addresses, from the imitation of their site."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal import clock
from portal.demo.imitations import ztoe
from portal.domain import turns
from portal.domain.outages.places.lists import NotAsked
from portal.domain.outages.sources import ztoe_lists
from portal.domain.outages.sources.ztoe_lists import ZtoeLists
from tests.conftest import NOW


def test_a_way_down_to_the_houses(site: ztoe.Ztoe, tmp_path: Path) -> None:
    lists = ZtoeLists(site.url, tmp_path)
    city = next(one for one in lists.cities("7") if "Житомир" in one.name)
    street = next(one for one in lists.streets(city.id) if "Вільський Шлях" in one.name)
    [group, *_others] = lists.addresses(street.id)
    assert group.houses
    assert group.in_subqueue is not None
    assert lists.streets("no such town") == []


@pytest.mark.parametrize("failure", ["500", "html", "cut"])
def test_a_source_that_fails_says_so_as_lists_do(site: ztoe.Ztoe, tmp_path: Path, failure: str) -> None:
    site.options["json"] = failure
    with pytest.raises((OSError, ValueError)):
        ZtoeLists(site.url, tmp_path).cities("7")


def test_while_it_does_not_answer_nobody_asks(site: ztoe.Ztoe, tmp_path: Path) -> None:
    lists = ZtoeLists(site.url, tmp_path)
    site.options["json"] = "500"
    with clock.frozen(NOW):
        with pytest.raises(OSError, match="500"):
            lists.cities("7")
        del site.options["json"]
        with pytest.raises(NotAsked):
            lists.streets("15647")
    with clock.frozen(NOW + ztoe_lists.REST):
        assert lists.cities("7")


def test_only_some_ask_at_once(site: ztoe.Ztoe, tmp_path: Path) -> None:
    lists = ZtoeLists(site.url, tmp_path)
    with turns.taken(tmp_path / "lists.0.lock"):
        assert lists.cities("7")
        with turns.taken(tmp_path / "lists.1.lock"), pytest.raises(NotAsked):
            lists.cities("7")
    assert lists.cities("7")
