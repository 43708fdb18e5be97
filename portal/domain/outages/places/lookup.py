"""The source's addresses to pick from: РЕМ, settlement, street, houses. Lists go by an index, and are cut."""

from __future__ import annotations

from typing import Any

from portal.domain.errors import NotFound
from portal.domain.outages.places import addresses
from portal.domain.outages.places.covering import covering
from portal.domain.outages.places.houses import fold_house
from portal.language import gettext as _
from portal.models import Place, Rem, SourceCity, SourceStreet
from portal.models.searching import begins_with

# Of settlements and streets; where there are more, people give the beginning of the name.
MOST = 100
MOST_GROUPS = 60
# Groups of one street; the source may list each house as one.
_LONGEST_STREET = 2000
_ALPHABET = {letter: place for place, letter in enumerate("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя")}


def rems() -> list[Rem]:
    """Every РЕМ, by name."""
    return list(Rem.select().order_by(Rem.name))


def city_of(rem: Rem, source_id: str) -> SourceCity | None:
    """The settlement of this РЕМ with the source's id, or None."""
    found: SourceCity | None = SourceCity.get_or_none(SourceCity.rem == rem, SourceCity.source_id == source_id)
    return found


def street_of(city: SourceCity, source_id: str) -> SourceStreet | None:
    """The street of this settlement with the source's id, or None."""
    return SourceStreet.get_or_none(SourceStreet.city == city, SourceStreet.source_id == source_id)


def cities(rem: Rem, beginning: str = "") -> list[SourceCity]:
    """The settlements of a РЕМ by name, one more than :data:`MOST` at most: then there are more of them."""
    typed = addresses.fold_settlement(beginning)
    query = SourceCity.select().where(SourceCity.rem == rem, *_begun(SourceCity.folded, typed.split()))
    return sorted(query.order_by(SourceCity.folded).limit(MOST + 1), key=_by_alphabet)


def streets(city: SourceCity, beginning: str = "") -> list[SourceStreet]:
    """The streets of a settlement, likewise; of «лесі укр» each word has to begin a word of the name."""
    words = addresses.street_beginning(beginning)
    query = SourceStreet.select().where(SourceStreet.city == city, *_begun(SourceStreet.folded, words))
    return sorted(query.order_by(SourceStreet.folded).limit(MOST + 1), key=_by_alphabet)


def houses(street: SourceStreet, house: str = "") -> list[Place]:
    """The groups of houses of a street, at most :data:`MOST_GROUPS`; with a house those that hold it, or else all.

    Street, settlement and РЕМ are those of ``street``, without another question.
    """
    found = list(Place.select().where(Place.street == street).order_by(Place.id).limit(_LONGEST_STREET))
    for place in found:
        place.street = street
    return (covering(found, fold_house(house)) or found)[:MOST_GROUPS]


def place_of(ref: str) -> Place:
    """The place with this ref, with its street and settlement.

    Raises:
        NotFound: there is none.
    """
    found: Place | None = whole().where(Place.ref == ref).first()
    if found is None:
        raise NotFound(_("Такої адреси в наших списках немає"))
    return found


def whole() -> Any:
    """A query for places with street, settlement and РЕМ."""
    return (
        Place.select(Place, SourceStreet, SourceCity, Rem)
        .join_from(Place, SourceStreet)
        .join_from(SourceStreet, SourceCity)
        .join_from(SourceCity, Rem)
    )


def _begun(column: Any, words: list[str]) -> list[Any]:
    """Conditions: each word begins one of the name. The РЕМ or the settlement before them keeps them few."""
    return [begins_with(column, word) | column.contains(f" {word}") for word in words]


def _by_alphabet(one: Any) -> list[int]:
    return [_ALPHABET.get(letter, -1) for letter in one.folded]
