"""Errands that throw away what is no longer needed."""

from __future__ import annotations

import structlog
from huey import crontab

from portal import clock, storage
from portal.domain import outbox
from portal.domain.files import forgetting, uploads
from portal.domain.identity import housekeeping
from portal.domain.outages import prepared, telling
from portal.limits import SqliteStorage
from tasks.queue import huey, settings

log = structlog.get_logger("portal.housekeeping")


@huey.periodic_task(crontab(hour="1", minute="40"))  # UTC: the small hours in Kyiv
def tidy() -> None:
    """Once a day, the identity's leftovers and the counters of the limits."""
    now = clock.now()
    log.info(
        "tidied",
        sessions=housekeeping.forget_expired_sessions(now),
        mail_links=housekeeping.forget_old_mail_links(now),
        codes=housekeeping.forget_used_codes(now),
        linking_attempts=housekeeping.forget_old_linking_attempts(now),
        unconfirmed=housekeeping.forget_unconfirmed(now),
        messages=outbox.forget_sent(now),
        light=telling.forget_old(now),
        prepared=prepared.sweep(settings.run_dir / prepared.FOLDER, now),
        files=forgetting.forget_unattached(now, storage=storage.connect(settings.storage_url)),
        uploads=uploads.forget_expired(settings.run_dir / "uploads", now),
    )
    if settings.rate_limit_url.startswith("sqlite:"):
        SqliteStorage(settings.rate_limit_url).forget_expired()
