"""Errands about the outbox."""

from __future__ import annotations

from huey import crontab

from portal import delivery
from tasks.queue import huey, settings


@huey.task(priority=10)
def deliver() -> None:
    """Send what is due; safe to ring any number of times."""
    if delivery.deliver(settings) is delivery.Outcome.MORE:
        deliver()


@huey.periodic_task(crontab(minute="*"))
def sweep() -> None:
    """Each minute, and when the consumer starts: whatever no doorbell was rung for, or what has to be repeated."""
    if delivery.deliver(settings) is delivery.Outcome.MORE:
        deliver()
