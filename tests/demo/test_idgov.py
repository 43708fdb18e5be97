"""The imitated provider: four addresses as described, people to choose from, never in production."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from portal.demo.imitations.idgov import failures, people, server
from tests import idgov
from tests.page import Page

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def country() -> Iterator[idgov.Country]:
    with idgov.country() as running:
        yield running


def asked(country: idgov.Country, **changes: str) -> str:
    query = {
        "response_type": "code",
        "client_id": idgov.CLIENT.client_id,
        "auth_type": "dig_sign,bank_id,mobile_id,diia_id",
        "state": "a-state",
        "redirect_uri": idgov.CLIENT.redirect_uri,
        **changes,
    }
    return f"{country.url}?{urlencode(query)}"


def get(url: str) -> tuple[int, str]:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        answer = opener.open(url, timeout=10)
    except urllib.error.HTTPError as wrong:
        answer = wrong
    with answer:
        return answer.status, answer.read().decode()


def test_the_page_has_all_people_ways_and_failures(country: idgov.Country) -> None:
    page = Page(get(asked(country))[1])
    assert [box.get("value") for box in page.all("input", name="citizen")] == list(people.BY_KEY)
    options = [option.get("value") for option in page.tree.iter("option")]
    assert [one for one in options if one in server.WAYS] == list(server.WAYS)
    assert set(failures.ALL) < set(options)


def test_by_get_as_by_post(country: idgov.Country) -> None:
    """The real one takes both; codes, tokens and all else may stand in the address."""
    back = parse_qs(urlsplit(country.choose(asked(country, auth_type="diia_id"), "mykola")).query)
    assert back["state"] == ["a-state"]
    exchange = {
        "grant_type": "authorization_code",
        "client_id": idgov.CLIENT.client_id,
        "client_secret": idgov.CLIENT.client_secret,
        "redirect_uri": idgov.CLIENT.redirect_uri,
        "code": back["code"][0],
    }
    token = told(country, "get-access-token", exchange)
    assert {"access_token", "token_type", "expires_in", "refresh_token", "user_id"} <= set(token)
    known = {"access_token": token["access_token"], "user_id": token["user_id"]}
    person = told(country, "get-user-info", {**known, "fields": "lastname,unzr"})
    assert person == {"lastname": "Коваленко", "unzr": "19691012-03358", "auth_type": "diia_id"}
    told(country, "get-user-logout", known)
    assert told(country, "get-user-info", known)["error"] == "invalid_token"


def told(country: idgov.Country, address: str, query: dict[str, str]) -> dict[str, Any]:
    status, body = get(f"{country.url}{address}?{urlencode(query)}")
    assert status == 200, body
    return dict(json.loads(body))


@pytest.mark.parametrize(
    "change", [{"client_id": "another"}, {"redirect_uri": "https://evil.example/"}, {"response_type": "token"}]
)
def test_a_wrong_question_goes_no_further(country: idgov.Country, change: dict[str, str]) -> None:
    status, body = get(asked(country, **change))
    assert status == 400
    assert "неправильним запитом" in body


@pytest.mark.parametrize("env", ["production", ""])
def test_it_never_starts_in_production(env: str) -> None:
    with pytest.raises(server.NotHere):
        server.Site(idgov.CLIENT, env)


def test_not_as_a_program_either() -> None:
    environment = {
        **os.environ,
        "IDGOV_CLIENT_ID": "a",
        "IDGOV_CLIENT_SECRET": "b",
        "BASE_URL": "https://cabinet.example",
    }
    environment.pop("PORTAL_ENV", None)
    ended = subprocess.run(
        [sys.executable, "-m", "portal.demo.imitations.idgov"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode != 0
    assert "never in production" in ended.stderr
    assert ended.stdout == ""
