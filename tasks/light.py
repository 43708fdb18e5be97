"""Errands about telling people of their light. Looking twice tells nothing twice."""

from __future__ import annotations

from collections.abc import Callable

from huey import crontab

from portal import clock
from portal.domain import turns
from portal.domain.outages import alarms, telling
from tasks.messages import deliver, push
from tasks.queue import huey, settings


@huey.periodic_task(crontab(minute="*"))
def tell_before() -> None:
    """Each minute: whose light goes soon, and whose is due back."""
    _alone("light-before.lock", lambda: telling.tell_before(clock.now()) + telling.tell_back(clock.now()))


@huey.periodic_task(crontab(minute="*/5"))
def tell_changes() -> None:
    """Every five minutes: whose schedule is another than they were told, and who woke up meanwhile."""
    _alone("light-changes.lock", lambda: telling.tell_changes(clock.now()))


@huey.periodic_task(crontab(minute="*/2"))
def tell_works() -> None:
    """Every two minutes: whom works reach, planned or not, and for whom they are over."""
    _alone("light-works.lock", lambda: alarms.tell_works(clock.now()))


def _alone(name: str, tell: Callable[[], int]) -> None:
    """One at a time on this machine: the one before may still be at it. What is told goes out at once."""
    with turns.taken(settings.run_dir / name) as is_ours:
        if is_ours and tell():
            deliver()
            push()
