"""Messages are rows first: once each, by lease, with pauses that grow."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from peewee import Database

from portal import database as portal_database
from portal.database import db
from portal.domain import outbox
from portal.models import Message
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("database")


def post(key: str = "one", **options: object) -> bool:
    return outbox.post("reading_received", "ivan@example.com", key=key, at=NOW, **options)  # type: ignore[arg-type]


def test_there_are_two_channels() -> None:
    with pytest.raises(ValueError, match="pigeon"):
        outbox.post("any", "coo", key="a", at=NOW, channel="pigeon")
    outbox.post("push_works", "a-ref", key="b", at=NOW, channel="push")
    assert outbox.claim(NOW) is None
    message = outbox.claim(NOW, "push")
    assert message is not None


def test_a_key_is_posted_once() -> None:
    assert post()
    assert not post()
    assert Message.select().count() == 1


def test_a_claimed_message_is_nobody_elses_until_its_lease_runs_out() -> None:
    post()
    assert outbox.claim(NOW) is not None
    assert outbox.claim(NOW + timedelta(minutes=4)) is None
    again = outbox.claim(NOW + timedelta(minutes=6))
    assert again is not None
    assert again.attempts == 2


def test_what_was_sent_is_not_claimed_again_and_keeps_no_data() -> None:
    post(data={"reading_date": "2026-12-01"})
    message = outbox.claim(NOW)
    assert message is not None
    outbox.mark_sent(message, NOW)
    assert outbox.claim(NOW + timedelta(days=1)) is None
    assert Message.get().data == {}
    assert outbox.last_sent() == NOW


def test_failures_wait_longer_each_time_and_in_the_end_for_good() -> None:
    post()
    moment, pauses = NOW, []
    for _attempt in range(10):
        message = outbox.claim(moment)
        assert message is not None
        outbox.mark_failed(message, "4xx", moment, for_good=False)
        pauses.append(message.next_at - moment)
        moment = message.next_at
    assert pauses == sorted(pauses)
    assert pauses[0] == outbox.FIRST_PAUSE
    assert pauses[-1] == outbox.LONGEST_PAUSE
    message = outbox.claim(moment)
    assert message is not None
    outbox.mark_failed(message, "5xx no such address", moment, for_good=True)
    assert outbox.claim(moment + timedelta(days=30)) is None
    assert Message.get().failed == "5xx no such address"


def test_urgent_ones_go_first_and_ring_after_the_commit() -> None:
    rung = []

    def ring(sender: object) -> None:
        rung.append(db.in_transaction())

    outbox.something_to_deliver.connect(ring)
    try:
        with db.atomic():
            post("slow")
            post("fast", urgent=True)
            assert rung == []
    finally:
        outbox.something_to_deliver.disconnect(ring)
    assert rung == [False]
    first = outbox.claim(NOW)
    assert first is not None
    assert first.key == "fast"


def test_a_rolled_back_change_leaves_no_message_and_no_ring() -> None:
    rung = []

    def ring(sender: object) -> None:
        rung.append(sender)

    outbox.something_to_deliver.connect(ring)
    with db.atomic() as transaction:
        post(urgent=True)
        transaction.rollback()
    outbox.something_to_deliver.disconnect(ring)
    assert rung == []
    assert Message.select().count() == 0


def test_several_senders_never_claim_one_row_twice(database: Database) -> None:
    for number in range(40):
        post(str(number))
    claimed: list[str] = []

    def send() -> None:
        while message := outbox.claim(NOW):
            claimed.append(message.key)
        portal_database.release()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(claimed) == sorted(str(number) for number in range(40))


def test_the_age_of_the_queue() -> None:
    assert outbox.oldest_waiting(NOW) == timedelta(0)
    post()
    assert outbox.oldest_waiting(NOW + timedelta(minutes=20)) == timedelta(minutes=20)


def test_the_age_grows_while_the_server_is_away() -> None:
    post()
    message = outbox.claim(NOW)
    assert message is not None
    outbox.mark_failed(message, "away", NOW + timedelta(hours=3), for_good=False)
    assert outbox.oldest_waiting(NOW + timedelta(hours=3)) == timedelta(hours=3)


def test_what_was_sent_long_ago_is_forgotten_and_what_waits_is_not() -> None:
    post("sent")
    message = outbox.claim(NOW)
    assert message is not None
    outbox.mark_sent(message, NOW)
    post("waits")
    assert outbox.forget_old(NOW + timedelta(days=89)) == 0
    assert outbox.forget_old(NOW + timedelta(days=91)) == 1
    assert [message.key for message in Message.select()] == ["waits"]


def test_what_was_given_up_keeps_nothing_and_is_forgotten_as_well() -> None:
    outbox.post("welcome", "somebody@example.com", key="given up", at=NOW, data={"address": "вул. Житомирська, 5"})
    message = outbox.claim(NOW)
    assert message is not None
    outbox.mark_failed(message, "no such address", NOW, for_good=True)
    assert Message.get().data == {}
    assert outbox.forget_old(NOW + timedelta(days=89)) == 0
    assert outbox.forget_old(NOW + timedelta(days=91)) == 1
