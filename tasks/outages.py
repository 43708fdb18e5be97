"""Errands about outages: ask the sources, every ten minutes and not all portals at the same second."""

from __future__ import annotations

import secrets

import structlog
from huey import crontab

from portal import clock
from portal.domain import turns
from portal.domain.outages import planned, polling, prepared
from portal.domain.outages.places import matching
from portal.domain.outages.sources.ztoe_lists import ZtoeLists
from tasks.queue import huey, settings

log = structlog.get_logger("portal.outages")

# Seconds; less than the pause between two polls.
JITTER = 120


@huey.periodic_task(crontab(minute="*/10"))
def ring_for_outages() -> None:
    """Every ten minutes, give or take."""
    poll_outages.schedule(delay=secrets.randbelow(JITTER))


@huey.periodic_task(crontab(minute="25"))
def ring_for_works() -> None:
    """Once an hour: planned works are announced days ahead."""
    poll_works.schedule(delay=secrets.randbelow(JITTER))


@huey.task()
def poll_outages() -> None:
    """Ask what the schedules are; safe to ring any number of times."""
    with turns.taken(settings.run_dir / polling.LOCK) as is_ours:
        if is_ours:
            outcome = polling.poll(polling.ztoe(settings.outages_ztoe_url), clock.now())
            _tell(outcome.newly_failing, outcome.newly_back, outcome.failures)
            if outcome.unread:
                log.warning("outages_not_read", rows=list(outcome.unread))
            if outcome.is_news:
                prepared.forget(settings.run_dir / prepared.FOLDER)
                log.info("outages_changed", source=outcome.source, days=len(outcome.changes))


@huey.task()
def poll_works() -> None:
    """Ask for planned works of today and the next days; safe to ring any number of times."""
    with turns.taken(settings.run_dir / planned.LOCK) as is_ours:
        if is_ours:
            outcome = planned.poll(settings.outages_ztoe_url, clock.now())
            _tell(outcome.newly_failing, outcome.newly_back, outcome.failures)
            if outcome.unread:
                log.warning("works_not_read", rows=outcome.unread)
            if outcome.added or outcome.gone:
                prepared.forget(settings.run_dir / prepared.FOLDER)


@huey.task()
def match_linked() -> None:
    """Find the homes that came into cabinets; safe to ring any number of times."""
    matching.match_linked(ZtoeLists(settings.outages_ztoe_url, settings.run_dir), now=clock.now())


def _tell(failing: list[str], back: list[str], failures: dict[str, str]) -> None:
    """Once when a source begins to fail, once when it is back."""
    for name in failing:
        log.warning("outage_source_failed", source=name, reason=failures[name])
    for name in back:
        log.warning("outage_source_returned", source=name)
