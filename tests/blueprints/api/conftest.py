"""A phone that talks to the API as the outbox does."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal.models import Account, Meter, User
from tests import factories
from tests.page import PageClient

TAKEN_AT = "2026-11-30T07:30:00.000Z"
NO_PHOTO = hashlib.sha256(b"a photo that is on its way").hexdigest()


class Phone:
    """A signed-in phone: asks for a token before it sends, says where it comes from as browsers do."""

    def __init__(self, app: Flask, user: User) -> None:
        self.browser = PageClient(app).sign_in(user)
        self.user = user
        self.headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.browser.client.get(path, **options)

    def token(self) -> str:
        return str(self.get("/api/v1/session").get_json()["csrf"])

    def put(self, path: str, body: Any, **headers: str) -> TestResponse:
        sent = {
            **self.headers,
            "X-CSRFToken": self.token(),
            **{k.replace("_", "-"): v for k, v in headers.items()},
        }
        return self.browser.client.put(path, json=body, headers=sent)

    def send(self, body: dict[str, Any], name: uuid.UUID | None = None) -> TestResponse:
        return self.put(f"/api/v1/readings/{name or uuid.uuid4()}", body)


def reading(account: Account, meter: Meter, *values: int, **more: Any) -> dict[str, Any]:
    """The body of a reading as the outbox writes it."""
    keys = ["taken_1", "taken_2", "taken_3"][: len(values)]
    return {
        "account": account.ref,
        "meter": meter.number,
        "taken_at": TAKEN_AT,
        "values": dict(zip(keys, values, strict=True)),
        "confirmed": [],
        "replaces": None,
        "photos": [],
        **more,
    }


@pytest.fixture
def home(app: Flask) -> tuple[User, Account, Meter]:
    return factories.make_home()


@pytest.fixture
def phone(app: Flask, home: tuple[User, Account, Meter]) -> Phone:
    return Phone(app, home[0])
