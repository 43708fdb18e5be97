"""A browser asks to be pushed to."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask

from portal.models import Message, PushDevice, Session
from tests.blueprints.api.conftest import Phone
from tests.page import PageClient
from tests.push import Browser

ADDRESS = "/api/v1/device"


def test_it_is_kept_for_the_session(phone: Phone) -> None:
    answer = phone.put(ADDRESS, Browser().subscription)
    assert (answer.status_code, answer.data) == (204, b"")
    assert "Expires=" in answer.headers["Set-Cookie"], "the cookie outlives the browser, as the session does"
    assert PushDevice.get().session.user == phone.user
    assert phone.put(ADDRESS, Browser().subscription).status_code == 204
    assert PushDevice.select().count() == 1


def test_other_addresses_are_refused(phone: Phone) -> None:
    for body, code in (
        (Browser("https://127.0.0.1/x").subscription, "unknown_service"),
        ({**Browser().subscription, "keys": {}}, "bad_keys"),
        ([], "unknown_service"),
        (1, "unknown_service"),
    ):
        answer = phone.put(ADDRESS, body)
        assert (answer.status_code, answer.get_json()["code"]) == (422, code)
    assert PushDevice.select().count() == 0


def test_without_a_token_or_a_session_nothing_is_kept(app: Flask, phone: Phone) -> None:
    assert phone.put(ADDRESS, Browser().subscription, X_CSRFToken="old").status_code == 403
    guest = PageClient(app).client
    assert guest.put(ADDRESS, json=Browser().subscription).status_code == 401
    assert PushDevice.select().count() == 0


def test_signing_out_ends_it(phone: Phone) -> None:
    phone.put(ADDRESS, Browser().subscription)
    phone.browser.post("/sign-out", {})
    assert Session.select().count() == PushDevice.select().count() == 0


def test_where_there_is_no_key_there_are_no_notices(app: Flask, phone: Phone) -> None:
    app.extensions["portal.settings"] = replace(app.extensions["portal.settings"], vapid_private_key="")
    assert phone.put(ADDRESS, Browser().subscription).status_code == 404
    assert "на цьому пристрої" not in phone.browser.get("/profile/notifications").page.words()
    assert Message.select().count() == 0


def test_so_many_an_hour(phone: Phone) -> None:
    """A notice goes out to each: nobody makes the portal send without end."""
    answers = [phone.put(ADDRESS, Browser().subscription).status_code for _number in range(21)]
    assert answers == [204] * 20 + [429]
