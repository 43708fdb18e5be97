"""Errands that throw away what is no longer needed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog
from huey import crontab

from portal import clock, database, storage
from portal.domain import outbox
from portal.domain.files import forgetting, uploads
from portal.domain.identity import housekeeping
from portal.domain.outages import prepared, telling
from portal.limits import SqliteStorage
from tasks.queue import huey, settings

log = structlog.get_logger("portal.housekeeping")


@huey.periodic_task(crontab(hour="1", minute="40"))  # UTC: the small hours in Kyiv
def tidy() -> None:
    """Once a day, what nobody needs any more."""
    now = clock.now()
    done: dict[str, int] = {}
    for name, step in _STEPS.items():
        try:
            done[name] = step(now)
        except Exception:
            # The others are tidied all the same, tonight and on the nights until it is mended.
            log.error("not_tidied", what=name, exc_info=True)
            database.release()
    log.info("tidied", **done)


def _forget_counters(_now: datetime) -> int:
    if not settings.rate_limit_url.startswith("sqlite:"):
        return 0  # Redis forgets by itself
    return SqliteStorage(settings.rate_limit_url).forget_expired()


_STEPS: dict[str, Callable[[datetime], int]] = {
    "sessions": housekeeping.forget_expired_sessions,
    "mail_links": housekeeping.forget_old_mail_links,
    "codes": housekeeping.forget_used_codes,
    "linking_attempts": housekeeping.forget_old_linking_attempts,
    "unconfirmed": housekeeping.forget_unconfirmed,
    "messages": outbox.forget_old,
    "light": telling.forget_old,
    "prepared": lambda now: prepared.sweep(settings.run_dir / prepared.FOLDER, now),
    "files": lambda now: forgetting.forget_unattached(now, storage=storage.connect(settings.storage_url)),
    "uploads": lambda now: uploads.forget_expired(settings.run_dir / "uploads", now),
    "counters": _forget_counters,
}
