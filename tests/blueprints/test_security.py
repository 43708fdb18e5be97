"""Headers and the cookie, as ASVS 5.0 wants them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal import create_app
from portal.config import Settings
from portal.crypto import token_hash
from portal.models import Session
from tests import factories
from tests.page import PageClient


@pytest.mark.parametrize("address", ["/", "/sign-in", "/no-such-page", "/healthz"])
def test_every_answer_is_hardened(client: PageClient, address: str) -> None:
    headers = client.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=(self)" in headers["Permissions-Policy"]
    assert headers["Cache-Control"] == "no-store"


def test_static_files_are_kept_for_good(client: PageClient) -> None:
    page = client.get("/sign-in").page
    sheet = page.one("link", rel="stylesheet").get("href")
    answer = client.client.get(sheet, headers={"Accept-Encoding": "br"})
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "br"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_over_https_the_cookie_belongs_to_this_host_alone(settings: Settings) -> None:
    client = PageClient(create_app(replace(settings, base_url="https://cabinet.example.com")))
    answer = client.client.get("/sign-in", base_url="https://cabinet.example.com")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-portal=")
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie
    assert "max-age=63072000" in answer.headers["Strict-Transport-Security"]


def test_reading_a_page_sets_no_new_cookie(client: PageClient) -> None:
    user, _account, _meter = factories.make_home()
    client.sign_in(user)
    client.get("/readings")
    assert "Set-Cookie" not in client.get("/readings").headers


def test_a_session_is_known_by_its_hash_only(client: PageClient) -> None:
    client.sign_in(factories.make_user())
    with client.client.session_transaction() as cookie:
        token = cookie["_user_id"]
    row = Session.get()
    assert row.token_hash == token_hash(token)
    assert token not in repr(row.__data__)


def test_a_forged_cookie_opens_nothing(client: PageClient) -> None:
    client.client.set_cookie("portal", "eyJfdXNlcl9pZCI6IngifQ.forged.signature")
    assert client.get("/readings").location.startswith("/sign-in")


def test_a_part_of_a_page_comes_without_what_only_documents_need(client: PageClient) -> None:
    htmx = {"HX-Request": "true", "HX-Request-Type": "partial"}
    fetched = client.get("/no-such-page", headers={**htmx, "Sec-Fetch-Dest": "empty"}).headers
    assert fetched["X-Content-Type-Options"] == "nosniff"
    assert fetched["Cache-Control"] == "no-store"
    assert "Content-Security-Policy" not in fetched
    # A browser that opens it as a document can't be talked out of them by a header.
    opened = client.get("/no-such-page", headers={**htmx, "Sec-Fetch-Dest": "document"}).headers
    assert "Content-Security-Policy" in opened
