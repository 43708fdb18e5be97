"""«Nothing has changed», said before Flask: only when it is true."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal import clock
from portal.domain.outages import prepared
from tests.conftest import NOW

ADDRESS = "/outages/places/q3-2/now"


@pytest.fixture
def guest(app: Flask, database: object) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def etag(guest: FlaskClient) -> str:
    return guest.get(ADDRESS).headers["ETag"]


def reached_flask(headers: object) -> bool:
    return "X-Request-Id" in headers  # type: ignore[operator]


def test_whoever_has_it_is_answered_before_flask(guest: FlaskClient, etag: str) -> None:
    answer = guest.get(ADDRESS, headers={"If-None-Match": etag})
    assert (answer.status_code, answer.data) == (304, b"")
    assert not reached_flask(answer.headers)
    assert answer.headers["ETag"] == etag
    assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_name_of_a_compressed_one_is_known(guest: FlaskClient) -> None:
    etag = guest.get(ADDRESS, headers={"Accept-Encoding": "br"}).headers["ETag"]
    assert etag.endswith(':br"')
    answer = guest.get(ADDRESS, headers={"If-None-Match": etag, "Accept-Encoding": "br"})
    assert (answer.status_code, reached_flask(answer.headers)) == (304, False)
    assert answer.headers["ETag"] == etag


@pytest.mark.parametrize("said", ['"0123"', "*", 'W/"abc', '"a", "b"', "сміття".encode().decode("latin-1")])
def test_everything_else_goes_on(guest: FlaskClient, etag: str, said: str) -> None:
    assert reached_flask(guest.get(ADDRESS, headers={"If-None-Match": said}).headers)
    assert reached_flask(guest.head(ADDRESS, headers={"If-None-Match": etag}).headers)
    assert reached_flask(guest.get("/outages/places/q3-3/now", headers={"If-None-Match": etag}).headers)


def test_what_no_longer_holds_is_made_anew(app: Flask, guest: FlaskClient, etag: str) -> None:
    with clock.frozen(NOW + timedelta(minutes=30)):
        assert reached_flask(guest.get(ADDRESS, headers={"If-None-Match": etag}).headers)
    prepared.forget(app.extensions["portal.settings"].run_dir / prepared.FOLDER)
    assert reached_flask(guest.get(ADDRESS, headers={"If-None-Match": etag}).headers)


def test_a_broken_file_is_no_answer(app: Flask, guest: FlaskClient, etag: str) -> None:
    (app.extensions["portal.settings"].run_dir / prepared.FOLDER / "q3-2.html").write_bytes(b"\xff{")
    answer = guest.get(ADDRESS, headers={"If-None-Match": etag})
    assert reached_flask(answer.headers)
