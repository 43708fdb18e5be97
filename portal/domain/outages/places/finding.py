"""Find an account's address among the places of the source. What is equal is found, what is alike only offered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portal.domain.outages.places import addresses, lookup, renamed
from portal.domain.outages.places.covering import covering, near
from portal.domain.outages.places.houses import fold_house
from portal.models import Account, Place, SourceCity, SourceStreet

# Places that are offered, and streets that are looked through for what is alike.
MOST_OFFERED = 12
_MOST_ALIKE = 50
_TYPES = {"M": "city", "T": "town", "X": "town", "C": "village"}

NO_SETTLEMENT, NO_STREET, NO_HOUSE, NOT_SERVED = "settlement", "street", "house", "not_served"


@dataclass(frozen=True)
class Found:
    """It is there, for sure."""

    place: Place


@dataclass(frozen=True)
class Ambiguous:
    """It may be one of these, or even the only one of these: for the person to say."""

    places: list[Place]


@dataclass(frozen=True)
class Nowhere:
    """It is not there. ``reason`` says how far the lists led: :data:`NO_SETTLEMENT` at once, :data:`NO_STREET`,
    :data:`NO_HOUSE`, or :data:`NOT_SERVED`: the home hangs on another operator's network."""

    reason: str
    city: SourceCity | None = None
    street: SourceStreet | None = None


Match = Found | Ambiguous | Nowhere
Known = tuple[Sequence[SourceCity], Sequence[SourceStreet]]


def find(account: Account, known: Known | None = None) -> Match:
    """Where the account's address is among what is kept of the lists; nothing is changed.

    Whoever has looked for its settlements and streets already gives them as ``known``.
    """
    if not account.is_served:
        return Nowhere(NOT_SERVED)
    towns, equal = known or (cities_of(account), None)
    if not towns:
        return Nowhere(NO_SETTLEMENT)
    equal = streets_of(account, towns) if equal is None else equal
    house = fold_house(account.house)
    if not equal:
        return _alike(account, towns, house)
    groups = _places(equal)
    found = covering(groups, house)
    if len(found) == 1 and len(towns) == 1:
        return Found(found[0])
    offered = found or (near(groups, house) if house else groups)
    only = equal[0] if len(equal) == 1 else None
    return _offer(offered, Nowhere(NO_HOUSE, _only(towns), only))


def cities_of(account: Account) -> list[SourceCity]:
    """The settlements of the account's РЕМ that are called so, those of the same type if there are any."""
    settlement = addresses.fold_settlement(account.settlement.name)
    found: list[SourceCity] = []
    for names in ([settlement], renamed.settlements_of(settlement)):
        found = found or list(
            SourceCity.select().where(SourceCity.rem == account.rem_id, SourceCity.folded.in_(names))
        )
    wanted = _TYPES.get(account.settlement.category)
    return [one for one in found if addresses.settlement_type(one.name) == wanted] or found


def streets_of(account: Account, towns: Sequence[SourceCity]) -> list[SourceStreet]:
    """The streets of these settlements with the account's name; if there is none, with another name of it."""
    street = addresses.fold_street(account.street)
    others = renamed.streets_of(addresses.fold_settlement(account.settlement.name), street)
    for names in ([street], others):
        found = list(_streets(towns).where(SourceStreet.folded.in_(names))) if street and names else []
        if found:
            return found
    return []


def _alike(account: Account, towns: Sequence[SourceCity], house: str) -> Match:
    """Streets whose names are only alike are offered, as far as they have the house."""
    words = addresses.street_beginning(account.street)
    longest = max(words, key=len, default="")
    alike = [
        street
        for street in _streets(towns).where(SourceStreet.folded.contains(longest)).limit(_MOST_ALIKE)
        if addresses.is_like_street(street.name, account.street)
    ]
    groups = _places(alike)
    return _offer(covering(groups, house) or near(groups, house), Nowhere(NO_STREET, _only(towns)))


def _streets(towns: Sequence[SourceCity]) -> Any:
    return SourceStreet.select().where(SourceStreet.city.in_([one.id for one in towns]))


def _places(streets: Sequence[SourceStreet]) -> list[Place]:
    if not streets:
        return []
    return list(lookup.whole().where(Place.street.in_([one.id for one in streets])).order_by(Place.id))


def _offer(offered: Sequence[Place], otherwise: Nowhere) -> Match:
    return Ambiguous(list(offered[:MOST_OFFERED])) if offered else otherwise


def _only(towns: Sequence[SourceCity]) -> SourceCity | None:
    return towns[0] if len(towns) == 1 else None
