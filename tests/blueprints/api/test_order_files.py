"""PUT /api/v1/orders/<ref>/files/<purpose>: files of an order by the outbox, and the signed application."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest
from flask import Flask

from portal.domain.orders import answering, catalogue
from portal.domain.papers import application
from portal.models import Account, Meter, Order, OrderFile, User
from tests import factories, signing
from tests.blueprints.api.conftest import Phone
from tests.domain.files import samples
from tests.domain.orders import filling
from tests.domain.papers import samples as papers

Home = tuple[User, Account, Meter]
SIGNED = next(kind for kind in catalogue.KINDS if kind.signed)


@pytest.fixture
def draft(home: Home) -> Order:
    for source_id, name in ((7, "Житомирський РЕМ"),):
        factories.make_rem(name, source_id)
    return filling.begun(SIGNED, home[0], home[1])


def upload(phone: Phone, content: bytes, name: str) -> str:
    """By tus, in one piece; its hash."""
    sha256 = hashlib.sha256(content).hexdigest()
    headers = {"Tus-Resumable": "1.0.0", "X-CSRFToken": phone.token(), "Origin": "http://localhost"}
    said = {"filename": name, "sha256": sha256}
    metadata = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in said.items())
    made = phone.browser.client.post(
        "/files", headers={**headers, "Upload-Length": str(len(content)), "Upload-Metadata": metadata}
    )
    sent = {**headers, "Content-Type": "application/offset+octet-stream", "Upload-Offset": "0"}
    assert phone.browser.client.patch(made.headers["Location"], data=content, headers=sent).status_code == 204
    return sha256


def put(phone: Phone, order: Order, purpose: str, *hashes: str) -> Any:
    return phone.put(f"/api/v1/orders/{order.ref}/files/{purpose}", {"photos": list(hashes)})


def test_first_missing_then_held(phone: Phone, draft: Order) -> None:
    [(purpose, _place, _key), *_rest] = answering.places(SIGNED, draft.filled)
    content = samples.jpeg((64, 48))
    sha256 = hashlib.sha256(content).hexdigest()
    assert put(phone, draft, purpose, sha256).get_json()["photos"] == {sha256: "missing"}
    upload(phone, content, "паспорт.jpg")
    for _repeat in range(2):
        assert put(phone, draft, purpose, sha256).get_json()["photos"] == {sha256: "held"}
    assert [row.purpose for row in OrderFile.select()] == [purpose]


def test_the_signed_application_sends_the_order(phone: Phone, home: Home, draft: Order) -> None:
    order = filling.submitted(SIGNED, home[0], home[1])
    content = signing.signed_pdf(application.render(papers.SHORT))
    sha256 = hashlib.sha256(content).hexdigest()
    assert put(phone, order, "signed", sha256).get_json()["photos"] == {sha256: "missing"}
    upload(phone, content, "підписана.pdf")
    for _repeat in range(2):
        assert put(phone, order, "signed", sha256).get_json()["photos"] == {sha256: "held"}
    assert Order.get_by_id(order.id).status_name == "submitted"


def test_what_is_not_signed_is_refused_with_its_reason(phone: Phone, home: Home, draft: Order) -> None:
    order = filling.submitted(SIGNED, home[0], home[1])
    sha256 = upload(phone, application.render(papers.SHORT), "заява.pdf")
    answer = put(phone, order, "signed", sha256)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "no_signature")
    assert Order.get_by_id(order.id).status_name == "awaiting_signature"


@pytest.mark.parametrize(
    "purpose",
    ["document", "invoice", "answer", "clarification", "no-such", "objects.000000.ownership", "%00", "…"],
)
def test_no_other_place_takes_files(phone: Phone, draft: Order, purpose: str) -> None:
    sha256 = upload(phone, samples.jpeg((64, 48)), "x.jpg")
    assert put(phone, draft, purpose, sha256).status_code == 404
    assert OrderFile.select().count() == 0


def test_a_signed_file_does_not_send_a_draft(phone: Phone, draft: Order) -> None:
    sha256 = upload(phone, signing.signed_pdf(application.render(papers.SHORT)), "підписана.pdf")
    assert put(phone, draft, "signed", sha256).status_code == 409
    assert Order.get_by_id(draft.id).status_name == "draft"


def test_somebody_elses_order_does_not_exist(app: Flask, phone: Phone, draft: Order) -> None:
    stranger = Phone(app, factories.make_user())
    sha256 = upload(stranger, samples.jpeg((64, 48)), "x.jpg")
    [(purpose, _place, _key), *_rest] = answering.places(SIGNED, draft.filled)
    assert put(stranger, draft, purpose, sha256).status_code == 404
    assert put(phone, draft, purpose, sha256).get_json()["photos"] == {sha256: "missing"}


@pytest.mark.parametrize("body", [{"photos": "x"}, {"photos": ["x"]}, "[" * 20000])
def test_what_can_not_be_read(phone: Phone, draft: Order, body: Any) -> None:
    if isinstance(body, str):
        headers = {**phone.headers, "X-CSRFToken": phone.token(), "Content-Type": "application/json"}
        answer = phone.browser.client.put(f"/api/v1/orders/{draft.ref}/files/scans", data=body, headers=headers)
    else:
        answer = phone.put(f"/api/v1/orders/{draft.ref}/files/scans", body)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "malformed")
