"""How many wait: counted no further than anybody reads it."""

from __future__ import annotations

from typing import Any

# Counting a longer queue to its end would cost more than showing a page of it.
AT_MOST = 10_000


def counted(query: Any) -> int:
    """How many rows the query finds, at most 10 000."""
    return int(query.limit(AT_MOST).count())
