"""tus 1.0 to the letter, and bodies that do not come."""

from __future__ import annotations

import base64
import hashlib
import threading
import time
import uuid

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal import bodies
from portal.blueprints import uploads as blueprint
from portal.demo import runner
from portal.models import Upload, User
from tests import factories
from tests.blueprints.uploads.test_protocol import PHOTO, SHA256, Uploader


@pytest.fixture
def user(app: Flask) -> User:
    return factories.make_user()


@pytest.fixture
def uploader(app: Flask, user: User) -> Uploader:
    return Uploader(app, user)


def test_every_answer_says_the_version(app: Flask, uploader: Uploader) -> None:
    path = uploader.create().headers["Location"]
    answers = {
        409: uploader.patch(path, 5, b"x"),
        404: uploader.head(f"/files/{uuid.uuid4()}"),
        403: uploader.patch(path, 0, b"x", X_CSRFToken="old"),
        401: app.test_client().head(path, headers={"Tus-Resumable": "1.0.0"}),
    }
    for status, answer in answers.items():
        assert (answer.status_code, answer.headers["Tus-Resumable"]) == (status, "1.0.0")
        assert answer.headers["Cache-Control"] == "no-store"


def test_what_was_said_of_it_is_said_back(uploader: Uploader) -> None:
    path = uploader.create(filename="фото.jpg", sha256=SHA256).headers["Location"]
    name = base64.b64encode("фото.jpg".encode()).decode()
    assert f"filename {name}" in uploader.head(path).headers["Upload-Metadata"].split(",")


def test_patch_by_post(uploader: Uploader) -> None:
    path = uploader.create().headers["Location"]
    headers = {
        **uploader.headers,
        "Upload-Offset": "0",
        "Content-Type": "application/offset+octet-stream",
    }
    assert uploader.client.post(path, data=b"x", headers=headers).status_code == 405
    headers["X-HTTP-Method-Override"] = "PATCH"
    answer = uploader.client.post(path, data=b"x", headers=headers)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, "1")


def test_a_moment_before_all_moments(uploader: Uploader) -> None:
    assert uploader.create(taken_at="0001-01-01T00:00:00+14:00").status_code == 201


def test_creations_are_limited(uploader: Uploader) -> None:
    answers = [uploader.create(sha256=SHA256) for _number in range(201)]
    assert [answer.status_code for answer in answers] == [201] * 200 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0


class Silent:
    """A body whose sender lost the network after some bytes."""

    def __init__(self, *blocks: bytes) -> None:
        self.blocks = list(blocks)
        self.closed_by_server = threading.Event()

    def read(self, _size: int = -1) -> bytes:
        if self.blocks:
            return self.blocks.pop(0)
        self.closed_by_server.wait(10)
        return b""


def send_silently(uploader: Uploader, path: str, body: Silent, **headers: str) -> TestResponse:
    return uploader.client.patch(
        path,
        environ_overrides={"wsgi.input": body, "wsgi.input_terminated": True, "CONTENT_LENGTH": "5000"},
        headers={
            **uploader.headers,
            "Upload-Offset": "0",
            "Content-Type": "application/offset+octet-stream",
            **headers,
        },
    )


def test_who_falls_silent_does_not_hold_the_server(uploader: Uploader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "PATIENCE", 0.2)
    path = uploader.create().headers["Location"]
    body = Silent(PHOTO[:700])
    began = time.monotonic()
    answer = send_silently(uploader, path, body)
    assert time.monotonic() - began < 5
    body.closed_by_server.set()
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, "700")
    assert Upload.get().offset == 700


def test_with_a_checksum_nothing_of_it_counts(uploader: Uploader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "PATIENCE", 0.2)
    path = uploader.create().headers["Location"]
    body = Silent(PHOTO[:700])
    digest = base64.b64encode(hashlib.sha256(PHOTO[:5000]).digest()).decode()
    answer = send_silently(uploader, path, body, **{"Upload-Checksum": f"sha256 {digest}"})
    body.closed_by_server.set()
    assert (answer.status_code, answer.get_json()["code"]) == (503, "broken_off")
    assert Upload.get().offset == 0


def test_a_slow_body_leaves_a_thread_to_the_others(uploader: Uploader) -> None:
    path = uploader.create().headers["Location"]
    assert blueprint._slots.acquire(blocking=False)
    try:
        answer = uploader.patch(path, 0, b"x")
    finally:
        blueprint._slots.release()
    assert (answer.status_code, answer.get_json()["code"]) == (503, "busy")
    assert int(answer.headers["Retry-After"]) > 0
    assert uploader.patch(path, 0, b"x").status_code == 204


def test_the_server_has_one_thread_more_than_bodies_are_read() -> None:
    threads = int(runner.WEB[runner.WEB.index("--blocking-threads") + 1])
    assert threads == blueprint.MOST_AT_A_TIME + 1


@pytest.mark.parametrize("metadata", ["filename é", "filename !!!", "filename /w==", "é"])
def test_what_can_not_be_read_of_a_header_is_left_out(uploader: Uploader, metadata: str) -> None:
    headers = {**uploader.headers, "Upload-Length": "5", "Upload-Metadata": metadata}
    answer = uploader.client.post("/files", headers=headers)
    assert answer.status_code == 201
    assert Upload.get().name == ""
