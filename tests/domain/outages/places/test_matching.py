"""Lists to pick from, and what is found of an address: both by an index, on both databases."""

from __future__ import annotations

import pytest
from peewee import Database, IntegrityError

from portal.database import db, is_sqlite
from portal.domain.errors import Forbidden, NotFound, Refused
from portal.domain.outages.places import finding, keeping, lookup, matching
from portal.domain.outages.places.finding import Ambiguous, Found
from portal.domain.outages.places.listed import Named
from portal.domain.outages.places.lists import NotAsked
from portal.models import Account, Event, Place, Rem, SourceCity, SourceStreet
from tests import factories
from tests.conftest import NOW
from tests.domain.outages.places.source import Source, add_village, load_all
from tests.queries import full_scans, recorded


@pytest.fixture
def rem(database: Database) -> Rem:
    return load_all()


def account(street: str, house: str, settlement: tuple[str, str] = ("Житомир", "M"), **columns: object) -> Account:
    return factories.make_account(
        street=street, house=house, settlement=factories.make_settlement(*settlement), **columns
    )


def names(rows: list) -> list[str]:
    return [row.name for row in rows]


def city(name: str = "15647") -> SourceCity:
    return SourceCity.get(SourceCity.source_id == name)


def test_the_lists_to_pick_from(rem: Rem) -> None:
    assert names(lookup.cities(rem)) == ["місто Житомир", "смт Нова Борова", "с. Оліївка"]
    assert names(lookup.cities(rem, "с. Ол")) == ["с. Оліївка"]
    assert names(lookup.cities(rem, "бор")) == ["смт Нова Борова"]
    assert names(lookup.streets(city(), "вул. укр")) == ["вул. Лесі Українки"]
    assert names(lookup.streets(city(), "шлях віл")) == ["вул. Вільський Шлях", "пров. Вільський Шлях"]
    assert names(lookup.streets(city(), "50%")) == []
    assert lookup.streets(city("20002")) == []
    assert lookup.city_of(rem, "15647") == city()
    assert lookup.city_of(rem, "no such") is None
    assert lookup.street_of(city(), "2001") is None
    street = lookup.street_of(city(), "1234")
    assert street is not None
    assert [one.subqueue for one in lookup.houses(street)] == ["5.2", "3.1", None]
    assert [one.subqueue for one in lookup.houses(street, "31-А")] == ["5.2"]
    assert len(lookup.houses(street, "999")) == 3


def test_long_lists_are_cut(rem: Rem) -> None:
    keeping.keep_streets(city(), [Named(f"9{number}", f"вул. Садова {number}") for number in range(700)])
    assert len(lookup.streets(city())) == lookup.MOST + 1
    assert len(lookup.streets(city(), "садова 699")) == 1


def test_a_place_by_its_ref(rem: Rem) -> None:
    place = lookup.place_of(Place.get().ref)
    with recorded() as statements:
        assert place.street_address == "місто Житомир, вул. Вільський Шлях"
        assert place.street.city.rem == rem
    assert statements == []
    with pytest.raises(NotFound):
        lookup.place_of("no such")


@pytest.mark.parametrize(
    ("street", "house", "subqueue"),
    [
        ("вул. Вільський Шлях", "14", "5.2"),
        ("вулиця Вільський шлях", "31-А", "5.2"),
        ("Вільський Шлях", "буд. 31 a", "5.2"),
        ("вул. Вiльський Шлях", "16 корпус 1", "3.1"),
        ("вул. Вільський Шлях", "25", "3.1"),
        ("вул. Вільський Шлях", "41", None),
        ("вул. Українки Лесі", "3", "1.2"),
        ("вул. Пушкінська", "12", "2.1"),
        ("вул. Пушкінська", "40", "2.2"),
    ],
)
def test_what_is_found(rem: Rem, street: str, house: str, subqueue: str | None) -> None:
    match = finding.find(account(street, house))
    assert isinstance(match, Found)
    assert match.place.subqueue == subqueue


@pytest.mark.parametrize(
    ("street", "house", "offered"),
    [
        ("вул. Л. Українки", "3", ["3"]),
        ("вул. Українки", "2", ["1, 2"]),
        ("вул. Вільський Шлях", "16", ["16, корп. 1, 20-30"]),
        ("вул. Вільський Шлях", "14/2", ["14, 15, 31a"]),
        ("вул. Лесі Українки", "", ["1, 2", "3"]),
    ],
)
def test_what_is_only_alike_is_offered(rem: Rem, street: str, house: str, offered: list[str]) -> None:
    match = finding.find(account(street, house))
    assert isinstance(match, Ambiguous)
    assert [place.houses for place in match.places] == offered


@pytest.mark.parametrize(
    ("street", "house", "reason"),
    [
        ("вул. Вільський Шлях", "77", finding.NO_HOUSE),
        ("вул. Садова", "1", finding.NO_STREET),
        ("", "1", finding.NO_STREET),
        ("вул.", "1", finding.NO_STREET),
    ],
)
def test_what_is_not_there(rem: Rem, street: str, house: str, reason: str) -> None:
    match = finding.find(account(street, house))
    assert isinstance(match, finding.Nowhere)
    assert match.reason == reason
    assert match.city == city()
    assert bool(match.street) == (reason == finding.NO_HOUSE)


def test_a_settlement_that_is_not_there_and_a_home_on_another_network(rem: Rem) -> None:
    nowhere = finding.find(account("вул. Київська", "1", ("Вересівка", "C")))
    assert nowhere == finding.Nowhere(finding.NO_SETTLEMENT)
    other = finding.find(account("вул. Вільський Шлях", "14", operator="ukrzaliznytsia"))
    assert other == finding.Nowhere(finding.NOT_SERVED)


def test_a_village_with_one_list_for_all_houses(rem: Rem) -> None:
    match = finding.find(account("вул. Київська", "17", ("Оліївка", "C")))
    assert isinstance(match, Found)
    assert match.place.subqueue == "6.1"


def test_two_villages_of_one_name_are_for_the_person_to_tell_apart(rem: Rem) -> None:
    add_village("с. Березівка (Станишівська ТГ)", "30001", "1-9")
    home = account("вул. Київська", "5", ("Березівка", "C"))
    assert isinstance(finding.find(home), Found)
    add_village("с. Березівка (Оліївська ТГ)", "30002", "2-8")
    match = finding.find(home)
    assert isinstance(match, Ambiguous)
    assert len(match.places) == 2


def test_a_settlement_under_its_old_name(rem: Rem) -> None:
    add_village("м. Новоград-Волинський", "40001")
    assert isinstance(finding.find(account("вул. Київська", "5", ("Звягель", "M"))), Found)


def test_an_account_is_matched_with_lists_that_are_fetched_on_the_way(database: Database) -> None:
    home, source = account("вул. Вільський Шлях", "14", subqueue="1.1"), Source()
    assert home.subqueue_in_force == "1.1"
    matching.match_account(home, now=NOW)
    assert home.place_how is None
    matching.match_account(home, now=NOW, source=source)
    assert source.asked == ["cities 7", "streets 15647", "addresses 1234"]
    kept = Account.get_by_id(home.id)
    assert (kept.place_how, kept.place.subqueue, kept.subqueue_in_force) == ("auto", "5.2", "5.2")
    assert [one.name for one in Event.select()] == ["account_place_matched"]
    matching.match_account(kept, now=NOW, source=source)
    assert Event.select().count() == 1


def test_a_place_that_is_not_switched_off_wins_over_billing(rem: Rem) -> None:
    home = account("вул. Вільський Шлях", "40", subqueue="1.1")
    matching.match_account(home, now=NOW)
    assert home.subqueue_in_force is None


def test_the_persons_choice_stays(rem: Rem) -> None:
    home, person = account("вул. Вільський Шлях", "14"), factories.make_user()
    wanted = Place.get(Place.houses == "3")
    assert matching.choose(home, wanted.ref, actor=person, now=NOW) == wanted
    matching.match_account(Account.get_by_id(home.id), now=NOW)
    # Somebody else had read the account before.
    matching.match_account(Account(id=home.id, **account_fields(home)), now=NOW)
    kept = Account.get_by_id(home.id)
    assert (kept.place, kept.place_how) == (wanted, "chosen")
    event = Event.get()
    assert (event.name, event.actor_id, event.subject_id) == ("account_place_chosen", person.id, home.id)
    assert event.details == {"place": wanted.ref, "subqueue": "1.2"}


def test_homes_that_came_into_cabinets_are_looked_for(database: Database) -> None:
    person, source = factories.make_user(), Source()
    found = factories.link(person, account("вул. Вільський Шлях", "14"))
    nowhere = factories.link(person, account("вул. Садова", "1"))
    chosen = factories.link(person, account("вул. Вільський Шлях", "15"))
    account("вул. Вільський Шлях", "15")
    load_all()
    matching.choose(chosen, Place.get(Place.houses == "3").ref, actor=person, now=NOW)
    assert matching.match_linked(source, now=NOW) == 1
    assert Account.get_by_id(found.id).subqueue_in_force == "5.2"
    assert Account.get_by_id(nowhere.id).place_how is None
    assert Account.get_by_id(chosen.id).subqueue_in_force == "1.2"
    assert matching.match_linked(source, now=NOW) == 0


def test_while_the_source_is_not_to_be_asked_the_next_one_may_ask(database: Database) -> None:
    home, source = account("вул. Вільський Шлях", "14"), Source()
    source.fails = NotAsked()
    assert not isinstance(matching.match_account(home, now=NOW, source=source), Found)
    source.fails = None
    assert isinstance(matching.match_account(home, now=NOW, source=source), Found)


def test_a_place_that_goes_while_it_is_chosen(rem: Rem, monkeypatch: pytest.MonkeyPatch) -> None:
    """The source's list changes between the look and the choice."""
    home, person = account("вул. Вільський Шлях", "14"), factories.make_user()
    gone = lookup.place_of(Place.get(Place.houses == "3").ref)
    Place.delete().where(Place.id == gone.id).execute()
    monkeypatch.setattr(lookup, "place_of", lambda ref: gone)
    with pytest.raises(Refused) as refused:
        matching.choose(home, gone.ref, actor=person, now=NOW)
    assert list(refused.value.fields) == ["place"]
    assert Account.get_by_id(home.id).place is None


def account_fields(home: Account) -> dict:
    names = ("digits", "settlement", "street", "house", "rem", "operator")
    return {name: getattr(home, name) for name in names}


def test_a_place_that_is_gone_cant_be_chosen(rem: Rem) -> None:
    home = account("вул. Вільський Шлях", "14")
    with pytest.raises(Refused) as refused:
        matching.choose(home, "no such", actor=factories.make_user(), now=NOW)
    assert list(refused.value.fields) == ["place"]
    assert Event.select().count() == 0


def test_a_missing_address_goes_to_the_desk_of_its_rem_once(rem: Rem) -> None:
    home, person = account("вул. Вільський Шлях", "14"), factories.make_user()
    account("вул. Садова", "1")
    for _ in range(2):
        matching.say_missing(home, actor=person, now=NOW)
    assert [one.name for one in Event.select()] == ["account_place_missing"]
    other = factories.make_rem("Бердичівський РЕМ", 3)
    operator, stranger = (factories.make_user(role="operator", rem=one) for one in (rem, other))
    assert matching.missing_addresses(operator) == [home]
    assert matching.missing_addresses(factories.make_user(role="supervisor")) == [home]
    assert matching.missing_addresses(operator, after=home.id) == []
    assert matching.missing_addresses(stranger) == []
    with pytest.raises(Forbidden):
        matching.missing_addresses(person)
    # What would be found may be what they found wrong.
    match = matching.match_account(Account.get_by_id(home.id), now=NOW)
    assert isinstance(match, Ambiguous)
    assert Account.get_by_id(home.id).place is None
    matching.choose(home, match.places[0].ref, actor=person, now=NOW)
    assert matching.missing_addresses(operator) == []


def test_how_is_one_of_three(database: Database) -> None:
    with pytest.raises(IntegrityError):
        factories.make_account(place_how="guessed")


def test_everything_goes_by_an_index(rem: Rem) -> None:
    home, street = account("вул. Л. Українки", "3"), SourceStreet.get(SourceStreet.source_id == "1234")
    town = city()
    operator = factories.make_user(role="operator", rem=rem)
    with recorded() as statements:
        lookup.cities(rem, "жит")
        lookup.city_of(rem, "15647")
        lookup.streets(town, "віл")
        lookup.street_of(town, "1234")
        lookup.houses(street, "14")
        finding.find(home)
        matching.missing_addresses(operator)
    if is_sqlite():
        assert full_scans(statements) == []
        return
    db.execute_sql("SET enable_seqscan = off")
    for sql, params in statements:
        plan = "\n".join(str(row[0]) for row in db.execute_sql(f"EXPLAIN {sql}", params).fetchall())
        assert "Seq Scan" not in plan, f"{sql}\n{plan}"


def test_finding_costs_a_few_questions(rem: Rem) -> None:
    home = Account.get_by_id(account("вул. Л. Українки", "3").id)
    with recorded() as statements:
        finding.find(home)
    assert len(statements) <= 6, [sql for sql, _ in statements]
