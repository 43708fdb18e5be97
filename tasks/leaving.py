"""Errands about leaving: archives of people's data, and cabinets whose thirty days are over."""

from __future__ import annotations

import structlog
from huey import crontab

from portal import clock, storage
from portal.crypto import Vault
from portal.domain import turns
from portal.domain.leaving import deletion, taking_out
from portal.storage import StorageAway
from tasks.messages import deliver
from tasks.queue import huey, settings
from tasks.rounds import each

log = structlog.get_logger("portal.leaving")


@huey.task()
def make_archives() -> None:
    """Make the archives that were asked for; safe to ring any number of times."""
    _make()


@huey.periodic_task(crontab(minute="*"))
def sweep_archives() -> None:
    """Each minute: whatever no doorbell was rung for, or has to be done again."""
    _make()


@huey.periodic_task(crontab(hour="0", minute="50"))  # UTC: the small hours in Kyiv
def delete_cabinets() -> None:
    """Once a day; safe to do twice, and to go on with after a death in the middle."""
    _delete()


@huey.periodic_task(crontab(hour="2", minute="10"))
def forget_archives() -> None:
    """Once a day: archives that can't be downloaded any more."""
    with turns.taken(settings.run_dir / "archives.lock") as is_ours:
        if is_ours:
            try:
                kept = storage.connect(settings.storage_url)
                log.info("archives_forgotten", archives=taking_out.forget_expired(clock.now(), storage=kept))
            except StorageAway as error:
                log.warning("archives_not_forgotten", reason=type(error).__name__)


def _make() -> None:
    """One at a time on this machine: each fills the disk and keeps a processor busy for a while."""
    with turns.taken(settings.run_dir / "archives.lock") as is_ours:
        if not is_ours:
            return
        vault, kept = Vault(settings.encryption_keys), storage.connect(settings.storage_url)
        done = 0
        while take_out := taking_out.waiting(clock.now(), after=done):
            done = take_out.id
            try:
                taking_out.make(
                    take_out, vault=vault, storage=kept, folder=settings.run_dir / "archives", now=clock.now()
                )
            except Exception as error:
                is_away = isinstance(error, StorageAway | OSError)
                say = log.warning if is_away else log.error
                say("archive_not_made", archive=take_out.ref, reason=type(error).__name__, exc_info=not is_away)
                taking_out.put_off(take_out, error, clock.now())
            else:
                deliver()  # somebody waits for this mail


def _delete() -> None:
    with turns.taken(settings.run_dir / "deletions.lock") as is_ours:
        if is_ours:
            _delete_all_due()


def _delete_all_due() -> None:
    kept = storage.connect(settings.storage_url)
    deleted = each(
        lambda done: deletion.due(clock.now(), after=done),
        lambda user: deletion.delete(user, storage=kept, spool=settings.run_dir / "uploads", now=clock.now()),
        log=log,
        failed_as="cabinet_not_deleted",
        about=lambda user: {"user": user.id},
    )
    if deleted:
        log.info("cabinets_deleted", cabinets=deleted)
