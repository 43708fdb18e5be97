"""Errands about orders: applications are set in type, signatures verified."""

from __future__ import annotations

import structlog
from huey import crontab

from portal import clock, storage
from portal.crypto import Vault
from portal.domain.orders import documents, judging
from tasks.queue import huey, settings
from tasks.rounds import each

log = structlog.get_logger("portal.orders")


@huey.task(priority=5)
def make_documents() -> None:
    """Make the documents that are missing; safe to ring any number of times."""
    _make()


@huey.periodic_task(crontab(minute="*"))
def sweep_documents() -> None:
    """Each minute: whatever no doorbell was rung for."""
    _make()


@huey.task(priority=5)
def judge_signatures() -> None:
    """Verify signed applications that came; safe to ring any number of times."""
    _judge()


@huey.periodic_task(crontab(minute="*"))
def sweep_signatures() -> None:
    """Each minute: whatever no doorbell was rung for, or could not be verified before."""
    _judge()


def _judge() -> None:
    vault, kept = Vault(settings.encryption_keys), storage.connect(settings.storage_url)
    each(
        lambda done: judging.waiting(after=done),
        lambda one: judging.judge(one, vault=vault, storage=kept, trust_dir=settings.trust_dir, now=clock.now()),
        log=log,
        failed_as="signature_not_judged",
        about=lambda one: {"judgement": one.id},
    )


def _make() -> None:
    vault, kept = Vault(settings.encryption_keys), storage.connect(settings.storage_url)
    each(
        lambda done: documents.waiting(after=done),
        lambda order: documents.make(
            order, vault=vault, storage=kept, base_url=settings.base_url, now=clock.now()
        ),
        log=log,
        failed_as="document_not_made",
        about=lambda order: {"order": order.ref},
    )
