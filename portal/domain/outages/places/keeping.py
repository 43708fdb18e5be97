"""Keep what the source lists: settlements, streets, groups of houses. Keeping the same list twice changes nothing.

What a list no longer has stays, but for groups of houses: an account may hang on it, and a source that answers
with half a list would otherwise take away the other half. A list without anything in it is such an answer, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from peewee import EXCLUDED, chunked

from portal.database import db
from portal.domain.outages.places import addresses, regrouping
from portal.domain.outages.places.listed import Group, Named, clean
from portal.models import Rem, SourceCity, SourceStreet

# Rows of one INSERT, of at most five values each.
CHUNK = 500
# Of the source's id; longer ones are no ids, longer names no names.
LONGEST_ID = 16
LONGEST_NAME = 200


def keep_cities(rem: Rem, listed: Sequence[Named]) -> None:
    """The settlements of a РЕМ: new ones are added, renamed ones renamed."""
    _keep_named(SourceCity, "rem", rem.id, listed, addresses.fold_settlement)


def keep_streets(city: SourceCity, listed: Sequence[Named]) -> None:
    """The streets of a settlement."""
    _keep_named(SourceStreet, "city", city.id, listed, addresses.fold_street)


def keep_places(street: SourceStreet, listed: Sequence[Group]) -> None:
    """The groups of houses of a street; what became of those that changed is for :mod:`regrouping`."""
    if listed:
        with db.atomic():
            regrouping.regroup(street, regrouping.households(listed))


def _keep_named(model: Any, parent: str, parent_id: int, listed: Sequence[Named], fold: Any) -> None:
    named = {one.id: clean(one.name)[:LONGEST_NAME] for one in listed if 0 < len(one.id) <= LONGEST_ID}
    rows = [
        {parent: parent_id, "source_id": source_id, "name": name, "folded": fold(name)[:LONGEST_NAME]}
        for source_id, name in named.items()
        if name
    ]
    with db.atomic():
        for part in chunked(rows, CHUNK):
            model.insert_many(part).on_conflict(
                conflict_target=[getattr(model, parent), model.source_id],
                preserve=[model.name, model.folded],
                where=(model.name != EXCLUDED.name) | (model.folded != EXCLUDED.folded),
            ).execute()
