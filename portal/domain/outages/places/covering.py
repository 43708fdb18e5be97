"""Which groups of houses of a street hold a house: for sure, or perhaps."""

from __future__ import annotations

from collections.abc import Sequence

from portal.domain.outages.places.houses import Houses, base_number, read_houses
from portal.domain.outages.places.listed import is_household
from portal.models import Place


def covering(places: Sequence[Place], house: str) -> list[Place]:
    """The groups that hold a normalised house: those that name it; else those with a range over it; else those
    that are about all houses. Of a group for homes and one for firms it is the one for homes."""
    if not house:
        return []
    read = [(place, read_houses(place.houses)) for place in places]
    for holds in (_names, _ranges, _is_whole):
        found = [place for place, houses in read if holds(houses, house)]
        if found:
            return [place for place in found if is_household(place.note)] or found
    return []


def near(places: Sequence[Place], house: str) -> list[Place]:
    """The groups with a house of the same bare number («14» for «14 К1»), or about all houses: to ask about."""
    number = base_number(house)
    if not number:
        return []
    found = []
    for place in places:
        houses = read_houses(place.houses)
        if houses.whole or any(base_number(one) == number for one in houses.named | houses.ranged):
            found.append(place)
    return found


def _names(houses: Houses, house: str) -> bool:
    return house in houses.named


def _ranges(houses: Houses, house: str) -> bool:
    return house in houses.ranged


def _is_whole(houses: Houses, _house: str) -> bool:
    return houses.whole
