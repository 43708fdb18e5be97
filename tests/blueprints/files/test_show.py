"""A file is for its owner and for the desk of its РЕМ; to all others it does not exist."""

from __future__ import annotations

import hashlib
import io

import pytest
from flask import Flask
from PIL import Image

from portal.domain.files import attaching, keeping
from portal.extensions import storage
from portal.models import Account, File, Submission, User
from tests import factories
from tests.conftest import NOW
from tests.domain.files import papers, samples
from tests.page import PageClient


@pytest.fixture
def home(app: Flask) -> tuple[User, Account]:
    user, account, _meter = factories.make_home()
    return user, account


@pytest.fixture
def file(app: Flask, home: tuple[User, Account], tmp_path: object) -> File:
    return kept(app, home, samples.jpeg((800, 600)), "лічильник.jpg")


def kept(app: Flask, home: tuple[User, Account], content: bytes, name: str) -> File:
    import tempfile
    from pathlib import Path

    with app.app_context(), tempfile.NamedTemporaryFile() as received:
        received.write(content)
        received.flush()
        made = keeping.keep(
            Path(received.name),
            user=home[0],
            name=name,
            taken_at=None,
            claimed_sha256=None,
            storage=storage(),
            now=NOW,
        )
        attaching.attach_to_account(home[1], [made.sha256], actor=home[0], now=NOW)
        return made


def test_its_owner_gets_it_as_a_picture_to_keep(
    client: PageClient, home: tuple[User, Account], file: File
) -> None:
    client.sign_in(home[0])
    answer = client.client.get(f"/files/{file.ref}")
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%D0%BB")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert Image.open(io.BytesIO(answer.get_data())).size == (800, 600)
    small = client.client.get(f"/files/{file.ref}/thumbnail")
    assert max(Image.open(io.BytesIO(small.get_data())).size) == 320


def test_others_find_nothing(app: Flask, client: PageClient, file: File) -> None:
    for person in (
        factories.make_user(),
        factories.make_user(role="operator", rem=factories.make_rem("Коростенський РЕМ", 9)),
    ):
        client.sign_in(person)
        for path in (f"/files/{file.ref}", f"/files/{file.ref}/thumbnail", "/files/no-such-file"):
            assert client.client.get(path).status_code == 404
    guest = PageClient(app).client.get(f"/files/{file.ref}")
    assert guest.status_code == 303


def test_the_desk_of_the_rem_sees_it(client: PageClient, home: tuple[User, Account], file: File) -> None:
    client.sign_in(factories.make_user(role="operator", rem=home[1].rem))
    assert client.client.get(f"/files/{file.ref}").status_code == 200


def test_what_is_not_ready_is_not_shown(app: Flask, client: PageClient, home: tuple[User, Account]) -> None:
    waiting = kept(app, home, samples.heic(), "IMG.HEIC")
    client.sign_in(home[0])
    assert client.client.get(f"/files/{waiting.ref}").status_code == 404
    assert "готуємо зображення" in client.get("/readings/photos").page.words()  # type: ignore[attr-defined]


def test_a_video_has_no_thumbnail(app: Flask, client: PageClient, home: tuple[User, Account]) -> None:
    video = kept(app, home, samples.mp4(), "VID.mp4")
    client.sign_in(home[0])
    assert client.client.get(f"/files/{video.ref}").mimetype == "video/mp4"
    assert client.client.get(f"/files/{video.ref}/thumbnail").status_code == 404


def photo(content: bytes | None = None, name: str = "1.jpg") -> tuple[io.BytesIO, str]:
    return io.BytesIO(content or samples.jpeg()), name


def test_without_scripts_the_form_takes_photos_along(client: PageClient) -> None:
    user, account, meter = factories.make_home()
    client.sign_in(user)
    fields = client.get("/readings").page.form_values("/readings")  # type: ignore[attr-defined]
    del fields["csrf_token"]
    sent = {**fields, "taken_1": "5", "photos": [photo(), photo(b"no photo", "x.txt"), photo(name="2.jpg")]}
    answer = client.post("/readings", sent, follow=True)
    words = answer.page.words()  # type: ignore[attr-defined]
    assert "Покази прийнято" in words
    assert "x.txt: Такі файли не приймаємо" in words
    submission = Submission.get()
    assert meter.id == submission.meter_id
    joined = attaching.files_of_submissions([submission.id])[submission.id]
    assert [one.sha256 for one in joined] == [hashlib.sha256(samples.jpeg()).hexdigest()]
    assert account.id == joined[0].account_id


def test_without_scripts_the_page_for_photos_ties_them_to_a_reading(client: PageClient) -> None:
    user, _account, meter = factories.make_home()
    submission = factories.make_submission(meter, NOW.date(), 5, status="new")
    client.sign_in(user)
    fields = client.get("/readings/photos").page.form_values("/readings/photos")  # type: ignore[attr-defined]
    del fields["csrf_token"]
    assert fields["reading"] == str(submission.uuid)
    answer = client.post("/readings/photos", {**fields, "photos": [photo()]}, follow=True)
    assert "Надіслано 1 файл" in answer.page.words()  # type: ignore[attr-defined]
    assert len(attaching.files_of_submissions([submission.id])[submission.id]) == 1
    nothing = client.post("/readings/photos", fields)
    assert nothing.status_code == 422
    assert "Виберіть хоча б один файл" in nothing.page.words()  # type: ignore[attr-defined]


def test_a_photo_for_another_persons_reading(client: PageClient) -> None:
    _other, _theirs, meter = factories.make_home()
    submission = factories.make_submission(meter, NOW.date(), 5, status="new")
    user, account, _meter = factories.make_home()
    client.sign_in(user)
    fields = {"account": account.ref, "reading": str(submission.uuid), "photos": [photo()]}
    assert client.post("/readings/photos", fields).status_code == 404
    assert File.select().count() == 0


def test_a_form_that_is_too_large(client: PageClient) -> None:
    user, account, _meter = factories.make_home()
    client.sign_in(user)
    fields = {"account": account.ref, "photos": [(io.BytesIO(b"x" * (66 * 1024 * 1024)), "x.mp4")]}
    assert client.post("/readings/photos", fields).status_code == 413


def test_a_pdf_is_given_to_be_saved(app: Flask, client: PageClient, home: tuple[User, Account]) -> None:
    paper = kept(app, home, papers.pdf(), "витяг.exe")
    client.sign_in(home[0])
    answer = client.client.get(f"/files/{paper.ref}")
    assert (answer.mimetype, answer.get_data()) == ("application/pdf", papers.pdf())
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert answer.headers["Content-Disposition"].endswith(".pdf")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert client.client.get(f"/files/{paper.ref}/thumbnail").status_code == 404


def test_a_pdf_with_a_reading_is_refused_and_the_rest_is_taken(client: PageClient) -> None:
    user, _account, _meter = factories.make_home()
    client.sign_in(user)
    fields = client.get("/readings").page.form_values("/readings")  # type: ignore[attr-defined]
    del fields["csrf_token"]
    sent = {**fields, "taken_1": "5", "photos": [photo(papers.pdf(), "витяг.pdf"), photo()]}
    words = client.post("/readings", sent, follow=True).page.words()  # type: ignore[attr-defined]
    assert "Покази прийнято" in words
    assert "витяг.pdf: Такі файли не приймаємо" in words
    assert "або PDF" not in words
    assert [file.type for file in File.select()] == ["image/jpeg"]
    fields = client.get("/readings/photos").page.form_values("/readings/photos")  # type: ignore[attr-defined]
    del fields["csrf_token"]
    answer = client.post("/readings/photos", {**fields, "photos": [photo(papers.pdf(), "витяг.pdf")]})
    assert answer.status_code == 422
    assert "витяг.pdf: Такі файли не приймаємо" in answer.page.words()  # type: ignore[attr-defined]
