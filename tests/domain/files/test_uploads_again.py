"""Uploads that are asked about twice, lost on the disk, or begun again and again."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from portal import storage
from portal.domain.errors import Conflict, DomainError, NotFound
from portal.domain.files import uploads
from portal.models import File, Upload
from portal.storage import Storage, StorageAway
from tests import factories
from tests.conftest import NOW
from tests.domain.files import samples

pytestmark = pytest.mark.usefixtures("database")
# With the place where it was taken, which keeping blanks.
VIDEO = samples.mp4(b"frames" * 900)
SHA256 = hashlib.sha256(VIDEO).hexdigest()
ANNOUNCED = pytest.mark.parametrize("sha256", [SHA256, None], ids=["announced", "unknown"])


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    return tmp_path / "uploads"


@pytest.fixture
def store(tmp_path: Path) -> Storage:
    return storage.connect(f"file://{tmp_path / 'files'}")


def begin(sha256: str | None = None, **options: Any) -> Upload:
    given = {"length": len(VIDEO), "name": "video.mp4", "taken_at": None, "now": NOW, **options}
    user = given.pop("user", None) or factories.make_user()
    return uploads.create(user, sha256=sha256, **given)


def received(spool: Path, content: bytes = VIDEO, sha256: str | None = None) -> Upload:
    upload = begin(sha256)
    uploads.append(upload, 0, [content], checksum=None, spool=spool, now=NOW)
    return Upload.get_by_id(upload.id)


def forget_the_bytes(spool: Path) -> None:
    for path in spool.rglob("*"):
        if path.is_file():
            path.unlink()


class Interrupted:
    """A store in which something happens while the first file is put."""

    def __init__(self, store: Storage, happens: Any) -> None:
        self.store, self.happens = store, happens

    def put(self, key: str, content: Any) -> None:
        happens, self.happens = self.happens, lambda: None
        happens()
        self.store.put(key, content)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)


@ANNOUNCED
def test_a_store_that_was_away_gets_the_received_bytes(spool: Path, store: Storage, sha256: str | None) -> None:
    upload = received(spool, sha256=sha256)

    def away() -> None:
        raise StorageAway

    with pytest.raises(StorageAway):
        uploads.finish(upload, storage=Interrupted(store, away), spool=spool, now=NOW)
    again = Upload.get_by_id(upload.id)
    assert uploads.finish(again, storage=store, spool=spool, now=NOW).sha256 == SHA256


@ANNOUNCED
def test_whoever_asks_while_it_is_finished_spoils_nothing(spool: Path, store: Storage, sha256: str | None) -> None:
    upload = received(spool, sha256=sha256)
    asked: list[str] = []

    def ask() -> None:
        with pytest.raises(uploads.Locked):
            uploads.finish(Upload.get_by_id(upload.id), storage=store, spool=spool, now=NOW)
        asked.append("asked")

    uploads.finish(upload, storage=Interrupted(store, ask), spool=spool, now=NOW)
    assert asked
    assert [file.sha256 for file in File.select()] == [SHA256]
    assert Upload.get().file_id == File.get().id
    assert not [path for path in spool.rglob("*") if path.is_file()]


def test_bytes_that_the_disk_lost_have_to_come_again(spool: Path, store: Storage) -> None:
    upload = received(spool, VIDEO[:3000])
    forget_the_bytes(spool)
    with pytest.raises(Conflict):
        uploads.append(upload, 3000, [VIDEO[3000:]], checksum=None, spool=spool, now=NOW)
    assert Upload.get().offset == 0
    uploads.append(upload, 0, [VIDEO], checksum=None, spool=spool, now=NOW)
    assert uploads.finish(upload, storage=store, spool=spool, now=NOW).sha256 == SHA256


def test_also_when_it_was_whole(spool: Path, store: Storage) -> None:
    upload = received(spool)
    forget_the_bytes(spool)
    with pytest.raises(Conflict):
        uploads.finish(upload, storage=store, spool=spool, now=NOW)
    assert Upload.get().offset == 0


def test_what_was_refused_meanwhile_is_not_there(spool: Path) -> None:
    upload = begin()
    Upload.delete().execute()
    with pytest.raises(NotFound):
        uploads.append(upload, 0, [b"x"], checksum=None, spool=spool, now=NOW)


def test_a_full_disk_says_so_and_keeps_what_is_there(spool: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = received(spool, VIDEO[:1000])

    def full(_opened: int, _piece: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(uploads, "_write", full)
    with pytest.raises(StorageAway):
        uploads.append(upload, 1000, [b"x"], checksum=None, spool=spool, now=NOW)
    assert Upload.get().offset == 1000


def test_a_name_that_a_database_would_not_take() -> None:
    assert begin(name="фото\x00.jpg").name == "фото.jpg"


def test_empty_ones_make_room_after_an_hour() -> None:
    user = factories.make_user()
    for _number in range(uploads.MOST_OPEN):
        begin(user=user)
    with pytest.raises(DomainError):
        begin(user=user, now=NOW + timedelta(minutes=59))
    begin(user=user, now=NOW + timedelta(minutes=61))
    assert Upload.select().count() == 1


def test_to_go_on_is_to_have_another_week() -> None:
    user = factories.make_user()
    first = begin(SHA256, user=user)
    again = begin(SHA256, user=user, now=NOW + timedelta(days=6))
    assert (again.uuid, again.expires_at) == (first.uuid, NOW + timedelta(days=13))
