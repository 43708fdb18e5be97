"""Errands about files: large pictures are made anew, one at a time."""

from __future__ import annotations

import fcntl

import structlog
from huey import crontab

from portal import clock, storage
from portal.domain.files import keeping
from portal.storage import StorageAway
from tasks.queue import huey, settings

log = structlog.get_logger("portal.files")


@huey.task()
def prepare_files() -> None:
    """Make waiting pictures anew; safe to ring any number of times."""
    _prepare()


@huey.periodic_task(crontab(minute="*"))
def sweep_files() -> None:
    """Each minute: whatever no doorbell was rung for."""
    _prepare()


def _prepare() -> None:
    """One picture at a time on this machine: one of 48 megapixels takes 400 MB while it is decoded."""
    settings.run_dir.mkdir(parents=True, exist_ok=True)
    with (settings.run_dir / "pictures.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        kept = storage.connect(settings.storage_url)
        done = 0
        while files := keeping.waiting(after=done):
            for file in files:
                done = file.id
                try:
                    keeping.prepare(file, storage=kept, now=clock.now())
                except StorageAway as error:
                    log.warning("picture_not_prepared", file=file.ref, reason=type(error).__name__)
                    return
                except Exception as error:
                    # It goes on waiting, for the next sweep; those behind it need not.
                    log.error("picture_not_prepared", file=file.ref, reason=type(error).__name__, exc_info=True)
