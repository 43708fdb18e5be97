"""Whatever goes wrong at id.gov.ua or on the way: a plain sentence, other ways in, nothing half-made."""

from __future__ import annotations

import logging
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from portal.domain.identity.idgov import failures
from portal.models import Identity, MailLink, Message, Session, User
from tests import factories, idgov
from tests.blueprints.idgov.conftest import Come
from tests.page import PageClient

AWAY, UNREADABLE, REFUSED = failures.AWAY, failures.UNREADABLE, failures.REFUSED
REASONS = {
    "denied": failures.DENIED,
    "state": failures.STATE,
    "no-code": REFUSED,
    "replayed": REFUSED,
    "encrypted": failures.ENCRYPTED,
    **{
        f"{what}@{where}": reason
        for where in ("token", "info")
        for what, reason in {
            "html": UNREADABLE,
            "error": REFUSED,
            "500": AWAY,
            "redirect": AWAY,
            "type": UNREADABLE,
            "broken": UNREADABLE,
            "list": UNREADABLE,
            "huge": UNREADABLE,
            "hang": AWAY,
            "slow": AWAY,
            "bomb": UNREADABLE,
        }.items()
    },
    "empty@token": UNREADABLE,
    "empty@info": failures.UNKNOWN,
}


@pytest.mark.parametrize(("failure", "reason"), REASONS.items())
def test_each_failure_is_said_plainly(
    client: PageClient, come: Come, caplog: pytest.LogCaptureFixture, failure: str, reason: str
) -> None:
    began = time.monotonic()
    with caplog.at_level(logging.DEBUG):
        answer = come("olena", failure)
    assert time.monotonic() - began < 10
    assert answer.location == "/idgov/failure"
    page = client.get("/idgov/failure").page
    with client.client.application.app_context():
        assert failures.sentence(reason) in page.words()
    assert "У кабінеті нічого не змінилося" in page.words()
    assert page.all("a", href="/sign-in")
    assert page.all("a", href="/register")
    for table in (User, Identity, Session, MailLink, Message):
        assert table.select().count() == 0, table
    assert client.get("/idgov/cabinet").location == "/sign-in"


@pytest.mark.parametrize("what", ["500", "html", "hang", "huge"])
def test_a_good_bye_that_is_not_heard_changes_nothing(come: Come, what: str) -> None:
    assert come("olena", f"{what}@logout").location == "/idgov/cabinet"


def test_the_provider_is_told_that_we_are_done(come: Come, country: idgov.Country) -> None:
    come("olena")
    assert country.site.asked == ["token", "info", "logout"]
    assert country.site.ledger.tokens == {}


def test_also_when_the_data_could_not_be_read(come: Come, country: idgov.Country) -> None:
    come("olena", "encrypted")
    assert country.site.ledger.tokens == {}


def test_who_is_nobodys_number_is_told_so(client: PageClient, come: Come) -> None:
    assert come("nobody").location == "/idgov/failure"
    assert "ні РНОКПП, ні УНЗР" in client.get("/idgov/failure").page.words()


def test_a_way_back_is_good_once(client: PageClient, country: idgov.Country) -> None:
    back = country.choose(client.get("/idgov/sign-in/diia").location, "olena")
    assert client.get(back).location == "/idgov/cabinet"
    assert client.get(back).location == "/idgov/failure"


def test_one_of_somebody_else_is_none(
    client: PageClient, another_client: PageClient, country: idgov.Country
) -> None:
    """Who is lured to the way back of another person does not come into that one's cabinet."""
    back = country.choose(another_client.get("/idgov/sign-in/diia").location, "olena")
    client.get("/idgov/sign-in/diia")
    assert client.get(back).location == "/idgov/failure"
    assert country.site.asked == []
    assert Session.select().count() == 0


def test_one_that_nobody_left_for_is_none(client: PageClient, country: idgov.Country) -> None:
    assert client.get("/idgov/return?code=abc&state=").location == "/idgov/failure"
    assert client.get("/idgov/return").location == "/idgov/failure"
    assert country.site.asked == []


def test_it_ends_when_somebody_else_has_signed_in_meanwhile(client: PageClient, country: idgov.Country) -> None:
    user = factories.make_user()
    client.sign_in(user)
    left = client.get("/idgov/connection/diia").location
    with client.client.session_transaction() as cookie:
        kept = cookie["idgov_left"]
    client.sign_in(factories.make_user())
    with client.client.session_transaction() as cookie:
        cookie["idgov_left"] = kept
    assert client.get(country.choose(left, "olena")).location == "/idgov/failure"
    assert Identity.select().count() == 0


def test_a_provider_that_is_gone(client: PageClient, app: Flask) -> None:
    """Nobody listens there any more when the browser comes back."""
    provider = app.extensions["portal.idgov"]
    state = parse_qs(urlsplit(client.get("/idgov/sign-in/diia").location).query)["state"][0]
    provider._url = "http://127.0.0.1:1/"
    assert client.get(f"/idgov/return?code=abc&state={state}").location == "/idgov/failure"
    with app.app_context():
        assert failures.sentence(AWAY) in client.get("/idgov/failure").page.words()


def test_while_one_is_asked_for_others_are_not_kept_waiting(
    client: PageClient, come: Come, app: Flask, country: idgov.Country
) -> None:
    provider = app.extensions["portal.idgov"]
    assert provider._turns.acquire()
    try:
        assert come("olena").location == "/idgov/failure"
    finally:
        provider._turns.release()
    assert country.site.asked == []
    assert "багато людей" in client.get("/idgov/failure").page.words()


@pytest.mark.parametrize(
    "failure", ["", "html@info", "error@token", "slow@info", "replayed", "encrypted", "state"]
)
def test_no_secret_and_nobodys_number_is_logged(
    client: PageClient,
    country: idgov.Country,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    failure: str,
) -> None:
    for talker in ("urllib3", "requests", "portal"):
        caplog.set_level(logging.DEBUG, logger=talker)
    left = client.get("/idgov/sign-in/diia").location
    back = country.choose(left, "olena", failure)
    client.get(back)
    said = capsys.readouterr()
    written = said.out + said.err + caplog.text
    assert "get-access-token" in written or failure == "state"
    query = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}
    secrets = [idgov.CLIENT.client_secret, *query.values(), "3125689", "Петренко", "olena.petrenko"]
    for secret in secrets:
        assert secret not in written, secret


def test_a_failure_is_logged_by_its_reason(
    come: Come, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    come("olena", "error@token")
    written = capsys.readouterr().err + caplog.text
    assert "idgov_failed" in written
    assert "invalid_grant" in written


def test_nothing_failed_is_nothing_to_see(client: PageClient) -> None:
    assert client.get("/idgov/failure").location == "/sign-in"
