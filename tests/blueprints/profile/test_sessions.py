"""The list of sessions, and ending them."""

from __future__ import annotations

from portal.models import Session, User
from tests import factories
from tests.page import PageClient


def test_the_list_says_which_is_this_one(client: PageClient, another_client: PageClient, maria: User) -> None:
    another_client.sign_in(maria, remembered=True)
    page = client.get("/profile/sessions").page
    words = page.words(page.one("main"))
    assert words.count("Firefox") == 2
    assert words.count("Цей пристрій") == 1
    assert "Запам’ятовано на 90 днів" in words
    refs = [session.ref for session in Session.select()]
    actions = [form.get("action") for form in page.one("main").iter("form")]
    assert actions == [f"/profile/sessions/{refs[1]}/revocation", "/profile/sessions/revocation"]


def test_another_one_can_be_ended(client: PageClient, another_client: PageClient, maria: User) -> None:
    another_client.sign_in(maria)
    other = Session.select().order_by(Session.id.desc()).get()
    answer = client.post(f"/profile/sessions/{other.ref}/revocation")
    assert (answer.status_code, answer.location) == (303, "/profile/sessions")
    assert another_client.get("/profile").location.startswith("/sign-in")
    assert client.get("/profile").status_code == 200


def test_all_others_can_be_ended_at_once(client: PageClient, another_client: PageClient, maria: User) -> None:
    another_client.sign_in(maria)
    another_client.sign_in(maria)
    client.post("/profile/sessions/revocation")
    assert Session.select().count() == 1
    assert client.get("/profile").status_code == 200


def test_ending_this_one_is_signing_out(client: PageClient, maria: User) -> None:
    assert client.post(f"/profile/sessions/{Session.get().ref}/revocation").location == "/"
    assert client.get("/profile").location.startswith("/sign-in")


def test_somebody_elses_can_not_be_ended(client: PageClient, another_client: PageClient, maria: User) -> None:
    another_client.sign_in(factories.make_user())
    other = Session.select().order_by(Session.id.desc()).get()
    for ref in (other.ref, "no-such-ref"):
        assert client.post(f"/profile/sessions/{ref}/revocation").status_code == 404
    client.post("/profile/sessions/revocation")
    assert another_client.get("/profile").status_code == 200


def test_a_guest_is_asked_to_sign_in(client: PageClient) -> None:
    assert client.get("/profile/sessions").location == "/sign-in?next=/profile/sessions"
    assert client.post("/profile/sessions/revocation").status_code == 401
