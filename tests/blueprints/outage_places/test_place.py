"""A consumer's place: found by itself, offered, picked step by step, or missing."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.models import Account, Event, Place, Rem, User
from tests import factories
from tests.domain.outages.places.source import Source, load_all
from tests.page import Page, PageClient
from tests.queries import full_scans, recorded

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
MOST = 10


@pytest.fixture
def rem(app: Flask) -> Rem:
    return load_all()


def home(client: PageClient, street: str = "вул. Вільський Шлях", house: str = "14") -> tuple[User, Account]:
    user = factories.make_user()
    account = factories.link(user, factories.make_account(street=street, house=house))
    client.sign_in(user)
    return user, account


def place(houses: str) -> Place:
    return Place.get(Place.houses == houses)


def choices(page: Page, name: str) -> dict[str, str]:
    """What the select offers: words by value, without the empty one."""
    return {one.get("value", ""): page.words(one) for one in page.one("select", name=name) if one.get("value")}


def test_an_address_that_is_found_is_kept_at_once(client: PageClient, rem: Rem) -> None:
    _user, account = home(client)
    page = client.get("/outages/place").page
    assert page.h1 == "Адреса для відключень"
    for words in ("місто Житомир, вул. Вільський Шлях", "14, 15, 31a", "5.2", "ми, за адресою рахунку"):
        assert words in page.words()
    kept = Account.get_by_id(account.id)
    assert (kept.place, kept.place_how) == (place("14, 15, 31a"), "auto")
    assert "5.2" in client.get(f"/accounts/{account.ref}").page.words()


def test_what_is_alike_is_offered(client: PageClient, rem: Rem) -> None:
    _user, account = home(client, "вул. Л. Українки", "3")
    page = client.get(f"/outages/place?account={account.ref}").page
    assert list(choices(page, "place").values()) == ["місто Житомир, вул. Лесі Українки: 3"]
    assert Account.get_by_id(account.id).place is None
    client.post("/outages/place", page.form_values("/outages/place"))
    assert Account.get_by_id(account.id).place == place("3")


def test_step_by_step_without_scripts(client: PageClient, rem: Rem) -> None:
    user, account = home(client, "вул. Невідома", "3")
    client.get("/outages/place", follow=True)
    sent = {"account": account.ref, "rem": ""}
    for step, words, wanted in [
        ("rem", "Житомирський РЕМ", "7"),
        ("city", "місто Житомир", "15647"),
        ("street", "вул. Лесі Українки", "1235"),
    ]:
        page = client.get("/outages/place", query_string=sent).page
        offered = choices(page, step)
        assert offered[wanted] == words
        sent = {**page.form_values("/outages/place"), step: wanted}
    page = client.get("/outages/place", query_string=sent).page
    assert choices(page, "place") == {place(one).ref: one for one in ("1, 2", "3")}
    assert page.form_values("/outages/place")["rem"] == "7"
    # A slip of the thumb chooses nothing.
    assert client.post("/outages/place", {"account": account.ref, "place": ""}).status_code == 422
    page = client.get("/outages/place", query_string={**sent, "house": "№ 3"}).page
    assert list(choices(page, "place").values()) == ["3"]
    posted = page.one("form", method="post", action="/outages/place")
    values = {one.get("name", ""): one.get("value", "") for one in posted.iter("input")}
    answer = client.post("/outages/place", {**values, "place": place("3").ref}, follow=True)
    assert "Збережено: місто Житомир, вул. Лесі Українки: 3. Підчерга 1.2." in answer.page.words()
    assert "1.2" in answer.page.words()
    kept = Account.get_by_id(account.id)
    assert (kept.place, kept.place_how) == (place("3"), "chosen")
    assert [(one.name, one.actor_id) for one in Event.select()] == [("account_place_chosen", user.id)]
    assert "ви" in client.get("/outages/place").page.words()


def test_a_step_by_htmx_is_a_part_and_takes_the_focus(client: PageClient, rem: Rem) -> None:
    _user, account = home(client)
    answer = client.get(f"/outages/place?account={account.ref}&rem=7&city=15647", headers=PART)
    page = answer.page
    assert not page.is_whole
    assert "HX-Request" in answer.headers["Vary"]
    assert len(answer.get_data()) < 4000
    assert page.one("div", id="place-steps") is not None
    assert page.one("select", name="street").get("data-focus") is not None
    form = next(one for one in page.all("form") if one.get("hx-get"))
    assert form.get("hx-trigger") == "change, submit"
    assert form.get("hx-target") == "#place-steps"


def test_another_rem_begins_anew(client: PageClient, rem: Rem) -> None:
    factories.make_rem("Бердичівський РЕМ", 3)
    _user, account = home(client)
    page = client.get(f"/outages/place?account={account.ref}&rem=3&city=15647&street=1234").page
    assert "Бердичівський РЕМ" in page.words(page.one("main"))
    assert "Цього списку ще не маємо" in page.words()
    assert not page.all("select")


def test_an_address_that_leads_only_so_far(client: PageClient, rem: Rem) -> None:
    home(client, "вул. Садова", "1")
    page = client.get("/outages/place").page
    assert "місто Житомир" in page.words()
    assert len(choices(page, "street")) == 5


def test_a_choice_that_is_none_stays_with_its_error(client: PageClient, rem: Rem) -> None:
    _user, account = home(client)
    sent = {"account": account.ref, "rem": "7", "city": "15647", "street": "1235", "place": "no such"}
    answer = client.post("/outages/place", sent)
    assert answer.status_code == 422
    assert answer.page.error_of("place") == "Помилка: Оберіть будинки зі списку"
    assert client.post("/outages/place", {"account": account.ref}).status_code == 422
    assert Account.get_by_id(account.id).place is None


def test_my_address_is_missing(client: PageClient, rem: Rem) -> None:
    _user, account = home(client, "вул. Садова", "1")
    page = client.get("/outages/place").page
    answer = client.post("/outages/place/missing", page.form_values("/outages/place/missing"), follow=True)
    assert "Ваш РЕМ перевірить адресу" in answer.page.words()
    assert Account.get_by_id(account.id).place_how == "none"
    page = client.get("/outages/place").page
    assert "Ви вже сказали нам про це" in page.words()
    assert not [form for form in page.all("form") if form.get("action") == "/outages/place/missing"]


def test_another_persons_account_is_not_found(client: PageClient, rem: Rem) -> None:
    strange = factories.link(factories.make_user(), factories.make_account(street="вул. Вільський Шлях"))
    home(client)
    wanted = place("3").ref
    for ref in (strange.ref, "no-such"):
        assert client.get(f"/outages/place?account={ref}").status_code == 404
        assert client.post("/outages/place", {"account": ref, "place": wanted}).status_code == 404
        assert client.post("/outages/place/missing", {"account": ref}).status_code == 404
    assert client.post("/outages/place/missing").status_code == 404
    assert Account.get_by_id(strange.id).place_how is None


def test_somebody_without_an_account_and_a_home_on_another_network(client: PageClient, rem: Rem) -> None:
    user = factories.make_user()
    client.sign_in(user)
    assert client.get("/outages/place").location == "/accounts/new"
    factories.link(user, factories.make_account(operator="ukrzaliznytsia"))
    assert "Укрзалізниця" in client.get("/outages/place").page.words()


def test_lists_are_fetched_on_the_way_and_a_source_that_fails_takes_no_page_down(
    app: Flask, client: PageClient
) -> None:
    source = app.extensions["portal.address_lists"] = Source()
    home(client)
    assert "5.2" in client.get("/outages/place").page.words()
    assert source.asked == ["cities 7", "streets 15647", "addresses 1234"]
    source.fails = TimeoutError()
    page = client.get("/outages/place?rem=7&city=20001").page
    assert "Цього списку ще не маємо" in page.words()


@pytest.mark.parametrize(
    "query", ["", "rem=", "rem=7", "rem=7&city=15647", "rem=7&city=15647&street=1234&house=14", "rem=x&city=y"]
)
@pytest.mark.parametrize("street", ["вул. Вільський Шлях", "вул. Л. Українки"])
def test_pages_cost_few_questions(client: PageClient, rem: Rem, query: str, street: str) -> None:
    _user, account = home(client, street)
    client.get(f"/outages/place?account={account.ref}&{query}")
    with recorded() as statements:
        assert client.get(f"/outages/place?account={account.ref}&{query}").status_code == 200
    assert len(statements) <= MOST, [sql for sql, _ in statements]
    assert full_scans(statements) == []


def test_so_many_places_a_day(client: PageClient, rem: Rem) -> None:
    """Others who have the account are told by mail of each new schedule."""
    _user, account = home(client)
    refs = [place("3").ref, place("1, 2").ref]
    sent = [client.post("/outages/place", {"account": account.ref, "place": refs[n % 2]}) for n in range(MOST + 1)]
    assert [answer.status_code for answer in sent] == [303] * MOST + [429]
    assert client.post("/outages/place/missing", {"account": account.ref}).status_code == 429
    _other, theirs = home(client)
    assert client.post("/outages/place/missing", {"account": theirs.ref}).status_code == 303
