"""What an archive of a person's data holds: one file of JSON for each of :data:`PARTS`, and their files.

Only what is theirs: where others have an account in their cabinets, too, neither they nor what they sent are here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from portal.domain.leaving.contents import accounts, files, orders, person, points, readings, telling
from portal.domain.leaving.contents.source import Source

# {file: what makes its entries}; ``files.json`` is written after the files themselves.
PARTS: dict[str, Callable[[Source], Iterator[dict[str, Any]]]] = {
    "person.json": person.person,
    "sessions.json": person.sessions,
    "history.json": person.history,
    "accounts.json": accounts.accounts,
    "consumption.json": accounts.consumption,
    "inspections.json": points.inspections,
    "documents.json": points.documents,
    "readings.json": readings.readings,
    "orders.json": orders.orders,
    "remembered.json": orders.remembered,
    "notifications.json": telling.wishes,
    "outages.json": telling.outages,
    "mails.json": telling.mails,
}

__all__ = ["PARTS", "Source", "files"]
