"""Pick a place step by step: РЕМ, settlement, street, houses. Each step asks for one list."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.domain.outages.places import lists, lookup
from portal.domain.outages.places.covering import covering
from portal.domain.outages.places.houses import fold_house
from portal.models import Place, Rem, SourceCity, SourceStreet

REM, CITY, STREET, HOUSES = "rem", "city", "street", "houses"


@dataclass(frozen=True)
class Asked:
    """What was picked so far, as ids of the source, and what was typed; all of it may be anything."""

    rem: str = ""
    city: str = ""
    street: str = ""
    house: str = ""
    city_begins: str = ""
    street_begins: str = ""


@dataclass
class Picking:
    """How far it went, and what is to be picked at ``step``.

    ``is_cut``: there are more than ``listed``. ``lacks_house``: none of the ``groups``, which are then all of the
    street, holds the house that was asked for.
    """

    step: str = REM
    rem: Rem | None = None
    city: SourceCity | None = None
    street: SourceStreet | None = None
    listed: list[Any] = field(default_factory=list)
    groups: list[Place] = field(default_factory=list)
    is_cut: bool = False
    lacks_house: bool = False

    def cut(self, rows: list[Any]) -> Picking:
        """With as many rows as a list may show."""
        self.listed, self.is_cut = rows[: lookup.MOST], len(rows) > lookup.MOST
        return self


def pick(asked: Asked, *, source: lists.Lists | None, now: datetime) -> Picking:
    """The next step after what was asked. What does not belong together is left out from there on, so that another
    РЕМ begins anew; lists that are due are fetched from ``source``."""
    rems = lookup.rems()
    rem = next((one for one in rems if str(one.source_id) == asked.rem), None)
    if rem is None:
        return Picking(REM, listed=rems)
    city = lookup.city_of(rem, asked.city) if asked.city else None
    if city is None:
        lists.load_cities(rem, source, now=now)
        return Picking(CITY, rem).cut(lookup.cities(rem, asked.city_begins))
    street = lookup.street_of(city, asked.street) if asked.street else None
    if street is None:
        lists.load_streets(city, source, now=now)
        return Picking(STREET, rem, city).cut(lookup.streets(city, asked.street_begins))
    street.city, city.rem = city, rem
    lists.load_street(street, source, now=now)
    groups, house = lookup.houses(street, asked.house), fold_house(asked.house)
    lacks = bool(house and not covering(groups, house))
    return Picking(HOUSES, rem, city, street, groups=groups, lacks_house=lacks)
