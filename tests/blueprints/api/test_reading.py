"""PUT /api/v1/readings/<uuid>: once, whole, under the right name, whatever comes before it or after it."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from portal import clock
from portal.domain.files import keeping
from portal.extensions import storage
from portal.models import Account, Event, Message, Meter, Reading, Submission, User
from tests import factories
from tests.blueprints.api.conftest import NO_PHOTO, Phone, reading
from tests.conftest import NOW
from tests.page import PageClient

Home = tuple[User, Account, Meter]


def test_a_reading_is_taken_in(phone: Phone, home: Home) -> None:
    user, account, meter = home
    answer = phone.send(reading(account, meter, 32198))
    assert answer.status_code == 201
    said = answer.get_json()
    assert (said["status"], said["reading_date"], said["photos"]) == ("new", "2026-12-01", {})
    assert said["heading"] == "Покази прийнято"
    kept = Submission.get()
    assert (kept.way, kept.user_id, kept.reading_date) == ("offline", user.id, date(2026, 12, 1))
    assert kept.taken_at == datetime(2026, 11, 30, 7, 30, tzinfo=UTC)
    assert kept.received_at == NOW
    assert Reading.get().value == 32198
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_repeat_changes_nothing_and_answers_the_same(phone: Phone, home: Home) -> None:
    _user, account, meter = home
    name = uuid.uuid4()
    first = phone.send(reading(account, meter, 5), name)
    again = phone.send(reading(account, meter, 5), name)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.get_json() == again.get_json()
    assert (Submission.select().count(), Event.select().count(), Message.select().count()) == (1, 1, 1)


def test_the_repeat_after_thirty_days_is_the_same_reading(phone: Phone, home: Home) -> None:
    _user, account, meter = home
    name = uuid.uuid4()
    phone.send(reading(account, meter, 5), name)
    with clock.frozen(NOW + timedelta(days=30)):
        phone.browser.sign_in(home[0])
        assert phone.send(reading(account, meter, 5), name).status_code == 200
    assert Submission.select().count() == 1


@pytest.mark.parametrize(
    "other", [{"values": {"taken_1": 6}}, {"meter": "another"}, {"taken_at": "2026-11-30T07:31:00Z"}]
)
def test_the_same_name_for_something_else_is_a_conflict(phone: Phone, home: Home, other: dict[str, Any]) -> None:
    _user, account, meter = home
    name = uuid.uuid4()
    phone.send(reading(account, meter, 5), name)
    answer = phone.send({**reading(account, meter, 5), **other}, name)
    assert answer.status_code == 409
    assert answer.get_json()["code"] == "uuid_reused"
    assert Reading.get().value == 5


def test_what_the_form_has_sent_already_is_known_by_its_name(app: Flask, phone: Phone, home: Home) -> None:
    """The answer to the form was lost, and the outbox says it once more, with the moment that it knows."""
    _user, account, meter = home
    name = str(uuid.uuid4())
    fields = {"account": account.ref, "meter": meter.number, "uuid": name, "taken_1": "5"}
    assert phone.browser.post("/readings", fields).status_code == 303
    assert phone.send(reading(account, meter, 5), uuid.UUID(name)).status_code == 200
    assert Submission.select().count() == 1


def test_the_form_after_the_outbox_is_known_as_well(phone: Phone, home: Home) -> None:
    _user, account, meter = home
    name = str(uuid.uuid4())
    assert phone.send(reading(account, meter, 5), uuid.UUID(name)).status_code == 201
    fields = {"account": account.ref, "meter": meter.number, "uuid": name, "taken_1": "5"}
    assert phone.browser.post("/readings", fields).status_code == 303
    assert Submission.select().count() == 1


def test_a_question_is_asked_and_answered(phone: Phone, home: Home) -> None:
    _user, account, meter = home
    factories.make_submission(meter, date(2026, 11, 1), 100)
    name = uuid.uuid4()
    asked = phone.send(reading(account, meter, 90), name)
    assert asked.status_code == 422
    said = asked.get_json()
    assert (said["code"], said["warnings"]) == (
        "needs_confirmation",
        [{"code": "less_than_previous", "register": "taken_1"}],
    )
    assert "Було 100, стало 90." in said["message"]
    confirmed = phone.send(reading(account, meter, 90, confirmed=["less_than_previous"]), name)
    assert confirmed.status_code == 201
    assert Submission.get_by_id(Submission.select().order_by(Submission.id.desc())).warnings == [
        "less_than_previous"
    ]


def test_a_correction_replaces_what_it_corrects(phone: Phone, home: Home) -> None:
    _user, account, meter = home
    first, second = uuid.uuid4(), uuid.uuid4()
    phone.send(reading(account, meter, 5), first)
    later = reading(account, meter, 6, replaces=str(first), taken_at="2026-11-30T07:30:00.001Z")
    assert phone.send(later, second).status_code == 201
    assert {str(one.uuid): one.status_name for one in Submission.select()} == {
        str(first): "replaced",
        str(second): "new",
    }


def test_a_correction_whose_original_has_never_arrived(phone: Phone, home: Home) -> None:
    _user, account, meter = home
    first, second = uuid.uuid4(), uuid.uuid4()
    later = reading(account, meter, 6, replaces=str(first), taken_at="2026-11-30T07:30:00.001Z")
    assert phone.send(later, second).status_code == 201
    late = phone.send(reading(account, meter, 5), first)
    assert (late.status_code, late.get_json()["status"]) == (201, "replaced")
    assert Submission.get(Submission.status == "new").uuid == second


def test_a_correction_of_a_correction_that_was_lost(phone: Phone, home: Home) -> None:
    _user, account, meter = home
    first, lost, third = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    phone.send(reading(account, meter, 5), first)
    last = reading(account, meter, 7, replaces=str(lost), taken_at="2026-11-30T07:30:00.002Z")
    assert phone.send(last, third).status_code == 201
    assert Submission.get(Submission.status == "new").uuid == third


def test_a_moment_six_days_ago_gives_way_to_the_arrival(phone: Phone, home: Home) -> None:
    _user, account, meter = home
    answer = phone.send(reading(account, meter, 5, taken_at="2026-11-24T07:30:00Z"))
    assert answer.get_json()["reading_date"] == "2026-12-01"
    assert "Час на телефоні" in answer.get_json()["message"]


def test_a_moment_four_days_ago_decides(phone: Phone, home: Home) -> None:
    _user, account, meter = home
    answer = phone.send(reading(account, meter, 5, taken_at="2026-11-26T09:00:00Z"))
    assert answer.get_json()["reading_date"] == "2026-11-26"


def test_what_is_processed_is_refused_with_its_words(phone: Phone, home: Home) -> None:
    _user, account, meter = home
    factories.make_submission(meter, date(2026, 12, 1), 5)
    answer = phone.send(reading(account, meter, 6))
    assert answer.status_code == 409
    assert answer.get_json()["code"] == "already_processed"
    assert "Оброблені" in answer.get_json()["message"]


@pytest.mark.parametrize(
    ("values", "code"),
    [({"taken_1": 100000}, "refused"), ({}, "refused"), ({"taken_1": 5, "taken_2": 5}, "registers")],
)
def test_values_that_the_meter_can_not_have(phone: Phone, home: Home, values: dict[str, int], code: str) -> None:
    _user, account, meter = home
    answer = phone.send(reading(account, meter, 5, values=values))
    assert (answer.status_code, answer.get_json()["code"]) == (422, code)
    assert answer.get_json()["message"]
    assert Submission.select().count() == 0


@pytest.mark.parametrize(
    "broken",
    [
        {"values": {"taken_1": "5"}},
        {"values": {"taken_1": True}},
        {"values": {"taken_1": -1}},
        {"values": {"taken_1": 1.5}},
        {"values": [5]},
        {"values": {str(number): 1 for number in range(9)}},
        {"taken_at": "yesterday"},
        {"taken_at": "2026-11-30T07:30:00"},
        {"taken_at": 5},
        {"taken_at": "0001-01-01T00:00:00Z"},
        {"confirmed": "less_than_previous"},
        {"confirmed": [5]},
        {"replaces": "not a uuid"},
        {"photos": ["short"]},
        {"photos": {"a": 1}},
        {"account": None},
        {"meter": 5},
    ],
)
def test_what_can_not_be_read_is_refused(phone: Phone, home: Home, broken: dict[str, Any]) -> None:
    _user, account, meter = home
    answer = phone.send({**reading(account, meter, 5), **broken})
    assert (answer.status_code, answer.get_json()["code"]) == (422, "malformed")


@pytest.mark.parametrize("body", ["[]", "5", '"text"', "{", "", "null", "{}"])
def test_a_body_that_is_no_reading(phone: Phone, body: str) -> None:
    answer = phone.browser.client.put(
        f"/api/v1/readings/{uuid.uuid4()}",
        data=body,
        content_type="application/json",
        headers={**phone.headers, "X-CSRFToken": phone.token()},
    )
    assert answer.status_code == 422


def test_a_body_that_is_too_large(phone: Phone) -> None:
    answer = phone.browser.client.put(
        f"/api/v1/readings/{uuid.uuid4()}",
        data=b" " * 70_000 + b"{}",
        content_type="application/json",
        headers={**phone.headers, "X-CSRFToken": phone.token()},
    )
    assert answer.status_code == 413


def test_photos_that_are_not_here_yet_are_missing(phone: Phone, home: Home) -> None:
    _user, account, meter = home
    answer = phone.send(reading(account, meter, 5, photos=[NO_PHOTO]))
    assert answer.get_json()["photos"] == {NO_PHOTO: "missing"}


def test_too_many_photos_are_refused_before_the_reading_is_taken(phone: Phone, home: Home) -> None:
    _user, account, meter = home
    answer = phone.send(reading(account, meter, 5, photos=[f"{number:064x}" for number in range(11)]))
    assert (answer.status_code, answer.get_json()["code"]) == (422, "too_many_files")
    assert Submission.select().count() == 0


def test_a_pdf_is_refused_and_the_reading_is_taken(app: Flask, phone: Phone, home: Home) -> None:
    user, account, meter = home
    with app.app_context():
        paper = keeping.keep_made(
            b"%PDF-1.7", user=user, name="1.pdf", type="application/pdf", storage=storage(), now=NOW
        )
    answer = phone.send(reading(account, meter, 5, photos=[paper.sha256]))
    assert (answer.status_code, answer.get_json()["photos"]) == (201, {paper.sha256: "refused"})
    alone = {"account": account.ref, "reading": None, "photos": [paper.sha256]}
    answer = phone.put(f"/api/v1/photos/{uuid.uuid4()}", alone)
    assert (answer.status_code, answer.get_json()["photos"]) == (200, {paper.sha256: "refused"})


def test_another_persons_account_is_none(app: Flask, phone: Phone) -> None:
    _other, account, meter = factories.make_home()
    answer = phone.send(reading(account, meter, 5))
    assert (answer.status_code, answer.get_json()["code"]) == (404, "not_found")
    assert answer.get_json() == phone.send({**reading(account, meter, 5), "account": "nothing"}).get_json()


def test_another_persons_name_for_a_reading_is_a_conflict_that_tells_nothing(
    app: Flask, phone: Phone, home: Home
) -> None:
    other, account, meter = factories.make_home()
    name = uuid.uuid4()
    Phone(app, other).send(reading(account, meter, 777), name)
    answer = phone.send(reading(home[1], home[2], 5), name)
    assert answer.status_code == 409
    assert "777" not in answer.get_data(as_text=True)


def test_a_guest_is_asked_to_sign_in(app: Flask, home: Home) -> None:
    _user, account, meter = home
    answer = PageClient(app).client.put(f"/api/v1/readings/{uuid.uuid4()}", json=reading(account, meter, 5))
    assert (answer.status_code, answer.get_json()["code"]) == (401, "sign_in")


@pytest.mark.parametrize("token", ["", "old", None])
def test_a_stale_token_is_told_from_a_lost_session(phone: Phone, home: Home, token: str | None) -> None:
    _user, account, meter = home
    headers = {**phone.headers, **({"X-CSRFToken": token} if token is not None else {})}
    answer = phone.browser.client.put(
        f"/api/v1/readings/{uuid.uuid4()}", json=reading(account, meter, 5), headers=headers
    )
    assert (answer.status_code, answer.get_json()["code"]) == (403, "csrf")


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://example.com", "Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}],
)
def test_another_site_gets_nothing_done(phone: Phone, home: Home, headers: dict[str, str]) -> None:
    _user, account, meter = home
    answer = phone.browser.client.put(
        f"/api/v1/readings/{uuid.uuid4()}",
        json=reading(account, meter, 5),
        headers={**headers, "X-CSRFToken": phone.token()},
    )
    assert (answer.status_code, answer.get_json()["code"]) == (403, "origin")


def test_an_operator_has_no_outbox(app: Flask, home: Home) -> None:
    operator = Phone(app, factories.make_user(role="operator", rem=factories.make_rem()))
    assert operator.get("/api/v1/session").status_code == 404
