"""The imitation of the operator's site, and limits that a test can wait for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from portal.demo.imitations import ztoe
from portal.domain.outages.fetching import Limits

# What is slow sends a byte in 0.01 s: the socket's limit never comes, the total one does.
SHORT = Limits(connect=2, read=2, total=10, size=256 * 1024)
DATE = "2026-11-30"


@pytest.fixture
def site() -> Iterator[ztoe.Ztoe]:
    with ztoe.running({"date": DATE, "pace": "0.01"}) as server:
        yield server
