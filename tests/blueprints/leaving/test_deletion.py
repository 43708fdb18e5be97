"""The deletion of the cabinet: said in plain words, asked for, shown on every page, taken back by one press."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal import clock
from portal.domain.orders import catalogue
from portal.models import TakeOut, User
from tests import factories
from tests.conftest import NOW
from tests.domain.identity.people import PASSWORD, last_token, messages
from tests.domain.orders import filling
from tests.page import PageClient

SURE = {"current_password": PASSWORD, "understood": "y"}
BANNER = "Кабінет буде видалено 30 грудня"


def test_it_is_said_what_goes_and_what_stays(client: PageClient, maria: User) -> None:
    page = client.get("/profile/deletion").page
    words = page.words(page.one("main"))
    for wanted in (
        "30 грудня 2026",
        "Що зникне",
        "Що лишиться в оператора",
        "передані покази",
        "забрати свої дані",
    ):
        assert wanted in words.replace("\xa0", " ")
    assert User.get_by_id(maria.id).deletion_due is None


def test_every_page_says_it_until_the_mind_is_changed(client: PageClient, maria: User) -> None:
    assert client.post("/profile/deletion", SURE).location == "/profile/deletion"
    assert messages() == [("deletion_asked", "maria@example.com")]
    assert User.get_by_id(maria.id).deletion_due == NOW + timedelta(days=30)
    for address in ("/", "/readings", "/orders", "/outages", "/accounts", "/profile", "/profile/data"):
        page = client.get(address).page
        assert BANNER in page.words().replace("\xa0", " "), address
        assert page.form_values("/profile/deletion/cancellation"), address
    own = client.get("/profile/deletion").page
    assert own.words().replace("\xa0", " ").count(BANNER) == 1
    answer = client.post("/profile/deletion/cancellation", follow=True)
    assert "Кабінет лишається з вами" in answer.page.words()
    assert User.get_by_id(maria.id).deletion_due is None
    assert BANNER not in client.get("/").page.words().replace("\xa0", " ")


def test_nothing_ends_meanwhile(client: PageClient, another_client: PageClient, maria: User) -> None:
    another_client.sign_in(maria)
    client.post("/profile/deletion", SURE)
    assert another_client.get("/readings").status_code == 200
    assert client.get("/readings").status_code == 200


def test_pages_that_are_the_same_for_everybody_say_nothing_of_it(client: PageClient, maria: User) -> None:
    client.post("/profile/deletion", SURE)
    assert BANNER not in client.get("/outages/places/q3-1").page.words().replace("\xa0", " ")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"current_password": "не той"}, "current_password"),
        ({"current_password": ""}, "current_password"),
        ({"understood": None}, "understood"),
    ],
)
def test_what_is_missing_is_said(client: PageClient, maria: User, changes: dict[str, str], field: str) -> None:
    sent = {name: value for name, value in {**SURE, **changes}.items() if value is not None}
    answer = client.post("/profile/deletion", sent)
    assert answer.status_code == 422
    assert answer.page.error_of(field)
    assert User.get_by_id(maria.id).deletion_due is None


def test_orders_that_go_on_are_named(client: PageClient, maria: User) -> None:
    filling.at_the_desk(catalogue.kind_of("complaint"), maria, maria.links[0].account)
    assert "1 ваше замовлення ще в роботі" in client.get("/profile/deletion").page.words()


def test_too_late_is_said(client: PageClient, maria: User) -> None:
    User.update(deletion_due=NOW).execute()
    answer = client.post("/profile/deletion/cancellation")
    assert answer.status_code == 409
    assert "Термін минув" in answer.page.words()


def test_those_of_the_desk_have_no_such_pages(client: PageClient) -> None:
    client.sign_in(factories.make_user(role="supervisor"))
    assert not client.get("/profile").page.all("a", href="/profile/data")
    assert client.get("/profile/deletion").status_code == 404
    assert client.post("/profile/deletion", SURE).status_code == 404


def test_without_a_password_a_link_comes(another_client: PageClient, client: PageClient, dmytro: User) -> None:
    another_client.post("/profile/deletion/link")
    assert messages() == [("confirm_deletion", "dmytro@example.com")]
    address = f"/profile/deletion/confirmation/{last_token()}"
    stranger = PageClient(client.client.application).sign_in(factories.make_user())
    assert stranger.post(address, {"understood": "y"}).status_code == 404
    assert another_client.get(address).status_code == 200
    assert another_client.post(address).status_code == 422, "without the tick"
    assert User.get_by_id(dmytro.id).deletion_due is None
    assert another_client.post(address, {"understood": "y"}).location == "/profile/deletion"
    assert User.get_by_id(dmytro.id).deletion_due == NOW + timedelta(days=30)
    assert another_client.get(address).status_code == 410


def test_a_link_runs_out_in_an_hour(another_client: PageClient, dmytro: User) -> None:
    another_client.post("/profile/deletion/link")
    address = f"/profile/deletion/confirmation/{last_token()}"
    with clock.frozen(NOW + timedelta(hours=1)):
        answer = another_client.post(address, {"understood": "y"})
    assert answer.status_code == 410
    assert TakeOut.select().count() == 0
