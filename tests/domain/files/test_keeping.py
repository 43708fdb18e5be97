"""What is kept of a file: the hash of what came, a picture made anew, nothing of where it was taken."""

from __future__ import annotations

import hashlib
import io
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from portal import database, storage
from portal.demo.signing import people, signed_data
from portal.domain.errors import NotFound, Refused
from portal.domain.files import attaching, contents, finding, forgetting, keeping, pictures, preparing
from portal.domain.files.kinds import LARGEST, kind_of
from portal.models import Audit, Event, File, SubmissionFile, User
from portal.storage import Missing, Storage, StorageAway
from tests import factories
from tests.conftest import NOW
from tests.domain.files import samples
from tests.domain.signatures.test_asic import container, manifest

pytestmark = pytest.mark.usefixtures("database")


def keep(user: User, content: bytes, store: Storage, tmp_path: Path, **options: Any) -> File:
    path = tmp_path / f"received-{threading.get_ident()}"
    path.write_bytes(content)
    given = {"name": "IMG_1.jpg", "taken_at": None, "claimed_sha256": None, "now": NOW, **options}
    return keeping.keep(path, user=user, storage=store, **given)


def test_a_photo_is_made_anew_and_known_by_what_came(user: User, store: Storage, tmp_path: Path) -> None:
    content = samples.jpeg((3000, 2000), orientation=6)
    file = keep(user, content, store, tmp_path)
    assert (file.sha256, file.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert (file.state, file.type, file.name) == ("ready", "image/jpeg", "IMG_1.jpg")
    with contents.open_picture(file, store) as opened:
        stored = opened.read()
    shown = Image.open(io.BytesIO(stored))
    assert shown.size == (1707, 2560), "turned upright, and no larger than needed"
    assert not shown.getexif()
    for told in (b"Samsung", b"Exif", b"2026:11:30"):
        assert told not in stored
    with contents.open_thumbnail(file, store) as opened:
        assert max(Image.open(opened).size) == 320
    assert file.taken_at == datetime(2026, 11, 30, 7, 15, tzinfo=UTC)


def test_the_cameras_offset_counts_and_the_senders_moment_first(
    user: User, store: Storage, tmp_path: Path
) -> None:
    offset = keep(user, samples.jpeg(offset="+05:00"), store, tmp_path)
    assert offset.taken_at == datetime(2026, 11, 30, 4, 15, tzinfo=UTC)
    said = NOW - timedelta(hours=2)
    assert keep(user, samples.jpeg(seed=2), store, tmp_path, taken_at=said).taken_at == said
    future = keep(user, samples.jpeg(seed=3), store, tmp_path, taken_at=NOW + timedelta(days=2))
    assert future.taken_at == datetime(2026, 11, 30, 7, 15, tzinfo=UTC)


def signature_alone() -> bytes:
    return signed_data.sign(b"%PDF-1.7", people.ivan("ec"), NOW, is_inside=True)


def container_alone() -> bytes:
    return container({"a.pdf": b"%PDF-1.7"}, manifest({"a.pdf": b"%PDF-1.7"}), "ec")


@pytest.mark.parametrize("made", [signature_alone, container_alone])
def test_whoever_signs_beside_the_pdf_is_told_what_to_choose(
    user: User, store: Storage, tmp_path: Path, made: Callable[[], bytes]
) -> None:
    with pytest.raises(Refused, match="PAdES") as refused:
        keep(user, made(), store, tmp_path)
    assert refused.value.code == "unsupported_type"
    with pytest.raises(Refused, match="фото"):
        keep(user, made(), store, tmp_path, papers=False)


@pytest.mark.parametrize("taken", ["", "yesterday", "0000:00:00 00:00:00", "2026:13:40 25:61:61"])
def test_a_camera_that_does_not_know_the_time(user: User, store: Storage, tmp_path: Path, taken: str) -> None:
    assert keep(user, samples.jpeg(taken=taken), store, tmp_path).taken_at is None


@pytest.mark.parametrize(("content", "colour"), [(samples.png("RGBA"), (255, 255, 255)), (samples.png(), None)])
def test_a_png_becomes_a_jpeg(
    user: User, store: Storage, tmp_path: Path, content: bytes, colour: tuple[int, int, int] | None
) -> None:
    file = keep(user, content, store, tmp_path)
    shown = Image.open(contents.open_picture(file, store))
    assert shown.format == "JPEG"
    if colour:
        assert shown.getpixel((5, 5)) == colour


def test_an_iphones_photo_waits_for_an_errand(user: User, store: Storage, tmp_path: Path) -> None:
    file = keep(user, samples.heic(), store, tmp_path, name="IMG_0001.HEIC")
    assert (file.state, [one.id for one in preparing.waiting()]) == ("waiting", [file.id])
    preparing.prepare(file, storage=store, now=NOW)
    preparing.prepare(file, storage=store, now=NOW)
    ready = File.get_by_id(file.id)
    assert (ready.state, ready.type, ready.sha256) == ("ready", "image/jpeg", file.sha256)
    shown = Image.open(contents.open_picture(ready, store))
    assert (shown.format, shown.size) == ("JPEG", (640, 480))
    assert not shown.getexif()
    with pytest.raises(Missing):
        store.open(file.storage_key)
    assert preparing.waiting() == []


def test_an_iphones_photo_that_broke_off_is_refused_at_once(user: User, store: Storage, tmp_path: Path) -> None:
    whole = samples.heic()
    with pytest.raises(Refused) as refused:
        keep(user, whole[: len(whole) // 2], store, tmp_path)
    assert refused.value.code == "broken_picture"
    assert File.select().count() == 0


def test_a_video_is_kept_without_its_place(user: User, store: Storage, tmp_path: Path) -> None:
    content = samples.mp4(b"frames" * 1000)
    file = keep(user, content, store, tmp_path, name="VID.mp4")
    with contents.open_picture(file, store) as opened:
        stored = opened.read()
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    assert (file.type, len(stored)) == ("video/mp4", len(content))
    assert samples.PLACE not in stored
    assert stored.endswith(b"frames" * 1000)
    with pytest.raises(Missing):
        contents.open_thumbnail(file, store)


def test_the_same_file_is_kept_once(user: User, store: Storage, tmp_path: Path) -> None:
    first = keep(user, samples.jpeg(), store, tmp_path)
    assert keep(user, samples.jpeg(), store, tmp_path).id == first.id
    other = keep(factories.make_user(), samples.jpeg(), store, tmp_path)
    assert other.id != first.id, "another person's is another file"


def test_the_same_file_at_once_from_two_places(user: User, store: Storage, tmp_path: Path) -> None:
    found: list[int] = []

    def send() -> None:
        found.append(keep(user, samples.jpeg((1200, 900)), store, tmp_path).id)
        database.release()

    threads = [threading.Thread(target=send) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1
    stored = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    assert len(stored) == 2, "picture and thumbnail"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"this is no photo", "unsupported_type"),
        (b"GIF89a" + b"\0" * 50, "unsupported_type"),
        (b"%PDF-1.7\n" + b"\0" * 50, "broken_pdf"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unsupported_type"),
        (b"MZ" + b"\0" * 100, "unsupported_type"),
        (b"PK\x03\x04" + b"\0" * 100, "unsupported_type"),
        (samples.jpeg()[:4000], "broken_picture"),
        (b"\xff\xd8\xff" + b"\0" * 500, "broken_picture"),
        (samples.png()[:5000], "broken_picture"),
        (samples.mp4()[:-3], "broken_video"),
        (samples.box(b"ftyp", b"isom\0\0\0\0"), "broken_video"),
        (samples.box(b"ftyp", b"isom\0\0\0\0") + b"\xff\xff\xff\xffmoov", "broken_video"),
        (b"\0" * (LARGEST + 1), "too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_not_taken_says_why(user: User, store: Storage, tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        keep(user, content, store, tmp_path)
    assert refused.value.code == code
    assert str(refused.value)
    assert File.select().count() == 0
    assert not list((tmp_path / "files").rglob("*"))


def test_a_bomb_is_not_even_unpacked(user: User, store: Storage, tmp_path: Path) -> None:
    written = io.BytesIO()
    Image.new("1", (40_000, 40_000)).save(written, "PNG")
    with pytest.raises(Refused) as refused:
        keep(user, written.getvalue(), store, tmp_path)
    assert refused.value.code == "too_many_pixels"


def test_bytes_that_were_garbled_on_the_way(user: User, store: Storage, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        keep(user, samples.jpeg(), store, tmp_path, claimed_sha256="0" * 64)
    assert refused.value.code == "checksum"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("лічильник.jpg", "лічильник.jpg"),
        ("../../etc/passwd", "passwd"),
        (r"C:\photos\1.jpg", "1.jpg"),
        ("a\u202egpj.exe\r\n", "agpj.exe"),
        ("", "файл"),
        ("x" * 500 + ".jpg", "x" * 116 + ".jpg"),
    ],
)
def test_names(user: User, store: Storage, tmp_path: Path, name: str, shown: str) -> None:
    assert keep(user, samples.jpeg(), store, tmp_path, name=name).name == shown


def test_a_full_disk_leaves_nothing_half_made(
    user: User, store: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storage.os, "fsync", full)
    with pytest.raises(StorageAway):
        keep(user, samples.jpeg(), store, tmp_path)
    assert File.select().count() == 0
    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


WHOLE = {"jpeg": samples.jpeg((64, 48)), "png": samples.png(), "mp4": samples.mp4()}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(sorted(WHOLE)), at=st.floats(0, 1), new=st.binary(min_size=1, max_size=20))
def test_no_bytes_take_it_down(tmp_path: Path, kind: str, at: float, new: bytes) -> None:
    content = bytearray(WHOLE[kind])
    place = int(at * (len(content) - 1))
    content[place : place + len(new)] = new
    path = tmp_path / "mutated"
    path.write_bytes(bytes(content))
    found = kind_of(bytes(content[:64]))
    if found is None:
        return
    code = ""
    try:
        keeping._prepared(path, found)
    except Refused as refused:
        code = refused.code
    assert code in ("", "broken_picture", "broken_video", "broken_pdf", "locked_pdf", "too_many_pixels")


def test_formats_that_pillow_knows_and_we_do_not_take(tmp_path: Path) -> None:
    path = tmp_path / "picture"
    samples.picture().save(path, "BMP")
    with pytest.raises(Refused):
        pictures.make_anew(path)


def test_files_belong_to_the_reading_and_to_the_account(user: User, store: Storage, tmp_path: Path) -> None:
    _user, account, meter = factories.make_home(user)
    submission = factories.make_submission(meter, NOW.date(), 5, status="new")
    here = keep(user, samples.jpeg(), store, tmp_path)
    absent = "0" * 64
    foreign = keep(factories.make_user(), samples.jpeg(seed=9), store, tmp_path)
    for _repeat in range(2):
        told = attaching.attach(submission, [here.sha256, absent, foreign.sha256], actor=user, now=NOW)
        assert told == {here.sha256: "held", absent: "missing", foreign.sha256: "missing"}
    assert SubmissionFile.select().count() == 1
    assert [event.name for event in Event.select()] == ["files_added"]
    assert [file.id for file in attaching.files_of_account(account, user)] == [here.id]
    assert attaching.files_of_account(account, factories.make_user()) == []
    assert [file.id for file in attaching.files_of_submissions([submission.id])[submission.id]] == [here.id]


def test_what_belongs_to_nothing_goes_after_five_weeks(user: User, store: Storage, tmp_path: Path) -> None:
    _user, account, _meter = factories.make_home(user)
    alone = keep(user, samples.jpeg(), store, tmp_path)
    tied = keep(user, samples.jpeg(seed=2), store, tmp_path)
    attaching.attach_to_account(account, [tied.sha256], actor=user, now=NOW)
    assert forgetting.forget_unattached(NOW + timedelta(days=35), storage=store) == 0
    assert forgetting.forget_unattached(NOW + timedelta(days=36), storage=store) == 1
    assert [file.id for file in File.select()] == [tied.id]
    with pytest.raises(Missing):
        store.open(alone.storage_key)


def test_at_most_ten_to_a_reading(user: User, store: Storage, tmp_path: Path) -> None:
    _user, _account, meter = factories.make_home(user)
    submission = factories.make_submission(meter, NOW.date(), 5, status="new")
    hashes = [keep(user, samples.jpeg((64, 48), seed=n), store, tmp_path).sha256 for n in range(11)]
    with pytest.raises(Refused):
        attaching.attach(submission, hashes, actor=user, now=NOW)
    assert SubmissionFile.select().count() == 0


def test_the_desk_sees_the_files_of_its_rem_and_that_is_written_down(
    user: User, store: Storage, tmp_path: Path
) -> None:
    _user, account, _meter = factories.make_home(user)
    file = keep(user, samples.jpeg(), store, tmp_path)
    own = factories.make_user(role="operator", rem=account.rem)
    with pytest.raises(NotFound):
        finding.file_for_staff(own, file.ref, now=NOW)
    attaching.attach_to_account(account, [file.sha256], actor=user, now=NOW)
    assert finding.file_for_staff(own, file.ref, now=NOW).id == file.id
    assert finding.file_for_staff(factories.make_user(role="supervisor"), file.ref, now=NOW).id == file.id
    assert Audit.select().where(Audit.action == "file_seen").count() == 2
    elsewhere = factories.make_user(role="operator", rem=factories.make_rem("Коростенський РЕМ", 9))
    with pytest.raises(NotFound):
        finding.file_for_staff(elsewhere, file.ref, now=NOW)


def test_bytes_outlive_no_row_when_the_store_is_away(
    user: User, store: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody's photo that no row names would lie there for good."""
    alone = keep(user, samples.jpeg(), store, tmp_path)
    later = NOW + timedelta(days=36)

    def away(_key: str) -> None:
        raise StorageAway("away")

    with monkeypatch.context() as patched:
        patched.setattr(store, "delete", away)
        with pytest.raises(StorageAway):
            forgetting.forget_unattached(later, storage=store)
    _user, account, _meter = factories.make_home(user)
    told = attaching.attach_to_account(account, [alone.sha256], actor=user, now=later)
    assert told == {alone.sha256: "refused"}, "it is about to go, and its bytes may be gone already"
    assert forgetting.forget_unattached(later, storage=store) == 1
    with pytest.raises(Missing):
        store.open(alone.storage_key)
