"""The doorbell never makes anybody wait, and never fails."""

from __future__ import annotations

import threading
import time

from portal.database import db
from portal.domain import outbox
from portal.doorbell import Doorbell
from tests.tasks.mail_server import wait_for
from tests.tasks.test_delivery import post


def test_a_ring_that_hangs_holds_nobody_up() -> None:
    hanging = threading.Event()
    rung: list[float] = []

    def ring() -> None:
        rung.append(time.monotonic())
        hanging.wait(10)

    bell = Doorbell(ring)
    bell()
    wait_for(lambda: len(rung) == 1, "it hangs in the first ring")
    began = time.monotonic()
    for _ in range(100):
        bell()
    assert time.monotonic() - began < 1
    hanging.set()
    wait_for(lambda: len(rung) == 2, "rung once more")
    time.sleep(0.2)
    assert len(rung) == 2, "rings during a ring become one"


def test_a_ring_that_fails_is_not_the_last() -> None:
    rung: list[int] = []

    def ring() -> None:
        rung.append(1)
        raise ConnectionError("Redis is away")

    bell = Doorbell(ring)
    bell()
    wait_for(lambda: len(rung) == 1, "first ring")
    bell()
    wait_for(lambda: len(rung) == 2, "second ring")


def test_only_what_is_urgent_and_committed_rings(database: object, now: object) -> None:
    rung: list[object] = []

    def listen(sender: object) -> None:
        rung.append(sender)

    with outbox.something_to_deliver.connected_to(listen):
        post("calm", now)  # type: ignore[arg-type]
        assert rung == []
        with db.atomic():
            post("urgent", now, urgent=True)  # type: ignore[arg-type]
            assert rung == [], "not before the commit"
        assert len(rung) == 1
        with db.atomic() as transaction:
            post("rolled back", now, urgent=True)  # type: ignore[arg-type]
            transaction.rollback()
        assert len(rung) == 1
