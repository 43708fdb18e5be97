"""A source of addresses for tests: made-up streets, and a note of what it was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from portal.domain.outages.places import keeping, lists
from portal.domain.outages.places.listed import Group, Named
from portal.models import Place, Rem, SourceCity, SourceStreet
from tests import factories
from tests.conftest import NOW

CITIES = [
    Named("15647", "місто Житомир"),
    Named("20001", "с. Оліївка"),
    Named("20002", "смт Нова Борова"),
]
STREETS = {
    "15647": [
        Named("1234", "вул. Вільський Шлях"),
        Named("1235", "вул. Лесі Українки"),
        Named("1236", "пров. Вільський Шлях"),
        Named("1237", "вул. Віктора Косенка"),
        Named("1238", "вул. Університетська"),
    ],
    "20001": [Named("2001", "вул. Київська")],
}
HOUSES = {
    "1234": [
        Group("14, 15, 31a", "5", "2", "побутові споживачі"),
        Group("14", "5", "1", "непобутові (юридичні) споживачі"),
        Group("16, корп. 1, 20-30", "3", "1"),
        Group("40, 41", "не відключається", ""),
    ],
    "1235": [Group("1, 2", "1", "1"), Group("3", "1", "2")],
    "1237": [Group("1-31", "2", "1")],
    "1238": [Group("34-63", "2", "2")],
    "2001": [Group("усі", "6", "1")],
}


class Source:
    """Answers from the lists above; ``fails`` makes every question fail."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.fails: Exception | None = None
        self.houses = {street: list(groups) for street, groups in HOUSES.items()}

    def cities(self, rem_id: str) -> Sequence[Named]:
        return self._answer(f"cities {rem_id}", CITIES if rem_id == "7" else [])

    def streets(self, city_id: str) -> Sequence[Named]:
        return self._answer(f"streets {city_id}", STREETS.get(city_id, []))

    def addresses(self, street_id: str) -> Sequence[Group]:
        return self._answer(f"addresses {street_id}", self.houses.get(street_id, []))

    def _answer(self, question: str, answer: Sequence) -> Sequence:
        self.asked.append(question)
        if self.fails:
            raise self.fails
        return answer


def load_all(now: datetime = NOW) -> Rem:
    """Everything of the lists above into the database, as if somebody had asked for each."""
    rem, source = factories.make_rem(), Source()
    lists.load_cities(rem, source, now=now)
    for city in SourceCity.select():
        lists.load_streets(city, source, now=now)
    for street in SourceStreet.select():
        lists.load_street(street, source, now=now)
    return rem


def add_village(name: str, source_id: str, houses: str = "усі") -> Place:
    """A village of the РЕМ with the one street Київська."""
    rem = factories.make_rem()
    keeping.keep_cities(rem, [Named(source_id, name)])
    city = SourceCity.get(SourceCity.source_id == source_id)
    keeping.keep_streets(city, [Named(f"{source_id}1", "вул. Київська")])
    street = SourceStreet.get(SourceStreet.city == city)
    keeping.keep_places(street, [Group(houses, "4", "1")])
    return Place.get(Place.street == street)
