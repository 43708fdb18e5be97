"""The errand about large pictures: all of them, one at a time, and none that holds up the others."""

from __future__ import annotations

import fcntl
from dataclasses import replace
from pathlib import Path

import pytest

from portal.config import Settings
from portal.domain.files import keeping, preparing
from portal.models import File, User
from portal.storage import Storage, StorageAway, connect
from tests import factories
from tests.conftest import NOW
from tests.domain.files import samples

pytestmark = pytest.mark.usefixtures("database")

ENVIRONMENT = {
    "PORTAL_ENV": "test",
    "SECRET_KEY": "a secret key of tests, long enough to be taken",
    "ENCRYPTION_KEYS": "key",
    "SMTP_URL": "smtp://127.0.0.1:1",
    "MAIL_FROM": "cabinet@example.com",
    "BASE_URL": "http://localhost",
    "OUTAGES_ZTOE_URL": "http://127.0.0.1:1/",
}


@pytest.fixture
def store(settings: Settings) -> Storage:
    return connect(settings.storage_url)


@pytest.fixture
def waiting(store: Storage, tmp_path: Path) -> list[File]:
    user: User = factories.make_user()
    path = tmp_path / "received"
    kept = []
    for number in range(3):
        path.write_bytes(samples.heic((64 + 2 * number, 64)))
        kept.append(
            keeping.keep(
                path, user=user, name="1.heic", taken_at=None, claimed_sha256=None, storage=store, now=NOW
            )
        )
    return kept


@pytest.fixture
def errand(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path):  # type: ignore[no-untyped-def]
    """The module of the errand, working with this test's settings."""
    for name, value in {**ENVIRONMENT, "RUN_DIR": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    from tasks import files

    monkeypatch.setattr(files, "settings", replace(settings))
    return files


def states() -> list[str]:
    return [file.state for file in File.select().order_by(File.id)]


def test_all_that_wait_are_made_anew(errand, waiting: list[File]) -> None:  # type: ignore[no-untyped-def]
    errand.prepare_files.call_local()
    errand.sweep_files.call_local()
    assert states() == ["ready"] * 3


@pytest.mark.parametrize("trouble", ["missing", "unforeseen"])
def test_one_that_can_not_be_made_holds_nobody_up(  # type: ignore[no-untyped-def]
    errand, waiting: list[File], store: Storage, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    if trouble == "missing":
        store.delete(waiting[0].storage_key)
    else:
        prepare = preparing.prepare

        def fail(file: File, **options: object) -> None:
            if file.id == waiting[0].id:
                raise MemoryError
            prepare(file, **options)  # type: ignore[arg-type]

        monkeypatch.setattr(preparing, "prepare", fail)
    errand.sweep_files.call_local()
    assert states() == ["waiting", "ready", "ready"]
    monkeypatch.undo()


def test_a_store_that_is_away_ends_the_round(  # type: ignore[no-untyped-def]
    errand, waiting: list[File], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def away(file: File, **_options: object) -> None:
        asked.append(file.id)
        raise StorageAway("away")

    with monkeypatch.context() as patched:
        patched.setattr(preparing, "prepare", away)
        errand.sweep_files.call_local()
    assert asked == [waiting[0].id]
    errand.sweep_files.call_local()
    assert states() == ["ready"] * 3


def test_only_one_at_a_time_on_a_machine(errand, waiting: list[File], settings: Settings) -> None:  # type: ignore[no-untyped-def]
    with (settings.run_dir / "pictures.lock").open("w") as another:
        fcntl.flock(another, fcntl.LOCK_EX)
        errand.prepare_files.call_local()
        assert states() == ["waiting"] * 3
    errand.prepare_files.call_local()
    assert states() == ["ready"] * 3
