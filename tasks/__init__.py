"""The errands. Run: ``huey_consumer tasks.huey -w 2 -k thread -g TERM -t 30 -m 1 -f``.

``-g TERM -t 30``: a stop lets errands end, and after 30 s they are rung for again. ``-m 1``: somebody is waiting
for the mail with the link, so the queue is looked at each second.
"""

from __future__ import annotations

from typing import Any

from portal.domain import outbox
from portal.domain.accounts import linking
from portal.domain.files import keeping
from portal.domain.leaving import taking_out
from portal.domain.orders import documents, judging
from portal.doorbell import Doorbell
from tasks import files, housekeeping, leaving, light, messages, orders, outages, readings, reminders
from tasks.queue import huey

__all__ = [
    "connect",
    "files",
    "housekeeping",
    "huey",
    "leaving",
    "light",
    "messages",
    "orders",
    "outages",
    "readings",
    "reminders",
]

ring = Doorbell(messages.deliver)
ring_for_pushes = Doorbell(messages.push)
ring_for_files = Doorbell(files.prepare_files)
ring_for_documents = Doorbell(orders.make_documents)
ring_for_signatures = Doorbell(orders.judge_signatures)
ring_for_homes = Doorbell(outages.match_linked)
ring_for_archives = Doorbell(leaving.make_archives)


def connect(app: Any) -> None:
    """Deliver urgent messages of this app at once instead of with the next sweep."""
    outbox.something_to_deliver.connect(ring, sender="mail", weak=False)
    outbox.something_to_deliver.connect(ring_for_pushes, sender="push", weak=False)
    keeping.something_to_prepare.connect(ring_for_files, weak=False)
    documents.something_to_make.connect(ring_for_documents, weak=False)
    judging.something_to_judge.connect(ring_for_signatures, weak=False)
    linking.account_linked.connect(ring_for_homes, weak=False)
    taking_out.something_to_make.connect(ring_for_archives, weak=False)
    app.extensions["portal.doorbell"] = ring
