"""Uploads: what counts is what the row says, whatever broke off in between."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from portal import storage
from portal.domain.errors import Conflict, NotFound, Refused, TooMany
from portal.domain.files import uploads
from portal.models import File, Upload, User
from portal.storage import Storage
from tests import factories
from tests.conftest import NOW
from tests.domain.files import samples

pytestmark = pytest.mark.usefixtures("database")
PHOTO = samples.jpeg()


@pytest.fixture
def user(database: object) -> User:
    return factories.make_user()


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    return tmp_path / "uploads"


@pytest.fixture
def store(tmp_path: Path) -> Storage:
    return storage.connect(f"file://{tmp_path / 'files'}")


def begin(user: User, content: bytes = PHOTO, **options: object) -> Upload:
    given = {"name": "1.jpg", "taken_at": None, "sha256": None, "now": NOW, "length": len(content), **options}
    return uploads.create(user, **given)  # type: ignore[arg-type]


def put(upload: Upload, offset: int, *pieces: bytes, spool: Path, **options: object) -> None:
    given = {"checksum": None, "now": NOW, **options}
    uploads.append(upload, offset, pieces, spool=spool, **given)  # type: ignore[arg-type]


def reread(upload: Upload) -> Upload:
    return Upload.get_by_id(upload.id)


def test_a_file_in_pieces(user: User, spool: Path, store: Storage) -> None:
    upload = begin(user)
    put(upload, 0, PHOTO[:100], PHOTO[100:5000], spool=spool)
    assert reread(upload).offset == 5000
    put(reread(upload), 5000, PHOTO[5000:], spool=spool)
    kept = uploads.finish(reread(upload), storage=store, spool=spool, now=NOW)
    assert kept.sha256 == hashlib.sha256(PHOTO).hexdigest()
    again = uploads.finish(reread(upload), storage=store, spool=spool, now=NOW)
    assert again.id == kept.id
    assert not [path for path in spool.rglob("*") if path.is_file()]


def test_another_offset_than_the_one_that_counts(user: User, spool: Path) -> None:
    upload = begin(user)
    put(upload, 0, PHOTO[:100], spool=spool)
    for wrong in (0, 99, 101):
        with pytest.raises(Conflict):
            put(reread(upload), wrong, b"x", spool=spool)
    assert reread(upload).offset == 100


def test_what_was_written_after_the_row_is_written_anew(user: User, spool: Path, store: Storage) -> None:
    """The worker was killed between the bytes and the row."""
    upload = begin(user)
    put(upload, 0, PHOTO[:100], spool=spool)
    (path,) = [path for path in spool.rglob("*") if path.is_file()]
    path.write_bytes(PHOTO[:100] + b"garbage of somebody who died")
    put(reread(upload), 100, PHOTO[100:], spool=spool)
    kept = uploads.finish(reread(upload), storage=store, spool=spool, now=NOW)
    assert kept.sha256 == hashlib.sha256(PHOTO).hexdigest()


def test_a_body_that_broke_off_counts_as_far_as_it_came(user: User, spool: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield PHOTO[:300]
        raise ConnectionResetError

    upload = begin(user)
    with pytest.raises((ConnectionResetError, uploads.StorageAway)):
        uploads.append(upload, 0, broken(), checksum=None, spool=spool, now=NOW)
    assert reread(upload).offset == 300


def test_with_a_checksum_all_of_a_piece_counts_or_nothing(user: User, spool: Path) -> None:
    upload = begin(user)
    with pytest.raises(uploads.Garbled):
        put(upload, 0, PHOTO[:300], spool=spool, checksum=("sha1", b"\0" * 20))
    assert reread(upload).offset == 0
    for algorithm in uploads.ALGORITHMS:
        piece = PHOTO[reread(upload).offset :][:300]
        digest = hashlib.new(algorithm, piece).digest()
        put(reread(upload), reread(upload).offset, piece, spool=spool, checksum=(algorithm, digest))
    assert reread(upload).offset == 900


def test_more_than_was_announced(user: User, spool: Path) -> None:
    upload = begin(user, length=10)
    with pytest.raises(Refused) as refused:
        put(upload, 0, b"12345", b"678901", spool=spool)
    assert refused.value.code == "too_large"
    assert reread(upload).offset <= 10


def test_too_large_is_said_before_a_byte_comes(user: User) -> None:
    with pytest.raises(Refused) as refused:
        begin(user, length=16 * 1024 * 1024 + 1)
    assert refused.value.code == "too_large"


def test_two_at_once(user: User, spool: Path) -> None:
    upload = begin(user)

    def meanwhile() -> Iterator[bytes]:
        with pytest.raises(uploads.Locked):
            put(reread(upload), 0, b"other", spool=spool)
        yield PHOTO[:10]

    uploads.append(reread(upload), 0, meanwhile(), checksum=None, spool=spool, now=NOW)
    assert reread(upload).offset == 10


def test_whoever_begins_the_same_file_again_goes_on_with_it(user: User, spool: Path, store: Storage) -> None:
    sha256 = hashlib.sha256(PHOTO).hexdigest()
    upload = begin(user, sha256=sha256)
    put(upload, 0, PHOTO[:700], spool=spool)
    again = begin(user, sha256=sha256)
    assert (again.uuid, again.offset) == (upload.uuid, 700)
    assert begin(factories.make_user(), sha256=sha256).uuid != upload.uuid
    put(again, 700, PHOTO[700:], spool=spool)
    kept = uploads.finish(reread(again), storage=store, spool=spool, now=NOW)
    complete = begin(user, sha256=sha256)
    assert (complete.offset, complete.file_id) == (len(PHOTO), kept.id)


def test_the_hash_that_was_promised_is_checked(user: User, spool: Path, store: Storage) -> None:
    upload = begin(user, sha256="0" * 64)
    put(upload, 0, PHOTO, spool=spool)
    with pytest.raises(Refused) as refused:
        uploads.finish(reread(upload), storage=store, spool=spool, now=NOW)
    assert refused.value.code == "checksum"
    assert Upload.select().count() == File.select().count() == 0


def test_quotas(user: User) -> None:
    for number in range(uploads.MOST_OPEN):
        begin(user, length=number + 1)
    with pytest.raises(TooMany) as many:
        begin(user, length=5)
    assert many.value.after > timedelta(0)
    begin(factories.make_user())


def test_a_quota_of_bytes(user: User) -> None:
    file = File.create(
        ref="x", user=user, sha256="1" * 64, size=1, type="video/mp4", storage_key="k", name="n", created_at=NOW
    )
    for _number in range(25):
        upload = begin(user, length=16 * 1024 * 1024)
        Upload.update(file=file).where(Upload.id == upload.id).execute()
    with pytest.raises(TooMany):
        begin(user, length=1)
    begin(user, length=1, now=NOW + timedelta(days=1, minutes=1))


def test_another_person_finds_nothing(user: User) -> None:
    upload = begin(user)
    with pytest.raises(NotFound):
        uploads.find(factories.make_user(), upload.uuid, NOW)
    with pytest.raises(NotFound):
        uploads.find(user, uuid4(), NOW)


def test_after_a_week_it_is_gone(user: User, spool: Path) -> None:
    upload = begin(user)
    put(upload, 0, PHOTO[:5], spool=spool)
    later = NOW + uploads.KEPT
    with pytest.raises(uploads.Gone):
        uploads.find(user, upload.uuid, later)
    assert uploads.forget_expired(spool, later) == 1
    assert Upload.select().count() == 0
    assert not [path for path in spool.rglob("*") if path.is_file()]
