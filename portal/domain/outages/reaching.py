"""Whether works, planned or not, reach a home or a group of houses, by the addresses that were published."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

from portal.domain.outages.places.addresses import VILLAGE, fold_settlement, fold_street, settlement_type
from portal.domain.outages.places.houses import Houses, fold_house, read_houses
from portal.models import Account, Place, Works

# Where a number may begin the houses after the street: «вул. 8 Березня 1, 3» has two such places.
_NUMBER = re.compile(r"(?:^|[\s,])(?=\d)")
# Of a line so many characters and numbers may belong to the name of the street: «1-й пров. 8 Березня 12».
LONGEST_STREET, MOST_NUMBERS = 120, 4
WHOLE = Houses(whole=True)


def reaches(works: Works, account: Account) -> bool:
    """Whether it is about this home, or may be: in a village every street is told, as people know the lines there.

    Works without a settlement are about the whole РЕМ, those without houses about the whole settlement.
    """
    if not works.settlement:
        return True
    if fold_settlement(works.settlement) != fold_settlement(account.settlement.name):
        return False
    if not works.houses or account.settlement.is_village:
        return True
    street, house = fold_street(account.street), fold_house(account.house)
    return any(_is_there(line, street, house) for line in works.houses)


def touches(works: Works, place: Place) -> bool:
    """Whether it is about a group of houses, or about one of them."""
    city = place.street.city
    if not works.settlement:
        return True
    if fold_settlement(works.settlement) != fold_settlement(city.name):
        return False
    if not works.houses or settlement_type(city.name) == VILLAGE:
        return True
    street, houses = fold_street(place.street.name), read_houses(place.houses)
    return any(_meet(_streets(line).get(street), houses) for line in works.houses)


def _meet(listed: Houses | None, houses: Houses) -> bool:
    if listed is None:
        return False
    return listed.whole or houses.whole or bool((listed.named | listed.ranged) & (houses.named | houses.ranged))


def _is_there(line: str, street: str, house: str) -> bool:
    """Whether a line, a street with its houses, names the house; a street without any names them all."""
    listed = _streets(line).get(street)
    return listed is not None and (listed.whole or house in listed.named | listed.ranged)


@lru_cache(maxsize=256)
def _streets(line: str) -> dict[str, Houses]:
    """What the line may mean, {folded street: its houses}; every home of a settlement asks about it."""
    ways = {fold_street(line): WHOLE} if len(line) <= LONGEST_STREET else {}
    for found in islice(_NUMBER.finditer(line[:LONGEST_STREET]), MOST_NUMBERS):
        ways.setdefault(fold_street(line[: found.start()]), read_houses(line[found.end() :]))
    return ways
