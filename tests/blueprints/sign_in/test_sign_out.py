"""Signing out ends the session here and in the database."""

from __future__ import annotations

from portal.models import Session
from tests import factories
from tests.page import PageClient


def test_it_ends_this_session_and_no_other(client: PageClient, another_client: PageClient) -> None:
    user = factories.make_user()
    client.sign_in(user)
    another_client.sign_in(user)
    answer = client.post("/sign-out")
    assert (answer.status_code, answer.location) == (303, "/")
    assert client.get("/profile").location.startswith("/sign-in")
    assert another_client.get("/profile").status_code == 200
    assert Session.select().count() == 1


def test_a_stolen_cookie_is_worth_nothing_afterwards(client: PageClient, another_client: PageClient) -> None:
    client.sign_in(factories.make_user())
    with client.client.session_transaction() as cookie:
        stolen = dict(cookie)
    client.post("/sign-out")
    with another_client.client.session_transaction() as cookie:
        cookie.update(stolen)
    assert another_client.get("/profile").location.startswith("/sign-in")


def test_a_guest_may_press_it_too(client: PageClient) -> None:
    assert client.post("/sign-out").location == "/"


def test_a_link_does_not_do_it(client: PageClient) -> None:
    client.sign_in(factories.make_user())
    assert client.get("/sign-out").status_code == 405
    assert client.get("/profile").status_code == 200
