"""Every route, and who may open it. A new one has to be added here on purpose."""

from __future__ import annotations

import uuid

import pytest
from flask import Flask

from tests import factories
from tests.page import PageClient

AUDIENCES = {
    "api": {
        "api.keep",
        "api.put_photos",
        "api.put_reading",
        "api.session",
        "uploads.append",
        "uploads.append_by_post",
        "uploads.create",
        "uploads.show",
    },
    "consumer": {
        "accounts.choose",
        "accounts.confirm_removal",
        "accounts.current",
        "accounts.index",
        "accounts.link",
        "accounts.missing",
        "accounts.new",
        "accounts.removals",
        "accounts.remove",
        "accounts.show",
        "photos.index",
        "photos.send",
        "readings.ask_to_withdraw",
        "readings.correct",
        "readings.index",
        "readings.preview",
        "readings.send",
        "readings.withdraw",
    },
    "guests": {
        "registration.register",
        "registration.show",
        "sign_in.check_code",
        "sign_in.code",
        "sign_in.enter",
        "sign_in.show",
    },
    "public": {
        "health.alive",
        "health.ready",
        "landing.home",
        "password_reset.change",
        "password_reset.changed",
        "password_reset.choose",
        "password_reset.send",
        "password_reset.sent",
        "password_reset.show",
        "pwa.drafts",
        "pwa.install",
        "pwa.invitation",
        "pwa.manifest",
        "pwa.offline",
        "pwa.share",
        "pwa.worker",
        "registration.again",
        "registration.confirm",
        "registration.confirmation",
        "registration.send_again",
        "registration.sent",
        "sign_in.sign_out",
        "uploads.options",
    },
    "signed_in": {
        "files.show",
        "files.thumbnail",
        "profile.change_email",
        "profile.change_password",
        "profile.choose_notifications",
        "profile.confirm_email",
        "profile.email",
        "profile.email_confirmation",
        "profile.notifications",
        "profile.password",
        "profile.revoke_others",
        "profile.revoke_session",
        "profile.save",
        "profile.sessions",
        "profile.show",
    },
}


def test_every_route_says_for_whom_it_is(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        assert hasattr(view, "audience"), f"{rule.endpoint} has no mark of portal.access"


def test_a_view_either_shows_or_changes(app: Flask) -> None:
    """A view for both would change something by a link, which needs no token."""
    for rule in app.url_map.iter_rules():
        methods = rule.methods - {"OPTIONS"}
        assert methods in ({"GET", "HEAD"}, {"HEAD"}, {"POST"}, {"PUT"}, {"PATCH"}, set()), rule


def test_the_list_is_complete(app: Flask) -> None:
    found: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        found.setdefault(app.view_functions[rule.endpoint].audience, set()).add(rule.endpoint)
    assert found == AUDIENCES


def address(rule: object) -> str:
    values = {"ref": "no-such-ref", "uuid": str(uuid.uuid4()), "token": "no-such-token"}
    built = str(rule)
    for name in rule.arguments:  # type: ignore[attr-defined]
        built = built.replace(f"<{name}>", values[name]).replace(f"<uuid:{name}>", values[name])
    return built


@pytest.mark.parametrize("audience", ["consumer", "signed_in", "staff"])
def test_a_guest_is_asked_to_sign_in(app: Flask, client: PageClient, audience: str) -> None:
    for rule in app.url_map.iter_rules():
        if app.view_functions[rule.endpoint].audience != audience:
            continue
        if "GET" in rule.methods:
            answer = client.get(address(rule))
            assert answer.status_code == 303, rule
            assert answer.location.startswith("/sign-in"), rule
        else:
            assert client.post(address(rule)).status_code == 401, rule


def test_an_operator_finds_nothing_of_the_consumers(app: Flask, client: PageClient) -> None:
    client.sign_in(factories.make_user(role="operator", rem=factories.make_rem()))
    for rule in app.url_map.iter_rules():
        if app.view_functions[rule.endpoint].audience == "consumer":
            answer = client.get(address(rule)) if "GET" in rule.methods else client.post(address(rule))
            assert answer.status_code == 404, rule


# It changes nothing: the phone's own sheet for sharing, which knows no token, is sent on to a page.
WITHOUT_TOKEN = {"pwa.share"}


def test_no_state_is_changed_without_the_token(app: Flask, client: PageClient) -> None:
    client.sign_in(factories.make_user())
    for rule in app.url_map.iter_rules():
        of_the_api = app.view_functions[rule.endpoint].audience == "api"
        if "POST" in rule.methods and not of_the_api and rule.endpoint not in WITHOUT_TOKEN:
            answer = client.post(address(rule), {"any": "thing"}, csrf=False)
            assert answer.status_code == 400, rule
            assert "Сторінка застаріла" in answer.page.words()


def of_the_api(app: Flask) -> list[tuple[str, str]]:
    """(method, address) of all that scripts talk to."""
    return [
        (method, address(rule))
        for rule in app.url_map.iter_rules()
        if app.view_functions[rule.endpoint].audience == "api"
        for method in sorted(rule.methods - {"OPTIONS"})
    ]


def test_the_api_is_for_those_who_are_signed_in(app: Flask, client: PageClient) -> None:
    for method, path in of_the_api(app):
        answer = client.client.open(path, method=method)
        assert answer.status_code == 401, path
        assert method == "HEAD" or answer.get_json()["code"] == "sign_in"


def test_the_api_is_not_for_the_desk(app: Flask, client: PageClient) -> None:
    client.sign_in(factories.make_user(role="operator", rem=factories.make_rem()))
    for method, path in of_the_api(app):
        assert client.client.open(path, method=method).status_code == 404, path


@pytest.mark.parametrize(
    ("headers", "code"),
    [({"X-CSRFToken": "stale"}, "csrf"), ({}, "csrf"), ({"Origin": "https://example.com"}, "origin")],
)
def test_the_api_changes_nothing_without_the_token(
    app: Flask, client: PageClient, headers: dict[str, str], code: str
) -> None:
    client.sign_in(factories.make_user())
    for method, path in of_the_api(app):
        if method not in ("GET", "HEAD"):
            answer = client.client.open(path, method=method, headers=headers)
            assert (answer.status_code, answer.get_json()["code"]) == (403, code), path
