"""A day of the poller, every ten minutes, with each failure of the operator's site once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.demo.imitations import ztoe
from portal.domain.outages import polling
from portal.models import Event, OutageSource, SubqueueDay
from tests.conftest import NOW
from tests.domain.outages.conftest import SHORT

pytestmark = pytest.mark.usefixtures("database")

POLLS = 144
# Polls of an hour of failing, and of the whole turn with the time after it.
FAILING, TURN = 6, 11


def rows() -> dict[tuple[str, object], object]:
    return {(row.subqueue, row.day): row.spans for row in SubqueueDay.select()}


def failure_of(number: int) -> str:
    """What is wrong at this poll; nothing at the first one, and at the end of each turn."""
    turn, place = divmod(number - 1, TURN)
    return ztoe.FAILURES[turn] if turn < len(ztoe.FAILURES) and 0 <= place < FAILING else ""


def test_a_day_with_every_failure_once(site: ztoe.Ztoe) -> None:
    assert {failure_of(number) for number in range(POLLS)} == {"", *ztoe.FAILURES}
    known: dict[tuple[str, object], object] = {}
    for number in range(POLLS):
        now = NOW + number * timedelta(minutes=10)
        site.options["fail"] = failure = failure_of(number)
        limits = replace(SHORT, total=0.3 if failure in ("slow", "slow-head", "hang") else 10)
        outcome = polling.poll(polling.ztoe(site.url), now, limits=limits)
        assert not (failure and outcome.source), (number, failure)
        known = known or rows()
        assert rows() == known, (number, failure)
    events = [event.name for event in Event.select().order_by(Event.id)]
    # Both ways to the site fail, and come back: each is told once a turn.
    assert events.count("source_failed") == events.count("source_returned") == 2 * len(ztoe.FAILURES)
    assert events[:4] == ["source_failed"] * 2 + ["source_returned"] * 2
    assert all(one.failing_since is None for one in OutageSource.select())
    assert OutageSource.get(name="ztoe-json").good_at == now
