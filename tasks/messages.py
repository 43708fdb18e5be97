"""Errands about the outbox."""

from __future__ import annotations

from collections.abc import Callable

from huey import crontab

from portal import delivery
from portal.pushing import Pusher
from tasks.queue import huey, settings


@huey.task(priority=10)
def deliver() -> None:
    """Send what is due; safe to ring any number of times."""
    _send(deliver)


@huey.task(priority=10)
def push() -> None:
    """Push what is due to browsers; safe to ring any number of times."""
    _send(push, Pusher)


@huey.periodic_task(crontab(minute="*"))
def sweep() -> None:
    """Each minute, and when the consumer starts: whatever no doorbell was rung for, or what has to be repeated."""
    _send(deliver)


@huey.periodic_task(crontab(minute="*"))
def sweep_pushes() -> None:
    """The same for what is pushed: a mail server that hangs does not hold it up."""
    _send(push, Pusher)


def _send(ring_again: Callable[[], object], by: type[delivery.Way] | None = None) -> None:
    """A part of what is due, and a ring for the rest: other errands have their turn in between."""
    if delivery.deliver(settings, by=by) is delivery.Outcome.MORE:
        ring_again()
