"""Failures as people meet them: plain words, a way on, nothing typed is lost."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask import Flask, session
from peewee import OperationalError
from werkzeug.test import TestResponse

from portal import errors
from portal.blueprints import readings
from portal.domain import errors as domain
from portal.domain.readings import submission
from portal.extensions import csrf
from tests import factories
from tests.page import Page, PageClient

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def test_a_page_that_is_not_there(client: PageClient) -> None:
    answer = client.get("/no-such-page")
    assert answer.status_code == 404
    assert answer.page.h1 == "Такої сторінки немає"
    assert any(link.get("href") == "/" for link in answer.page.one("main").iter("a"))
    assert answer.headers["X-Request-Id"] in answer.page.words()


def test_for_htmx_it_is_a_fragment(client: PageClient) -> None:
    answer = client.get("/no-such-page", headers=HTMX)
    assert answer.status_code == 404
    assert not answer.page.is_whole


def test_a_boosted_link_gets_the_whole_page(client: PageClient) -> None:
    assert client.get("/no-such-page", headers={**HTMX, "HX-Request-Type": "full"}).page.is_whole
    assert client.get("/no-such-page", headers={**HTMX, "HX-Boosted": "true"}).page.is_whole


def test_going_back_in_history_gets_the_whole_page(client: PageClient) -> None:
    assert client.get("/no-such-page", headers={**HTMX, "HX-History-Restore-Request": "true"}).page.is_whole


@pytest.mark.parametrize("code", [400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_every_code_has_words(app: Flask, client: PageClient, code: int, headers: dict[str, str]) -> None:
    from werkzeug.exceptions import default_exceptions

    def fail() -> None:
        raise default_exceptions[code]

    fail.audience = "public"  # type: ignore[attr-defined]
    app.add_url_rule("/fail", "fail", fail)
    answer = client.get("/fail", headers=headers)
    assert answer.status_code == code
    assert answer.page.is_whole == (not headers)
    with app.test_request_context():
        words = errors.explain(code)
    told = answer.page.words(answer.page.one("main") if answer.page.is_whole else None)
    assert words.title in told
    assert words.text in told
    for label, _href in words.ways:
        assert label in told


def test_codes_have_words_of_their_own(app: Flask) -> None:
    codes = [400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503]
    with app.test_request_context():
        assert len({errors.explain(code).title for code in codes}) == len(codes)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (domain.NotFound("Немає"), 404),
        (domain.Forbidden("Не можна"), 403),
        (domain.Conflict("Змінилося"), 409),
        (domain.Refused("Не так"), 422),
    ],
)
def test_errors_of_the_domain_say_their_own_words(
    app: Flask, client: PageClient, error: Exception, code: int
) -> None:
    def fail() -> None:
        raise error

    app.add_url_rule("/fail", "fail", fail)
    answer = client.get("/fail")
    assert answer.status_code == code
    assert str(error) in answer.page.words()


def test_with_the_database_away_the_form_can_be_sent_again(
    client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    user, _account, _meter = factories.make_home()
    client.sign_in(user)
    form = client.get("/readings").page.form_values("/readings")

    def locked(*args: object, **options: object) -> None:
        raise OperationalError("database is locked")

    with monkeypatch.context() as broken:
        broken.setattr(submission, "submit", locked)
        answer = client.post("/readings", {**form, "taken_1": "32198"})
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.page.h1 == "Портал зараз не може зберегти дані"
    again = answer.page.form_values("/readings")
    assert again["taken_1"] == "32198"
    assert again["uuid"] == form["uuid"]
    assert client.post("/readings", again).status_code == 303


def test_a_fault_of_ours_is_said_without_details(client: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    user, _account, _meter = factories.make_home()
    client.sign_in(user)

    def fail(*args: object) -> None:
        raise RuntimeError("the secret reason")

    monkeypatch.setattr(readings.history, "page", fail)
    answer = client.get("/readings")
    assert answer.status_code == 500
    assert "secret" not in answer.get_data(as_text=True)


def test_an_old_page_keeps_what_was_typed(client: PageClient) -> None:
    user, _account, _meter = factories.make_home()
    client.sign_in(user)
    form = client.get("/readings").page.form_values("/readings")
    client.sign_in(user)  # signed in anew in another tab: the token of the first is void
    answer = client.post("/readings", {**form, "taken_1": "32198"}, csrf=False)
    assert answer.status_code == 400
    assert answer.page.form_values("/readings")["taken_1"] == "32198"
    assert client.post("/readings", answer.page.form_values("/readings")).status_code == 303


def test_a_form_sent_after_the_session_ended_is_kept(client: PageClient) -> None:
    user, _account, _meter = factories.make_home()
    client.sign_in(user)
    form = client.get("/readings").page.form_values("/readings")
    factories.User.get_by_id(user.id).sessions.model.delete().execute()
    answer = client.post("/readings", {**form, "taken_1": "32198"})
    assert answer.status_code == 401
    assert answer.page.form_values("/readings")["taken_1"] == "32198"
    assert any(link.get("href", "").startswith("/sign-in") for link in answer.page.one("main").iter("a"))


def stale_form(client: PageClient, headers: dict[str, str], **options: Any) -> TestResponse:
    """A form with a token that is not good, sent from wherever the headers say."""
    user, _account, _meter = factories.make_home()
    client.sign_in(user)
    sent = {"taken_1": "32198", "csrf_token": "x"}
    answer = client.client.post("/readings", data=sent, headers=headers, **options)
    assert answer.status_code == 400
    return answer


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://evil.localhost"},
        {"Origin": "https://localhost"},
        {"Origin": "http://localhost:8080"},
        {"Origin": "http://localhost:x"},
        {"Origin": "http://evil.example", "Referer": "http://localhost/readings"},
        {"Referer": "http://localhost.evil.example/"},
        {"Referer": "//["},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_a_form_of_another_site_is_not_offered_again(client: PageClient, headers: dict[str, str]) -> None:
    assert "32198" not in stale_form(client, headers).get_data(as_text=True)


@pytest.mark.parametrize(
    ("headers", "base_url"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, "http://localhost"),
        ({"Origin": "http://localhost"}, "http://localhost"),
        ({"Origin": "http://localhost:80"}, "http://localhost"),
        ({"Referer": "http://localhost/readings?account=a"}, "http://localhost"),
        ({"Origin": "http://127.0.0.1:8000"}, "http://127.0.0.1:8000"),
        ({"Origin": "http://localhost"}, "http://behind-a-proxy:8000"),
    ],
)
def test_a_form_of_ours_is_offered_again_and_seen(
    client: PageClient, headers: dict[str, str], base_url: str
) -> None:
    page = Page(stale_form(client, headers, base_url=base_url).get_data(as_text=True))
    assert page.form_values("/readings")["taken_1"] == "32198"
    assert "32198" in page.words(page.one("main")), "one sees what will be sent"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/sign-in", 400),
        ("/profile", 400),
        ("/no-such-page", 404),
        ("/readings/corrections", 404),
        ("/healthz", 405),
    ],
)
@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_another_site_does_not_change_the_cookie(
    client: PageClient, address: str, status: int, headers: dict[str, str]
) -> None:
    for sent in ({}, {"email": "x"}, {"csrf_token": "x"}):
        answer = client.client.post(address, data=sent, headers=headers)
        assert (answer.status_code, answer.headers.get("Set-Cookie")) == (status, None)
    answer = client.client.post("/sign-in", data={"email": "x" * 2_000_000}, headers=headers)
    assert (answer.status_code, answer.headers.get("Set-Cookie")) == (413, None)


def test_nor_when_something_breaks(app: Flask, client: PageClient) -> None:
    def fail() -> None:
        session["a"] = "b"
        raise RuntimeError

    app.add_url_rule("/fail", "fail", csrf.exempt(fail), methods=["POST"])
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = client.client.post("/fail", headers={"Origin": "https://evil.example"})
    assert (answer.status_code, answer.headers.get("Set-Cookie")) == (500, None)


def test_a_guest_whose_cookie_is_gone_gets_another_with_the_page(client: PageClient) -> None:
    answer = client.post("/register/again", {"email": "maria@example.com", "csrf_token": "x"}, csrf=False)
    assert answer.status_code == 400
    assert client.post("/register/again", answer.page.form_values("/register/again")).status_code == 303


@pytest.mark.parametrize(
    "sent", [{"json": [1]}, {"json": {"email": 5}}, {"json": None}, {"data": {"email": (BytesIO(b"x"), "a.txt")}}]
)
@pytest.mark.parametrize("address", ["/sign-in", "/register", "/register/again", "/password-reset"])
def test_what_is_no_form_is_no_fault_of_ours(client: PageClient, address: str, sent: dict[str, Any]) -> None:
    headers = {"X-CSRFToken": client.fresh_token()}
    if "data" in sent:
        sent = {"data": {"email": (BytesIO(b"x"), "a.txt")}}
    assert client.client.post(address, headers=headers, **sent).status_code == 422


def test_too_much_is_refused_before_it_is_read(client: PageClient) -> None:
    answer = client.post("/sign-in", {"email": "x" * 2_000_000})
    assert answer.status_code == 413


def test_a_form_with_errors_is_compressed_as_well(client: PageClient) -> None:
    user, _account, _meter = factories.make_home()
    client.sign_in(user)
    form = client.get("/readings").page.form_values("/readings")
    token = {"csrf_token": client.fresh_token()}
    answer = client.client.post("/readings", data={**form, **token}, headers={**HTMX, "Accept-Encoding": "br"})
    assert answer.status_code == 422
    assert answer.headers["Content-Encoding"] == "br"
