"""Two at the same time: threads with connections of their own on a real database."""

from __future__ import annotations

import threading
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from peewee import Database

from portal import database as portal_database
from portal.domain.errors import DomainError
from portal.domain.readings import submission
from portal.domain.readings.submission import Sending
from portal.models import Event, Message, Meter, Submission
from tests import factories
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("database")


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Run them together; the results, or the domain errors, in no order."""
    barrier, results = threading.Barrier(len(calls)), []

    def run(call: Callable[[], object]) -> None:
        try:
            barrier.wait(timeout=10)
            results.append(call())
        except DomainError as error:
            results.append(error)
        finally:
            portal_database.release()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(results) == len(calls)
    return results


def sending(meter: Meter, value: int, replaces: UUID | None = None) -> Sending:
    return Sending(uuid4(), meter.number, {"taken_1": value}, replaces=replaces)


def test_the_same_sending_eight_times_is_one_reading(database: Database) -> None:
    user, account, meter = factories.make_home()
    same = sending(meter, 100)
    results = at_once(*[lambda: submission.submit(same, account, actor=user, now=NOW)] * 8)
    assert all(isinstance(one, submission.Receipt) for one in results)
    assert sum(not one.repeated for one in results if isinstance(one, submission.Receipt)) == 1
    assert (Submission.select().count(), Event.select().count(), Message.select().count()) == (1, 1, 1)


def test_different_sendings_for_one_date_leave_one_new(database: Database) -> None:
    user, account, meter = factories.make_home()
    calls = [
        lambda value=value: submission.submit(
            Sending(uuid4(), meter.number, {"taken_1": value}), account, actor=user, now=NOW
        )
        for value in range(100, 108)
    ]
    at_once(*calls)
    assert Submission.select().where(Submission.status == "new").count() == 1
    assert Submission.select().where(Submission.status == "replaced").count() == 7


def test_two_corrections_at_once_one_wins_one_is_told(database: Database) -> None:
    user, account, meter = factories.make_home()
    original = submission.submit(
        Sending(uuid4(), meter.number, {"taken_1": 100}), account, actor=user, now=NOW
    ).submission
    calls = [
        lambda value=value: submission.submit(
            Sending(uuid4(), meter.number, {"taken_1": value}, replaces=original.uuid),
            account,
            actor=user,
            now=NOW,
        )
        for value in (101, 102)
    ]
    results = at_once(*calls)
    assert sum(isinstance(one, submission.Receipt) for one in results) == 1
    assert sum(isinstance(one, DomainError) for one in results) == 1
    assert Submission.select().where(Submission.status == "new").count() == 1
