"""Failures as people meet them: plain words, a way on, nothing typed is lost."""

from __future__ import annotations

import pytest
from flask import Flask
from peewee import OperationalError

from portal.blueprints import readings
from portal.domain import errors as domain
from portal.domain.readings import submission
from tests import factories
from tests.page import PageClient

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


@pytest.mark.parametrize("code", [400, 403, 404, 405, 409, 413, 422, 429, 500, 503])
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
    assert len(answer.page.words()) > 20


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


def test_too_much_is_refused_before_it_is_read(client: PageClient) -> None:
    answer = client.post("/sign-in", {"email": "x" * 2_000_000})
    assert answer.status_code == 413
