"""Whom works reach, by what was published of them."""

from __future__ import annotations

import pytest

from portal.domain.outages import reaching
from portal.domain.outages.places import houses
from portal.domain.outages.reaching import reaches, touches
from portal.models import Account, Place, Settlement, SourceCity, SourceStreet, Works


def home(street: str = "вул. Київська", house: str = "12", town: str = "Житомир", category: str = "M") -> Account:
    return Account(street=street, house=house, settlement=Settlement(name=town, category=category))


def works(*houses: str, settlement: str = "м. Житомир") -> Works:
    return Works(settlement=settlement, houses=list(houses))


@pytest.mark.parametrize(
    ("houses", "street", "house", "is_reached"),
    [
        (("вул. Київська 1, 3-15",), "вул. Київська", "12", True),
        (("вулиця Київська, 12, 14",), "вул. Київська", "12", True),
        (("вул. Київська 1, 3-9",), "вул. Київська", "12", False),
        (("вул. Київська",), "вул. Київська", "12", True),
        (("вул. Миру 12",), "вул. Київська", "12", False),
        (("пров. Київський 12", "вул. Київська 12"), "вул. Київська", "12", True),
        (("вул. 8 Березня 1, 3",), "вул. 8 Березня", "3", True),
        (("вул. 8 Березня 1, 3",), "вул. 8 Березня", "8", False),
        (("вул. Київська 12А",), "вул. Київська", "12", False),
        (("1-й пров. 8 Березня 12",), "1-й пров. 8 Березня", "12", True),
        ((), "вул. Київська", "12", True),
    ],
)
def test_a_house_in_town(houses: tuple[str, ...], street: str, house: str, is_reached: bool) -> None:
    assert reaches(works(*houses), home(street, house)) is is_reached


def test_in_a_village_every_street_is_told() -> None:
    village = home("вул. Садова", "3", "Оліївка", "C")
    assert reaches(works("вул. Лісова 1", settlement="с. Оліївка"), village)
    assert not reaches(works("вул. Садова 3", settlement="с. Стара Оліївка"), village)


def test_without_a_settlement_it_is_the_whole_rem() -> None:
    assert reaches(works(settlement=""), home())
    assert not reaches(works(settlement="—"), home())


def test_an_endless_line_costs_no_more_than_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def counted(text: str) -> houses.Houses:
        read.append(text)
        return houses.read_houses(text)

    monkeypatch.setattr(reaching, "read_houses", counted)
    line = "вул. Київська " + ", ".join(str(number) for number in range(1, 1_000))
    assert reaches(works(line), home(house="777"))
    for number in range(1, 50):
        assert reaches(works(line), home(house=str(number)))
    assert len(read) <= reaching.MOST_NUMBERS
    assert not reaches(works("а " + "1 " * 3_000), home())


@pytest.mark.parametrize(
    ("works_houses", "houses", "is_touched"),
    [
        (("вул. Київська 1-9",), "8, 10, 12", True),
        (("вул. Київська 1-9",), "10, 12", False),
        (("вулиця Київська",), "10, 12", True),
        (("вул. Миру 10",), "10, 12", False),
        (("вул. Київська 777",), "усі", True),
        ((), "10", True),
    ],
)
def test_a_group_of_houses(works_houses: tuple[str, ...], houses: str, is_touched: bool) -> None:
    assert touches(works(*works_houses), place(houses=houses)) is is_touched


def place(town: str = "місто Житомир", street: str = "вул. Київська", houses: str = "1, 3") -> Place:
    return Place(street=SourceStreet(name=street, city=SourceCity(name=town)), houses=houses)


def test_a_group_of_houses_elsewhere_and_everywhere() -> None:
    assert touches(works(settlement=""), place())
    assert not touches(works(settlement="м. Малин"), place())
    assert touches(works("вул. Лісова 1", settlement="с. Оліївка"), place("село Оліївка"))
