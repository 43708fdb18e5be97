"""Errands about readings."""

from __future__ import annotations

import structlog
from huey import crontab

from portal.domain.readings import placing
from tasks.queue import huey

log = structlog.get_logger("portal.readings")


@huey.periodic_task(crontab(minute="*"))
def place_unplaced() -> None:
    """Each minute: readings that the version before this one took in come into the queue of their РЕМ."""
    placed = placing.place_unplaced()
    if placed:
        log.info("readings_placed", readings=placed)
