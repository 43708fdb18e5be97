"""Lists are kept once, asked for once a week, and accounts follow their houses."""

from __future__ import annotations

from datetime import timedelta

import pytest
from peewee import Database

from portal.domain.outages.places import keeping, lists, lookup
from portal.domain.outages.places.listed import Group, Named
from portal.models import Account, Place, SourceCity, SourceStreet
from portal.models.account import AUTO
from tests import factories
from tests.conftest import NOW
from tests.domain.outages.places.source import Source, load_all
from tests.queries import recorded


@pytest.fixture
def street(database: Database) -> SourceStreet:
    load_all()
    return SourceStreet.get(SourceStreet.source_id == "1234")


def groups(street: SourceStreet) -> dict[str, str | None]:
    return {place.houses: place.subqueue for place in Place.select().where(Place.street == street)}


def at(street: SourceStreet, houses: str, house: str) -> Account:
    """An account in the group with these houses."""
    place = Place.get(Place.street == street, Place.houses == houses)
    return factories.make_account(house=house, place=place, place_how=AUTO)


def of(account: Account) -> str | None:
    place = Account.get_by_id(account.id).place
    return place.houses if place else None


def test_homes_win_over_firms_and_what_is_no_queue_is_none(street: SourceStreet) -> None:
    assert groups(street) == {"14, 15, 31a": "5.2", "16, корп. 1, 20-30": "3.1", "40, 41": None}


def test_a_firm_with_a_house_of_its_own_stays(street: SourceStreet) -> None:
    keeping.keep_places(street, [Group("14", "5", "2"), Group("14, 99", "5", "1", "непобутові споживачі")])
    assert groups(street) == {"14": "5.2", "14, 99": "5.1"}


@pytest.mark.parametrize(
    ("queue", "subqueue", "wanted"),
    [
        ("5", "2", "5.2"),
        (" 6 ", "1", "6.1"),
        ("7", "1", None),
        ("1", "3", None),
        ("", "", None),
        (None, None, None),
        ("не відключається", "", None),
        ("٥", "2", None),
        ("12", "1", None),
    ],
)
def test_what_is_a_subqueue(queue: str | None, subqueue: str | None, wanted: str | None) -> None:
    assert Group("1", queue, subqueue).in_subqueue == wanted


def test_the_same_list_twice_changes_nothing(street: SourceStreet) -> None:
    before = [list(model.select().tuples()) for model in (SourceCity, SourceStreet, Place)]
    load_all(NOW + timedelta(days=30))
    after = [list(model.select().tuples()) for model in (SourceCity, SourceStreet, Place)]
    assert [len(rows) for rows in after] == [len(rows) for rows in before]
    assert after[2] == before[2]
    with recorded() as statements:
        keeping.keep_places(street, Source().addresses("1234"))
    assert not [sql for sql, _ in statements if sql.startswith(("INSERT", "UPDATE", "DELETE"))]


def test_the_same_houses_in_two_rows_are_one_group(street: SourceStreet) -> None:
    keeping.keep_places(street, [Group("1, 2"), Group("1,  2", "5", "2"), Group("1, 2", "5", "2")])
    assert groups(street) == {"1, 2": "5.2"}


def test_what_no_database_takes_is_left_out(street: SourceStreet) -> None:
    keeping.keep_places(street, [Group("1,\0 2", "5", "2", "\0")])
    keeping.keep_streets(
        street.city, [Named("7", "вул.\0Нова"), Named("8" * 99, "вул. Довга"), Named("9", "ї" * 999)]
    )
    assert groups(street) == {"1, 2": "5.2"}
    assert len(SourceStreet.get(SourceStreet.source_id == "9").name) == keeping.LONGEST_NAME


def test_a_renamed_street_is_the_same_street(street: SourceStreet) -> None:
    keeping.keep_streets(street.city, [Named("1234", "вул. Новий Шлях"), Named("", "nothing"), Named("9", " ")])
    again = SourceStreet.get_by_id(street.id)
    assert (again.name, again.folded) == ("вул. Новий Шлях", "новий шлях")
    assert SourceStreet.select().where(SourceStreet.city == street.city).count() == 5


def test_a_group_that_got_a_house_keeps_its_ref_and_its_accounts(street: SourceStreet) -> None:
    account = at(street, "14, 15, 31a", "15")
    ref = account.place.ref
    keeping.keep_places(street, [Group("14, 15, 31a, 33", "5", "1"), Group("16, корп. 1, 20-30", "3", "1")])
    place = Place.get(Place.ref == ref)
    assert (place.houses, place.subqueue) == ("14, 15, 31a, 33", "5.1")
    assert of(account) == "14, 15, 31a, 33"


def test_an_account_follows_its_house_into_another_group(street: SourceStreet) -> None:
    moves, stays, lost = (at(street, "14, 15, 31a", house) for house in ("15", "14", "31А"))
    chosen = at(street, "14, 15, 31a", "хутір")
    keeping.keep_places(street, [Group("14", "5", "2"), Group("15, 16", "3", "1")])
    assert [of(one) for one in (stays, moves, lost, chosen)] == ["14", "15, 16", None, "14"]
    assert Account.get_by_id(lost.id).place_how is None
    assert groups(street) == {"14": "5.2", "15, 16": "3.1"}


def test_a_group_that_is_gone_lets_its_accounts_go(street: SourceStreet) -> None:
    account = at(street, "40, 41", "40")
    keeping.keep_places(street, [Group("14, 15, 31a", "5", "2")])
    assert of(account) is None
    assert groups(street) == {"14, 15, 31a": "5.2"}


def test_an_empty_answer_takes_nothing_away(street: SourceStreet) -> None:
    before = groups(street)
    keeping.keep_places(street, [])
    assert groups(street) == before


def test_houses_longer_than_an_index_can_hold(street: SourceStreet) -> None:
    long = ", ".join(f"{number}{'абвгд'[number % 5]}" for number in range(1, 2000))
    keeping.keep_places(street, [Group(long, "5", "2")])
    assert groups(street) == {long: "5.2"}
    assert [one.subqueue for one in lookup.houses(street, "1999-д")] == ["5.2"]


def test_a_list_is_asked_for_once_a_week(database: Database) -> None:
    rem, source = factories.make_rem(), Source()
    for days in (0, 1, 6.9):
        lists.load_cities(rem, source, now=NOW + timedelta(days=days))
    assert source.asked == ["cities 7"]
    lists.load_cities(type(rem).get_by_id(rem.id), source, now=NOW + timedelta(days=7))
    assert source.asked == ["cities 7"] * 2


def test_one_of_two_who_come_together_asks(database: Database) -> None:
    rem, source = factories.make_rem(), Source()
    late = type(rem).get_by_id(rem.id)
    lists.load_cities(rem, source, now=NOW)
    lists.load_cities(late, source, now=NOW)
    assert source.asked == ["cities 7"]


@pytest.mark.parametrize("failure", [TimeoutError(), ValueError("not a list")])
def test_a_source_that_fails_is_left_alone_for_ten_minutes(database: Database, failure: Exception) -> None:
    load_all()
    rem, source = factories.make_rem(), Source()
    source.fails = failure
    start = NOW + timedelta(days=8)
    for minutes in (0, 5, 11):
        lists.load_cities(type(rem).get_by_id(rem.id), source, now=start + timedelta(minutes=minutes))
    assert source.asked == ["cities 7"] * 2
    assert len(lookup.cities(rem)) == 3


def test_without_a_source_what_is_kept_stays(database: Database) -> None:
    rem = load_all()
    lists.load_cities(rem, None, now=NOW + timedelta(days=30))
    assert len(lookup.cities(rem)) == 3
