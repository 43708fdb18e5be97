"""Accepted readings go out once, and none is passed over."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from peewee import Database

from portal import database as portal_database
from portal.domain.billing import exporting, turn
from portal.domain.errors import Conflict
from portal.domain.readings import processing, submission
from portal.domain.readings.submission import Sending
from portal.models import Account, BillingExport, Consumption, Meter, Reading, Submission
from tests import factories
from tests.conftest import NOW
from tests.domain.billing import files

pytestmark = pytest.mark.usefixtures("database")
FIRST = date(2026, 12, 1)


def accepted(*values: int, **home: object) -> Submission:
    """A reading that a person has sent and the desk has accepted."""
    _user, _account, meter = factories.make_home(**home)
    one = factories.make_submission(meter, FIRST, *values, status="new")
    processing.accept(one, actor=None, now=NOW)
    return one


def export(path: Path) -> list[list[str]]:
    exporting.since_last(exporting.to_file(path), actor=None, now=NOW)
    return rows(path)


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.reader(source, delimiter=";"))[1:]


def test_accepted_readings_go_out_once(tmp_path: Path, database: Database) -> None:
    one = accepted(700, 300, zones=2)
    waiting = factories.make_submission(factories.make_home()[2], FIRST, 5, status="new")
    told = export(tmp_path / "one.csv")
    meter = Meter.get_by_id(one.meter_id)
    digits = Account.get_by_id(one.account_id).digits
    assert [row[:6] for row in told] == [
        [digits, meter.number, "A+", "1", "700", "2026-12-01"],
        [digits, meter.number, "A+", "2", "300", "2026-12-01"],
    ]
    assert {row[-1] for row in told} == {str(one.uuid)}
    assert export(tmp_path / "two.csv") == []
    processing.accept(waiting, actor=None, now=NOW)
    assert [row[4] for row in export(tmp_path / "three.csv")] == ["5"]


def test_what_came_from_billing_does_not_go_back(tmp_path: Path, database: Database) -> None:
    files.take_in(
        files.write(tmp_path / "a.csv", [files.account()]), files.write(tmp_path / "m.csv", [files.meter()])
    )
    assert Submission.select().count() == 2
    assert export(tmp_path / "out.csv") == []


def test_one_that_fails_keeps_its_readings_for_the_next(tmp_path: Path, database: Database) -> None:
    accepted(700)

    def fails(given: Iterator[list[str]]) -> int:
        next(given)
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        exporting.since_last(fails, actor=None, now=NOW)
    accepted(800)
    assert [row[4] for row in export(tmp_path / "out.csv")] == ["700", "800"]
    assert BillingExport.select().count() == 1


def test_one_whose_transaction_ends_late_is_not_passed_over(tmp_path: Path, database: Database) -> None:
    """Its row is older than the mark, its acceptance is not: it goes with the next."""
    late = factories.make_submission(factories.make_home()[2], FIRST, 600, status="new")
    accepted(700)
    assert [row[4] for row in export(tmp_path / "one.csv")] == ["700"]
    processing.accept(late, actor=None, now=NOW - timedelta(days=1))
    assert [row[4] for row in export(tmp_path / "two.csv")] == ["600"]


def test_since_a_date_moves_no_mark(tmp_path: Path, database: Database) -> None:
    accepted(700)
    path = tmp_path / "out.csv"
    target = exporting.to_file(path)
    assert exporting.since_date(NOW.date(), target, actor=None, now=NOW) == 1
    assert exporting.since_date(NOW.date() + timedelta(days=1), target, actor=None, now=NOW) == 0
    assert [row[4] for row in export(path)] == ["700"]
    assert exporting.since_date(NOW.date(), target, actor=None, now=NOW) == 1


def test_one_at_a_time(tmp_path: Path, database: Database) -> None:
    """The other one is on a connection of its own, as another process is."""
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with database.connection_context(), turn.taken():
            held.set()
            done.wait(30)

    other = threading.Thread(target=hold)
    other.start()
    assert held.wait(10)
    if not portal_database.is_sqlite():
        database.execute_sql("SET lock_timeout = '100ms'")
    try:
        with pytest.raises(Conflict):
            export(tmp_path / "out.csv")
    finally:
        done.set()
        other.join(30)
    assert export(tmp_path / "out.csv") == []


KILLED = """
import os, signal, sys
from portal import clock, database
from portal.domain.billing import exporting
database.bind(sys.argv[1])
def target(rows):
    list(rows)
    os.kill(os.getpid(), signal.SIGKILL)
exporting.since_last(target, actor=None, now=clock.now())
"""


def test_one_that_is_killed_keeps_its_readings_for_the_next(
    tmp_path: Path, database: Database, database_url: str
) -> None:
    accepted(700)
    root = Path(__file__).resolve().parents[3]
    killed = subprocess.run([sys.executable, "-c", KILLED, database_url], cwd=root, env=dict(os.environ))
    assert killed.returncode == -signal.SIGKILL
    assert BillingExport.get().ended_at is None
    assert [row[4] for row in export(tmp_path / "out.csv")] == ["700"]


def test_there_and_back(tmp_path: Path, database: Database) -> None:
    """Billing's files in, a reading by its person, out, and into another base."""
    base = [
        files.write(tmp_path / "a.csv", [files.account()]),
        files.write(tmp_path / "m.csv", [files.meter()]),
        files.write(tmp_path / "u.csv", [files.use()]),
    ]
    files.take_in(*base)
    account = Account.get()
    user = factories.make_user()
    factories.link(user, account)
    sending = Sending(uuid4(), "0012345", {"taken_1": 12_445}, confirmed=frozenset({"jump"}))
    sent = submission.submit(sending, account, actor=user, now=NOW).submission
    processing.accept(sent, actor=None, now=NOW)
    told = export(tmp_path / "out.csv")

    for model in (Reading, Submission, Consumption):
        model.delete().execute()
    files.take_in(*base)
    [outcome] = files.take_in(tmp_path / "out.csv")
    assert (outcome.rows, outcome.wrong) == (len(told), 0)
    values = {one.reading_date: [reading.value for reading in one.readings] for one in Submission.select()}
    assert values == {date(2020, 1, 15): [0], date(2026, 11, 1): [12_345], FIRST: [12_445]}
    assert files.take_in(tmp_path / "out.csv")[0].changed == 0
