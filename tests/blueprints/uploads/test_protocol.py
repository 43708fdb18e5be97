"""tus 1.0 at /files: every header, every refusal, and who may not."""

from __future__ import annotations

import base64
import hashlib
import uuid
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from portal import clock
from portal.domain.files import uploads
from portal.models import File, Upload, User
from tests import factories
from tests.conftest import NOW
from tests.domain.files import samples
from tests.page import PageClient

PHOTO = samples.jpeg()
SHA256 = hashlib.sha256(PHOTO).hexdigest()


class Uploader:
    """A tus client of a signed-in person."""

    def __init__(self, app: Flask, user: User) -> None:
        self.client = PageClient(app).sign_in(user).client
        token = self.client.get("/api/v1/session").get_json()["csrf"]
        self.headers = {"Tus-Resumable": "1.0.0", "X-CSRFToken": token, "Origin": "http://localhost"}

    def create(self, length: int | str = len(PHOTO), **metadata: str) -> TestResponse:
        pairs = ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in metadata.items())
        headers = {**self.headers, "Upload-Length": str(length), "Upload-Metadata": pairs}
        return self.client.post("/files", headers=headers)

    def patch(self, path: str, offset: int | str, content: bytes, **headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {
            **self.headers,
            "Content-Type": "application/offset+octet-stream",
            "Upload-Offset": str(offset),
            **named,
        }
        return self.client.patch(path, data=content, headers=sent)

    def head(self, path: str) -> TestResponse:
        return self.client.head(path, headers=self.headers)


@pytest.fixture
def user(app: Flask) -> User:
    return factories.make_user()


@pytest.fixture
def uploader(app: Flask, user: User) -> Uploader:
    return Uploader(app, user)


def test_the_server_says_what_it_can_do(client: PageClient) -> None:
    answer = client.client.options("/files")
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Extension"] == "creation,checksum,expiration"
    assert answer.headers["Tus-Max-Size"] == str(16 * 1024 * 1024)
    assert "sha1" in answer.headers["Tus-Checksum-Algorithm"]


def test_a_photo_in_two_pieces(uploader: Uploader, user: User) -> None:
    created = uploader.create(filename="лічильник.jpg", sha256=SHA256, taken_at="2026-11-30T07:00:00Z")
    assert created.status_code == 201
    path = created.headers["Location"]
    assert created.headers["Upload-Expires"].endswith("GMT")
    head = uploader.head(path)
    assert (head.headers["Upload-Offset"], head.headers["Upload-Length"]) == ("0", str(len(PHOTO)))
    assert head.headers["Cache-Control"] == "no-store"
    first = uploader.patch(path, 0, PHOTO[:9000])
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, "9000")
    last = uploader.patch(path, 9000, PHOTO[9000:])
    assert (last.status_code, last.headers["Upload-Offset"]) == (204, str(len(PHOTO)))
    for answer in (created, head, first, last):
        assert answer.headers["Tus-Resumable"] == "1.0.0"
    file = File.get()
    assert (file.sha256, file.name, file.user_id) == (SHA256, "лічильник.jpg", user.id)
    assert file.taken_at == NOW - timedelta(hours=1)
    again = uploader.head(path)
    assert (again.status_code, again.headers["Upload-Offset"]) == (200, str(len(PHOTO)))
    assert uploader.patch(path, len(PHOTO), b"").status_code == 204


def test_the_same_bytes_need_not_come_again(uploader: Uploader) -> None:
    path = uploader.create(sha256=SHA256).headers["Location"]
    uploader.patch(path, 0, PHOTO)
    again = uploader.create(sha256=SHA256)
    assert (again.status_code, again.headers["Upload-Offset"]) == (201, str(len(PHOTO)))
    assert File.select().count() == 1


def test_checksums(uploader: Uploader) -> None:
    path = uploader.create().headers["Location"]
    right = base64.b64encode(hashlib.sha1(PHOTO[:100], usedforsecurity=False).digest()).decode()
    assert uploader.patch(path, 0, PHOTO[:100], Upload_Checksum=f"sha1 {right}").status_code == 204
    assert uploader.patch(path, 100, PHOTO[100:200], Upload_Checksum=f"sha1 {right}").status_code == 460
    assert uploader.head(path).headers["Upload-Offset"] == "100"
    assert uploader.patch(path, 100, b"x", Upload_Checksum="crc32 AAAA").status_code == 400
    assert uploader.patch(path, 100, b"x", Upload_Checksum="sha1 ???").status_code == 400


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload_Offset": "5"}, 409),
        ({"Upload_Offset": "x"}, 400),
        ({"Upload_Offset": "-1"}, 400),
        ({"Content_Type": "image/jpeg"}, 415),
        ({"Tus_Resumable": "0.2.2"}, 412),
        ({"Tus_Resumable": ""}, 412),
    ],
)
def test_a_piece_that_is_out_of_order(uploader: Uploader, headers: dict[str, str], status: int) -> None:
    path = uploader.create().headers["Location"]
    offset = headers.pop("Upload_Offset", "0")
    answer = uploader.patch(path, offset, b"x", **headers)
    assert answer.status_code == status
    assert answer.get_json()["message"]
    if status == 412:
        assert answer.headers["Tus-Version"] == "1.0.0"
    assert uploader.head(path).headers["Upload-Offset"] == "0"


@pytest.mark.parametrize("length", ["", "-1", "abc", "9" * 30])
def test_a_length_that_is_none(uploader: Uploader, length: str) -> None:
    assert uploader.create(length).status_code == 400


def test_too_large(uploader: Uploader) -> None:
    answer = uploader.create(16 * 1024 * 1024 + 1)
    assert (answer.status_code, answer.get_json()["code"]) == (413, "too_large")
    path = uploader.create(10).headers["Location"]
    assert uploader.patch(path, 0, b"x" * 11).status_code == 413


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [(b"no photo", 415, "unsupported_type"), (PHOTO[:3000], 422, "broken_picture")],
)
def test_what_is_not_taken_is_said_with_the_last_piece(
    uploader: Uploader, content: bytes, status: int, code: str
) -> None:
    path = uploader.create(len(content)).headers["Location"]
    answer = uploader.patch(path, 0, content)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    assert uploader.head(path).status_code == 404
    assert Upload.select().count() == 0


def test_an_empty_file(uploader: Uploader) -> None:
    assert uploader.create(0).get_json()["code"] == "empty"


def test_the_quota_is_told_from_what_will_never_do(uploader: Uploader) -> None:
    for number in range(20):
        assert uploader.create(number + 1).status_code == 201
    answer = uploader.create(50)
    assert (answer.status_code, answer.get_json()["code"]) == (429, "too_many")
    assert int(answer.headers["Retry-After"]) > 0


def test_after_a_week_it_is_gone(app: Flask, uploader: Uploader, user: User) -> None:
    path = uploader.create().headers["Location"]
    with clock.frozen(NOW + timedelta(days=8)):
        later = Uploader(app, user)
        assert later.head(path).status_code == 410


def test_another_persons_upload_is_none(app: Flask, uploader: Uploader) -> None:
    path = uploader.create().headers["Location"]
    other = Uploader(app, factories.make_user())
    assert other.head(path).status_code == 404
    assert other.patch(path, 0, b"x").status_code == 404
    assert other.head(f"/files/{uuid.uuid4()}").status_code == 404
    assert uploader.head(path).headers["Upload-Offset"] == "0"


def test_a_stranger_client_says_no_origin(uploader: Uploader) -> None:
    del uploader.headers["Origin"]
    assert uploader.create().status_code == 201


def test_another_site_and_an_old_token(uploader: Uploader) -> None:
    path = uploader.create().headers["Location"]
    assert uploader.patch(path, 0, b"x", Origin="https://example.com").get_json()["code"] == "origin"
    assert uploader.patch(path, 0, b"x", X_CSRFToken="old").get_json()["code"] == "csrf"
    assert uploader.head(path).headers["Upload-Offset"] == "0"


def test_a_last_piece_whose_worker_died_is_finished_by_asking(
    uploader: Uploader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def died(*_arguments: object, **_options: object) -> None:
        raise OSError("killed")

    path = uploader.create().headers["Location"]
    with monkeypatch.context() as dying:
        dying.setattr(uploads, "finish", died)
        uploader.client.application.testing = False
        assert uploader.patch(path, 0, PHOTO).status_code == 500
    assert File.select().count() == 0
    assert uploader.head(path).headers["Upload-Offset"] == str(len(PHOTO))
    assert File.get().sha256 == SHA256
