"""Archives and deletions by the errands, with the real consumer where it matters."""

from __future__ import annotations

import os
import signal
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from portal import clock
from portal.config import Settings
from portal.domain.identity import passwords
from portal.domain.leaving import deletion, taking_out
from portal.models import File, Message, ReadingReminder, TakeOut, User
from portal.storage import Storage, StorageAway, connect
from tests import factories
from tests.conftest import NOW
from tests.domain.identity.people import PASSWORD
from tests.tasks.mail_server import MailServer, wait_for
from tests.tasks.test_consumer import Start, start_consumer
from tests.tasks.test_files import ENVIRONMENT

__all__ = ["start_consumer"]
pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def store(settings: Settings) -> Storage:
    return connect(settings.storage_url)


@pytest.fixture
def maria() -> User:
    return factories.make_home(
        factories.make_user("maria@example.com", password_hash=passwords.hash_password(PASSWORD))
    )[0]


@pytest.fixture
def errand(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> Any:
    """The module of the errands, working with this test's settings."""
    for name, value in {**ENVIRONMENT, "RUN_DIR": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    from tasks import leaving

    monkeypatch.setattr(leaving, "settings", replace(settings))
    return leaving


def make_file(user: User, store: Storage, number: int) -> File:
    key = f"aa/bb/{number:032}"
    store.put(key, b"a photo")
    return File.create(
        ref=f"file-{number}",
        user=user,
        sha256=f"{number:064}",
        size=7,
        type="image/jpeg",
        storage_key=key,
        name=f"{number}.jpg",
        created_at=NOW,
    )


def archive() -> TakeOut:
    found: TakeOut = TakeOut.get()
    return found


def test_killed_in_the_middle_it_is_made_by_the_next(
    start_consumer: Start, settings: Settings, store: Storage, maria: User, mail_server: MailServer
) -> None:
    """A file that gives no bytes, a pipe, holds the errand in the middle of the archive, until it is killed."""
    files = [make_file(maria, store, number) for number in range(3)]
    stuck = Path(settings.storage_url.removeprefix("file://")) / files[2].storage_key
    stuck.unlink()
    os.mkfifo(stuck)
    taking_out.ask(PASSWORD, actor=maria, now=clock.now())
    folder = settings.run_dir / "archives"
    consumer = start_consumer()
    wait_for(lambda: archive().total and archive().done == archive().total - 2, "it stands at the pipe")
    assert list(folder.glob("*.zip")), "half of an archive"
    consumer.send_signal(signal.SIGKILL)
    consumer.wait()
    assert archive().state == "waiting"
    stuck.unlink()
    store.put(files[2].storage_key, b"a photo")
    start_consumer()
    wait_for(lambda: archive().state == "ready", "made by the next consumer", within=90)
    wait_for(lambda: len(mail_server.accepted) == 1, "the mail about it", within=90)
    assert list(folder.iterdir()) == []
    with taking_out.open_for(maria, archive().ref, storage=store, now=clock.now()) as opened:
        assert len([name for name in zipfile.ZipFile(opened).namelist() if name.startswith("files/")]) == 3


def test_a_store_that_is_away_is_asked_again(
    errand: Any, maria: User, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the disk is not there: a file stands where the folder should be."""
    taking_out.ask(PASSWORD, actor=maria, now=NOW)
    folder = Path(settings.storage_url.removeprefix("file://"))
    folder.write_bytes(b"")
    with clock.frozen(NOW):
        errand.sweep_archives.call_local()
        assert (archive().state, archive().attempts) == ("waiting", 1)
        folder.unlink()
        errand.sweep_archives.call_local()
        assert archive().attempts == 1, "after a pause"
    with clock.frozen(NOW + timedelta(minutes=1)):
        errand.make_archives.call_local()
    assert archive().state == "ready"


def test_one_that_can_not_be_made_holds_nobody_up(
    errand: Any, maria: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = factories.make_user(password_hash=maria.password_hash)
    for user in (maria, other):
        taking_out.ask(PASSWORD, actor=user, now=NOW)
    make = taking_out.make

    def fail(take_out: TakeOut, **options: Any) -> None:
        if take_out.user == maria:
            raise KeyError("a fault of ours")
        make(take_out, **options)

    with clock.frozen(NOW), monkeypatch.context() as patched:
        patched.setattr(taking_out, "make", fail)
        errand.sweep_archives.call_local()
    assert {row.user_id: row.state for row in TakeOut.select()} == {maria.id: "waiting", other.id: "ready"}


def test_only_one_at_a_time_on_a_machine(errand: Any, maria: User, settings: Settings) -> None:
    from portal.domain import turns

    taking_out.ask(PASSWORD, actor=maria, now=NOW)
    with clock.frozen(NOW):
        with turns.taken(settings.run_dir / "archives.lock"):
            errand.make_archives.call_local()
            assert archive().state == "waiting"
        errand.make_archives.call_local()
    assert archive().state == "ready"
    with clock.frozen(NOW + taking_out.KEPT):
        errand.forget_archives.call_local()
    assert TakeOut.select().count() == 0


def test_cabinets_whose_time_is_over_are_deleted_and_no_others(
    errand: Any, maria: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [maria, *(factories.make_user(password_hash=maria.password_hash) for _number in range(3))]
    for days, user in enumerate(people):
        deletion.ask(PASSWORD, actor=user, now=NOW + timedelta(days=days))
    delete = deletion.delete

    def fail(user: User, **options: Any) -> bool:
        if user == people[0]:
            raise StorageAway("away") if options["now"] < NOW + timedelta(days=32) else KeyError("a fault of ours")
        return delete(user, **options)

    def gone() -> list[bool]:
        return [bool(User.get_by_id(user.id).deleted_at) for user in people]

    with monkeypatch.context() as patched:
        patched.setattr(deletion, "delete", fail)
        for days, wanted in ((31, [False] * 4), (32, [False, True, True, False])):
            with clock.frozen(NOW + timedelta(days=days)):
                errand.delete_cabinets.call_local()
            assert gone() == wanted
    with clock.frozen(NOW + timedelta(days=32)):
        errand.delete_cabinets.call_local()
        errand.delete_cabinets.call_local()
    assert gone() == [True, True, True, False]
    assert Message.select().where(Message.template == "cabinet_deleted").count() == 3


def test_reminders_go_by_the_errand(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path, maria: User
) -> None:
    for name, value in {**ENVIRONMENT, "RUN_DIR": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    from tasks import reminders

    monkeypatch.setattr(reminders, "settings", replace(settings))
    ReadingReminder.create(user=maria, ref="a-ref")
    with clock.frozen(datetime(2026, 12, 3, 8, tzinfo=UTC)):
        reminders.remind_of_readings.call_local()
        reminders.remind_of_readings.call_local()
    assert [message.template for message in Message.select()] == ["reading_window_closes"]
