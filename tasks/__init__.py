"""The errands. Run: ``huey_consumer tasks.huey -w 2 -k thread -g TERM -t 30 -m 1 -f``.

``-g TERM -t 30``: a stop lets errands end, and after 30 s they are rung for again. ``-m 1``: somebody is waiting
for the mail with the link, so the queue is looked at each second.
"""

from __future__ import annotations

from typing import Any

from portal.domain import outbox
from portal.domain.files import keeping
from portal.doorbell import Doorbell
from tasks import files, housekeeping, messages
from tasks.queue import huey

__all__ = ["connect", "files", "housekeeping", "huey", "messages"]

ring = Doorbell(messages.deliver)
ring_for_files = Doorbell(files.prepare_files)


def connect(app: Any) -> None:
    """Deliver urgent messages of this app at once instead of with the next sweep."""
    outbox.something_to_deliver.connect(ring, weak=False)
    keeping.something_to_prepare.connect(ring_for_files, weak=False)
    app.extensions["portal.doorbell"] = ring
