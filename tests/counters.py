"""The counters of the rate limits, set as if many people had come before."""

from __future__ import annotations

import sqlite3

from portal.config import Settings


def all_but_one_spent(settings: Settings, limit: str) -> None:
    """Let the counters of a limit (``300/1/hour``), which has been counted at least once, allow one more."""
    counters = sqlite3.connect(settings.rate_limit_url.removeprefix("sqlite://"))
    with counters:
        amount = int(limit.partition("/")[0])
        changed = counters.execute("UPDATE counter SET count = ? WHERE key LIKE ?", (amount - 1, f"%/{limit}"))
    assert changed.rowcount == 1, "counted once, and only per network"
    counters.close()
