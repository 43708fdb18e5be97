"""What the demo's people see agrees with what the imitated operator lists."""

from __future__ import annotations

import pytest

from portal.demo import people
from portal.demo.imitations import ztoe_pages
from portal.domain.outages.places.addresses import fold_street
from portal.domain.outages.places.houses import fold_house, parse_houses
from portal.domain.territory import REMS

SERVED = [home for home in people.HOMES if home.operator != "ukrzaliznytsia"]


@pytest.mark.parametrize("home", SERVED, ids=lambda home: home.number_shown)
def test_the_house_is_listed_under_its_subqueue(home: people.Home) -> None:
    rem = next(number for number, name in REMS.items() if name == home.rem)
    listed = [
        subqueue
        for streets in ztoe_pages.PLACES[rem].values()
        for street, groups in streets.items()
        for group, subqueue in groups.items()
        if fold_street(street) == fold_street(home.street) and fold_house(home.house) in parse_houses(group)
    ]
    assert listed == [home.subqueue]
