"""Waiting pictures: what has been acknowledged is made anew or goes on waiting, whatever happens meanwhile."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from portal import database, storage
from portal.domain.errors import Refused
from portal.domain.files import attaching, contents, finding, keeping, pictures, preparing
from portal.models import File, SubmissionFile, User
from portal.storage import Missing, Storage, StorageAway
from tests import factories
from tests.conftest import NOW
from tests.domain.files import samples
from tests.domain.files.test_keeping import keep

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def waiting(user: User, store: Storage, tmp_path: Path) -> File:
    return keep(user, samples.heic((320, 240)), store, tmp_path)


def state(file: File) -> str:
    return str(File.get_by_id(file.id).state)


def stored(tmp_path: Path) -> int:
    return len([path for path in (tmp_path / "files").rglob("*") if path.is_file()])


def test_the_doorbell_rings_after_the_commit_and_only_for_what_waits(
    user: User,
    store: Storage,
    tmp_path: Path,
) -> None:
    rings: list[bool] = []

    def ring(_sender: object) -> None:
        rings.append(database.db.in_transaction())

    with keeping.something_to_prepare.connected_to(ring):
        keep(user, samples.jpeg(), store, tmp_path)
        assert rings == []
        keep(user, samples.heic(), store, tmp_path)
    assert rings == [False]


def test_two_errands_at_once_leave_one_picture(waiting: File, store: Storage, tmp_path: Path) -> None:
    failed: list[Exception] = []

    def prepare() -> None:
        try:
            preparing.prepare(waiting, storage=store, now=NOW)
        except Exception as error:
            failed.append(error)
        database.release()

    threads = [threading.Thread(target=prepare) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert (state(waiting), stored(tmp_path)) == ("ready", 2)


@pytest.mark.parametrize("trouble", [MemoryError(), OSError(5, "Input/output error")])
def test_trouble_of_the_machine_is_not_the_pictures_fault(
    waiting: File,
    user: User,
    store: Storage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    trouble: Exception,
) -> None:
    def fail(_picture: object) -> None:
        raise trouble

    with monkeypatch.context() as patched:
        patched.setattr(pictures, "_plain", fail)
        with pytest.raises(type(trouble)):
            preparing.prepare(waiting, storage=store, now=NOW)
        with pytest.raises(type(trouble)):
            keep(user, samples.jpeg(), store, tmp_path)
    assert state(waiting) == "waiting"
    preparing.prepare(waiting, storage=store, now=NOW)
    assert state(waiting) == "ready"


def test_a_store_that_is_away_changes_nothing(
    waiting: File,
    store: Storage,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def away(*_arguments: object) -> None:
        raise StorageAway("away")

    for what in ("open", "put"):
        with monkeypatch.context() as patched:
            patched.setattr(store, what, away)
            with pytest.raises(StorageAway):
                preparing.prepare(waiting, storage=store, now=NOW)
        assert state(waiting) == "waiting"
    preparing.prepare(waiting, storage=store, now=NOW)
    assert state(waiting) == "ready"


def test_received_bytes_that_are_gone_are_said(waiting: File, store: Storage) -> None:
    store.delete(waiting.storage_key)
    with pytest.raises(Missing):
        preparing.prepare(waiting, storage=store, now=NOW)
    assert state(waiting) == "waiting"


def test_a_picture_that_is_refused_later_says_the_same_again(
    waiting: File,
    user: User,
    store: Storage,
    tmp_path: Path,
) -> None:
    _user, _account, meter = factories.make_home(user)
    submission = factories.make_submission(meter, NOW.date(), 5, status="new")
    store.put(waiting.storage_key, b"\0" * 100)
    preparing.prepare(waiting, storage=store, now=NOW)
    refused = File.get_by_id(waiting.id)
    assert (refused.state, stored(tmp_path)) == ("refused", 0)
    with pytest.raises(Refused, match=refused.reason) as again:
        keep(user, samples.heic((320, 240)), store, tmp_path)
    assert again.value.code == "broken_picture"
    assert attaching.attach(submission, [refused.sha256], actor=user, now=NOW) == {refused.sha256: "refused"}
    assert SubmissionFile.select().count() == 0


def test_a_picture_without_room_for_its_thumbnail_leaves_nothing(
    user: User,
    store: Storage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put = store.put

    def full(key: str, content: bytes | Path) -> None:
        if key.endswith(contents.THUMBNAIL):
            raise StorageAway("full")
        put(key, content)

    monkeypatch.setattr(store, "put", full)
    with pytest.raises(StorageAway):
        keep(user, samples.jpeg(), store, tmp_path)
    assert (File.select().count(), stored(tmp_path)) == (0, 0)


def test_the_queue_is_read_page_by_page(user: User, store: Storage, tmp_path: Path) -> None:
    files = [keep(user, samples.heic((64 + 2 * n, 64)), store, tmp_path) for n in range(3)]
    assert [file.id for file in preparing.waiting(2)] == [file.id for file in files[:2]]
    assert [file.id for file in preparing.waiting(2, after=files[1].id)] == [files[2].id]


def test_a_large_photo_of_another_kind_waits_too(user: User, store: Storage, tmp_path: Path) -> None:
    file = keep(user, samples.jpeg((5000, 3400)), store, tmp_path)
    assert file.state == "waiting"
    preparing.prepare(file, storage=store, now=NOW)
    with contents.open_picture(File.get_by_id(file.id), store) as opened:
        assert b"Exif" not in opened.read()


def test_a_name_that_no_database_takes(user: User, store: Storage, tmp_path: Path) -> None:
    assert keep(user, samples.jpeg(), store, tmp_path, name="фото\ud800\0.jpg").name == "фото.jpg"


def test_a_file_with_readings_in_two_rems_is_seen_by_both_desks(
    user: User,
    store: Storage,
    tmp_path: Path,
) -> None:
    factories.make_home(user)
    file = keep(user, samples.jpeg(), store, tmp_path)
    supervisor = factories.make_user(role="supervisor")
    assert finding.file_for_staff(supervisor, file.ref, now=NOW).id == file.id, "about no account yet"
    for rem in (factories.make_rem(), factories.make_rem("Коростенський РЕМ", 9)):
        account = factories.link(user, factories.make_account(rem=rem))
        submission = factories.make_submission(factories.make_meter(account), NOW.date(), 5, status="new")
        attaching.attach(submission, [file.sha256], actor=user, now=NOW)
        operator = factories.make_user(role="operator", rem=rem)
        assert finding.file_for_staff(operator, file.ref, now=NOW).id == file.id


def test_a_store_of_a_folder_with_signs_in_its_name(tmp_path: Path) -> None:
    storage.connect(f"file://{tmp_path}/a#b?c").put("ab/cd/01", b"x")
    assert (tmp_path / "a#b?c" / "ab/cd/01").read_bytes() == b"x"
