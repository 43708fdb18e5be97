"""PDFs of people: taken as they are, refused when they are broken or locked, and never beside a meter."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.domain.errors import Refused
from portal.domain.files import attaching, contents, pdfs
from portal.domain.files.kinds import HEAD, PDF, kind_of
from portal.models import File, SubmissionFile, User
from portal.storage import Missing, Storage
from tests import factories
from tests.conftest import NOW
from tests.domain.files import papers, samples
from tests.domain.files.test_keeping import keep

pytestmark = pytest.mark.usefixtures("database")


def test_a_pdf_is_stored_as_it_is(user: User, store: Storage, tmp_path: Path) -> None:
    content = papers.pdf()
    file = keep(user, content, store, tmp_path, name="витяг.pdf")
    assert (file.type, file.state, file.name) == ("application/pdf", "ready", "витяг.pdf")
    assert (file.sha256, file.size) == (hashlib.sha256(content).hexdigest(), len(content))
    with contents.open_picture(file, store) as opened:
        assert opened.read() == content
    with pytest.raises(Missing):
        contents.open_thumbnail(file, store)
    assert keep(user, content, store, tmp_path).id == file.id


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"\r\n \n"])
def test_what_may_stand_before_its_header(before: bytes) -> None:
    assert kind_of((before + papers.pdf())[:HEAD]) is PDF


@pytest.mark.parametrize("head", [b"<html>%PDF-1.7", b"MZ\x90\x00%PDF-1.7", b"PK\x03\x04%PDF-1.7", b"%PDF"])
def test_what_only_looks_like_one(head: bytes) -> None:
    assert kind_of(head) is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda whole: whole[: len(whole) // 2], "broken_pdf"),
        (lambda whole: whole[:-6], "broken_pdf"),
        (lambda whole: whole.replace(b"startxref", b"startXref"), "broken_pdf"),
        (lambda whole: whole + b"\0" * 4096, "broken_pdf"),
        (lambda whole: b"%PDF-1.7\nstartxref\n999999\n%%EOF", "broken_pdf"),
        (lambda whole: papers.locked_pdf(), "locked_pdf"),
    ],
    ids=["half", "no end", "no table", "other things behind", "a table behind the end", "locked"],
)
def test_what_is_not_taken(user: User, store: Storage, tmp_path: Path, change: object, code: str) -> None:
    with pytest.raises(Refused) as refused:
        keep(user, change(papers.pdf()), store, tmp_path)  # type: ignore[operator]
    assert refused.value.code == code
    assert "PDF" in str(refused.value)
    assert File.select().count() == 0


def test_the_word_for_a_lock_in_somebodys_text_is_no_lock(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.4\n(about /Encrypt and /Encryption 5 0 R)\nstartxref\n5\n%%EOF\r\n")
    pdfs.check(path)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(min_size=1, max_size=400), cut=st.integers(0, 4000), end=st.booleans())
def test_no_bytes_take_it_down(tmp_path: Path, content: bytes, cut: int, end: bool) -> None:
    path = tmp_path / "mutated"
    path.write_bytes(b"%PDF-1.7\n" + content * 3 + (b"\nstartxref\n%d\n%%%%EOF" % cut if end else b""))
    try:
        pdfs.check(path)
    except Refused as refused:
        assert refused.code in ("broken_pdf", "locked_pdf")  # noqa: PT017


def test_a_meter_is_shown_by_photos_and_videos(user: User, store: Storage, tmp_path: Path) -> None:
    _user, account, meter = factories.make_home(user)
    submission = factories.make_submission(meter, NOW.date(), 5, status="new")
    paper = keep(user, papers.pdf(), store, tmp_path)
    photo = keep(user, samples.jpeg(), store, tmp_path)
    both = [paper.sha256, photo.sha256]
    told = {paper.sha256: "refused", photo.sha256: "held"}
    assert attaching.attach(submission, both, actor=user, now=NOW) == told
    assert attaching.attach_to_account(account, both, actor=user, now=NOW) == told
    assert [row.file_id for row in SubmissionFile.select()] == [photo.id]
    assert File.get_by_id(paper.id).account_id is None


def test_where_papers_are_not_wanted_the_words_name_none(user: User, store: Storage, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        keep(user, papers.pdf(), store, tmp_path, papers=False)
    assert refused.value.code == "unsupported_type"
    assert "PDF" not in str(refused.value)
    with pytest.raises(Refused) as refused:
        keep(user, b"nothing known", store, tmp_path)
    assert str(refused.value).endswith("Можна додати фото (JPEG, PNG, HEIC), відео (MP4, MOV, WebM) або PDF")
