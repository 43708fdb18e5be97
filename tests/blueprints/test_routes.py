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
        "api.put_device",
        "api.put_order_files",
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
        "accounts.offers",
        "accounts.removals",
        "accounts.remove",
        "accounts.show",
        "accounts.take_offers",
        "idgov.connect",
        "idgov_profile.connect",
        "idgov_profile.connection",
        "idgov_profile.disconnect",
        "idgov_profile.show",
        "documents.index",
        "documents.send",
        "documents.sent",
        "leaving.ask_for_data",
        "leaving.ask_to_delete",
        "leaving.call_off",
        "leaving.confirm_data",
        "leaving.confirm_deletion",
        "leaving.data",
        "leaving.data_confirmation",
        "leaving.data_state",
        "leaving.deletion",
        "leaving.deletion_confirmation",
        "leaving.download",
        "leaving.send_data_link",
        "leaving.send_deletion_link",
        "order_drafts.add_row",
        "order_drafts.ask_to_discard",
        "order_drafts.discard",
        "order_drafts.files",
        "order_drafts.go_back",
        "order_drafts.keep",
        "order_drafts.keep_silently",
        "order_drafts.remove_file",
        "order_drafts.remove_row",
        "order_drafts.review",
        "order_drafts.step",
        "order_drafts.submit",
        "orders.ask_to_withdraw",
        "orders.clarify",
        "orders.clarifying_files",
        "orders.correct",
        "orders.index",
        "orders.remove_clarifying_file",
        "orders.sign",
        "orders.state",
        "orders.withdraw",
        "metering.export",
        "metering.index",
        "metering.point",
        "metering.show_history",
        "outages.history",
        "outages.index",
        "outages.report",
        "outage_places.choose",
        "outage_places.say_missing",
        "outage_places.show",
        "photos.index",
        "photos.send",
        "readings.ask_to_withdraw",
        "readings.correct",
        "readings.index",
        "readings.preview",
        "readings.send",
        "readings.withdraw",
        "services.begin",
    },
    "guests": {
        "idgov.sign_in",
        "idgov_cabinet.check_code",
        "idgov_cabinet.check_password",
        "idgov_cabinet.code",
        "idgov_cabinet.make",
        "idgov_cabinet.show",
        "registration.register",
        "registration.show",
        "sign_in.check_code",
        "sign_in.code",
        "sign_in.enter",
        "sign_in.show",
    },
    "public": {
        "handouts.contract",
        "handouts.contract_file",
        "health.alive",
        "health.ready",
        "idgov.back",
        "idgov.failure",
        "landing.home",
        "outages.ask_to_stop",
        "outages.now",
        "outages.show",
        "outages.stop",
        "outage_places.search",
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
        "reminders.ask_to_stop",
        "reminders.stop",
        "services.index",
        "services.sample",
        "services.show",
        "sign_in.sign_out",
        "uploads.options",
    },
    "signed_in": {
        "files.show",
        "files.thumbnail",
        "idgov_profile.send_password_link",
        "orders.show",
        "profile.change_email",
        "profile.change_password",
        "profile.choose_notifications",
        "profile.stop_pushing",
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
    "staff": {
        "desk.accept_readings",
        "desk.account",
        "desk.act_on_order",
        "desk.disclose_order",
        "desk.end_outage",
        "desk.new_outage",
        "desk.order",
        "desk.orders",
        "desk.outages",
        "desk.disclose_contacts",
        "desk.reading",
        "desk.readings",
        "desk.reject_reading",
        "desk.report_outage",
        "desk.search",
    },
    "supervisor": {
        "desk.add_announcement",
        "desk.add_operator",
        "desk.announcement",
        "desk.announcements",
        "desk.audit_log",
        "desk.billing",
        "desk.billing_wrong_rows",
        "desk.change_announcement",
        "desk.confirm_billing",
        "desk.export_file",
        "desk.export_readings",
        "desk.give_billing_up",
        "desk.handouts",
        "desk.new_announcement",
        "desk.new_operator",
        "desk.operators",
        "desk.publish_handout",
        "desk.renew_code",
        "desk.switch_off",
        "desk.switch_on",
        "desk.take_billing_in",
        "desk.withdraw_announcement",
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
    values = {
        "ref": "no-such-ref",
        "uuid": str(uuid.uuid4()),
        "token": "no-such-token",
        "slug": "complaint",
        "name": "complaint",
        "kind": "csv",
        "row": "a1b2c3",
        "file": "no-such-file",
        "purpose": "proofs",
        "action": "registration",
        "place": "q9-9",
        "number": "999999",
        "way": "diia",
    }
    built = str(rule)
    for name in rule.arguments:  # type: ignore[attr-defined]
        built = built.replace(f"<{name}>", values[name]).replace(f"<uuid:{name}>", values[name])
    return built


@pytest.mark.parametrize("audience", ["consumer", "signed_in", "staff", "supervisor"])
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


@pytest.mark.parametrize(("role", "hidden"), [("consumer", {"staff", "supervisor"}), ("operator", {"supervisor"})])
def test_the_desk_is_there_only_for_those_who_work_at_it(
    app: Flask, client: PageClient, role: str, hidden: set[str]
) -> None:
    client.sign_in(factories.make_user(role=role, rem=factories.make_rem() if role == "operator" else None))
    for rule in app.url_map.iter_rules():
        if app.view_functions[rule.endpoint].audience in hidden:
            answer = client.get(address(rule)) if "GET" in rule.methods else client.post(address(rule))
            assert answer.status_code == 404, rule


# The phone's own sheet for sharing, which knows no token, is sent on to a page and changes nothing; the link of a
# mail is a secret of its own, and mail programs post it (RFC 8058).
WITHOUT_TOKEN = {"pwa.share", "outages.stop", "reminders.stop"}


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
