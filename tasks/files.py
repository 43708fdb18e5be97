"""Errands about files: large pictures are made anew, one at a time."""

from __future__ import annotations

import structlog
from huey import crontab

from portal import clock, storage
from portal.domain import turns
from portal.domain.files import preparing
from tasks.queue import huey, settings
from tasks.rounds import each

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
    with turns.taken(settings.run_dir / "pictures.lock") as is_ours:
        if not is_ours:
            return
        kept = storage.connect(settings.storage_url)
        each(
            lambda done: preparing.waiting(after=done),
            lambda file: preparing.prepare(file, storage=kept, now=clock.now()),
            log=log,
            failed_as="picture_not_prepared",
            about=lambda file: {"file": file.ref},
        )
