"""What becomes of a street's groups of houses, and of the accounts in them, when the source lists them anew.

A group that got or lost a house is the same group, so that its ref holds. An account whose house is now in another
group goes along; where none holds it any more, it has no place until it is matched or chosen anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from peewee import chunked

from portal.crypto import random_ref
from portal.domain.outages.places.covering import covering
from portal.domain.outages.places.houses import fold_house, parse_houses
from portal.domain.outages.places.listed import Group, clean
from portal.models import Account, Place, SourceStreet

# Rows of one statement.
CHUNK = 500


@dataclass(frozen=True)
class Moved:
    """A group whose houses changed, and which they were; ``gone`` if nothing of it is left."""

    place: Place
    before: frozenset[str]
    gone: bool = False


def key_of(houses: str) -> str:
    """What tells two groups of a street apart: the hash of the text, whatever its spaces."""
    return hashlib.sha256(clean(houses).encode()).hexdigest()


def households(listed: Iterable[Group]) -> dict[str, Group]:
    """The groups by their key. The same houses may come twice: the row for homes wins, then the one with a number;
    a row for firms stays only where it has a house that no row for homes has."""
    ordered = sorted(listed, key=lambda one: (not one.is_household, one.in_subqueue is None))
    homes = {house for one in ordered if one.is_household for house in parse_houses(one.houses)}
    found: dict[str, Group] = {}
    for one in ordered:
        if one.is_household or not parse_houses(one.houses) <= homes:
            found.setdefault(key_of(one.houses), one)
    return found


def regroup(street: SourceStreet, wanted: dict[str, Group]) -> None:
    """Bring the places of a street to ``wanted``; call it in a transaction."""
    kept = {place.houses_key: place for place in Place.select().where(Place.street == street)}
    for key in kept.keys() & wanted.keys():
        _become(kept[key], key, wanted[key])
    new = {key: wanted[key] for key in wanted if key not in kept}
    moved = _follow([place for key, place in kept.items() if key not in wanted], new)
    rows = [{"ref": random_ref(), "street": street.id, **_values(key, group)} for key, group in new.items()]
    for part in chunked(rows, CHUNK):
        Place.insert_many(part).on_conflict_ignore().execute()
    if moved:
        _take_along(street, moved)
        Place.delete().where(Place.id.in_([one.place.id for one in moved if one.gone])).execute()


def _follow(old: Sequence[Place], new: dict[str, Group]) -> list[Moved]:
    """Each of the old groups becomes the new one, taken out of ``new``, that it has most houses in common with."""
    moved = []
    for place in old:
        before = parse_houses(place.houses)
        common = {key: len(before & parse_houses(group.houses)) for key, group in new.items()}
        best = max(common, key=common.__getitem__, default="")
        gone = not common.get(best)
        if not gone:
            _become(place, best, new.pop(best))
        moved.append(Moved(place, before, gone))
    return moved


def _become(place: Place, key: str, group: Group) -> None:
    values = _values(key, group)
    if any(getattr(place, name) != value for name, value in values.items()):
        Place.update(values).where(Place.id == place.id).execute()
        for name, value in values.items():
            setattr(place, name, value)


def _values(key: str, group: Group) -> dict[str, str | None]:
    houses, note = clean(group.houses), clean(group.note)
    return {"houses": houses, "houses_key": key, "subqueue": group.in_subqueue, "note": note}


def _take_along(street: SourceStreet, moved: Sequence[Moved]) -> None:
    by_id = {one.place.id: one for one in moved}
    places = [one for one in Place.select().where(Place.street == street) if one.id not in _gone(moved)]
    going: dict[int | None, list[int]] = {}
    for account in Account.select(Account.id, Account.house, Account.place).where(Account.place.in_([*by_id])):
        left, house = by_id[account.place_id], fold_house(account.house)
        now = parse_houses(left.place.houses)
        if left.gone or (house in left.before and house not in now):
            found = covering(places, house)
            going.setdefault(found[0].id if len(found) == 1 else None, []).append(account.id)
    for place_id, ids in going.items():
        values = {"place": place_id} if place_id else {"place": None, "place_how": None}
        for part in chunked(ids, CHUNK):
            Account.update(values).where(Account.id.in_(part)).execute()


def _gone(moved: Iterable[Moved]) -> set[int]:
    return {one.place.id for one in moved if one.gone}
