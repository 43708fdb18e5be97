"""Errands about reminders of readings."""

from __future__ import annotations

import structlog
from huey import crontab

from portal import clock
from portal.domain import turns
from portal.domain.readings import reminders
from tasks.queue import huey, settings

log = structlog.get_logger("portal.reminders")


@huey.periodic_task(crontab(minute="5"))
def remind_of_readings() -> None:
    """Each hour: by day, on two days of a month, there is somebody to remind. Nobody is reminded twice."""
    with turns.taken(settings.run_dir / "reminders.lock") as is_ours:
        posted = reminders.remind(clock.now()) if is_ours else 0
        if posted:
            log.info("reminders_posted", mails=posted)
