"""A guest looks for an address, without an account."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.config import Settings
from portal.domain.outages.places import keeping, lookup
from portal.domain.outages.places.listed import Group, Named
from portal.models import Account, Place, Rem, SourceCity, SourceStreet
from tests import factories
from tests.counters import all_but_one_spent
from tests.domain.outages.places.source import load_all
from tests.page import PageClient
from tests.queries import full_scans, recorded

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
ADDRESS = {"rem": "7", "city": "15647", "street": "1234"}


@pytest.fixture
def rem(app: Flask) -> Rem:
    return load_all()


def links(client: PageClient, **query: str) -> dict[str, str]:
    page = client.get("/outages/search", query_string=query).page
    return {
        page.words(one): one.get("href", "")
        for one in page.all("a")
        if (one.get("href") or "").startswith("/outages/places/")
    }


def test_the_steps_lead_to_a_place(client: PageClient, rem: Rem) -> None:
    page = client.get("/outages/search").page
    assert page.h1 == "Світло за адресою"
    assert not page.all("input", name="account")
    sent: dict[str, str] = {}
    for step, wanted in ADDRESS.items():
        page = client.get("/outages/search", query_string=sent).page
        sent = {**page.form_values("/outages/search"), step: wanted}
    found = links(client, **sent)
    assert list(found) == [
        "14, 15, 31a Підчерга 5.2",
        "16, корп. 1, 20-30 Підчерга 3.1",
        "40, 41 Графіки погодинних відключень тут не діють",
    ]
    assert found["14, 15, 31a Підчерга 5.2"] == f"/outages/places/{Place.get(Place.houses == '14, 15, 31a').ref}"
    assert list(links(client, **sent, house="31-А")) == ["14, 15, 31a Підчерга 5.2"]


def test_the_same_by_htmx(client: PageClient, rem: Rem) -> None:
    page = client.get("/outages/search", query_string=ADDRESS, headers=PART).page
    assert not page.is_whole
    assert page.one("input", name="house").get("data-focus") is not None
    assert not page.all("select")


def test_a_long_list_is_narrowed_by_letters(client: PageClient, rem: Rem) -> None:
    city = SourceCity.get(SourceCity.source_id == "15647")
    keeping.keep_streets(city, [Named(f"9{number}", f"вул. Садова {number}") for number in range(300)])
    query = {"rem": "7", "city": "15647"}
    page = client.get("/outages/search", query_string=query).page
    assert len(page.all("option")) == lookup.MOST + 1
    assert page.value("street_begins") == ""
    page = client.get("/outages/search", query_string={**query, "street_begins": "вул. укр"}).page
    assert [page.words(one) for one in page.all("option")] == ["Оберіть зі списку", "вул. Лесі Українки"]
    assert page.value("street_begins") == "вул. укр"
    page = client.get("/outages/search", query_string={**query, "street_begins": "<b>нема"}).page
    assert "За цими літерами нічого немає" in page.words()


def test_a_part_stays_small_whatever_the_lists_are(client: PageClient, rem: Rem) -> None:
    city = SourceCity.get(SourceCity.source_id == "15647")
    keeping.keep_streets(city, [Named(str(1000 + n), f"вул. Героїв {n}-ї бригади") for n in range(900)])
    headers = {**PART, "Accept-Encoding": "br"}
    answer = client.client.get("/outages/search?rem=7&city=15647", headers=headers)
    assert len(answer.get_data()) <= 2048


def test_a_long_group_shows_its_beginning(client: PageClient, rem: Rem) -> None:
    street = SourceStreet.get(SourceStreet.source_id == "1236")
    keeping.keep_places(street, [Group(", ".join(map(str, range(1, 500))), "1", "1")])
    (found,) = links(client, **{**ADDRESS, "street": "1236"})
    assert found.endswith("16, 17 … Підчерга 1.1")
    assert len(found) < 90


def test_a_house_that_is_not_there_is_said(client: PageClient, rem: Rem) -> None:
    page = client.get("/outages/search", query_string={**ADDRESS, "house": "99"}).page
    assert "Будинку 99 у списку немає" in page.words()
    assert len(links(client, **ADDRESS, house="99")) == 3


@pytest.mark.parametrize("value", ["", "x" * 5000, "\x00", "'\"<>", "٧", "9" * 30, "\U0001f4a1"])
def test_anything_may_be_asked(client: PageClient, rem: Rem, value: str) -> None:
    names = [*ADDRESS, "house", "city_begins", "street_begins", "account", "place"]
    for number in range(len(names)):
        query = {**ADDRESS, **dict.fromkeys(names[number:], value)}
        assert client.get("/outages/search", query_string=query).status_code == 200


def test_who_is_signed_in_may_look_elsewhere_too(client: PageClient, rem: Rem) -> None:
    user = factories.make_user()
    account = factories.link(user, factories.make_account())
    client.sign_in(user)
    assert links(client, **ADDRESS)
    assert Account.get_by_id(account.id).place is None


def test_a_network_is_held_back_in_the_end(client: PageClient, rem: Rem, settings: Settings) -> None:
    assert client.get("/outages/search").status_code == 200
    all_but_one_spent(settings, "1200/1/hour")
    assert client.get("/outages/search").status_code == 200
    refused = client.get("/outages/search")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert client.get("/outages/search", headers=PART).status_code == 429


@pytest.mark.parametrize("steps", range(4))
def test_few_questions_none_of_them_from_end_to_end(client: PageClient, rem: Rem, steps: int) -> None:
    query = dict(list(ADDRESS.items())[:steps])
    with recorded() as statements:
        client.get("/outages/search", query_string={**query, "street_begins": "в", "house": "14"})
    assert len(statements) <= 5, [sql for sql, _ in statements]
    assert full_scans(statements) == []


def test_guests_find_the_way_from_the_first_page(client: PageClient) -> None:
    assert "/outages/search" in {link.get("href") for link in client.get("/").page.all("a")}
