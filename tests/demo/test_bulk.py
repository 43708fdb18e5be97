"""The big base, in small."""

from __future__ import annotations

from datetime import datetime

import pytest
from peewee import Database

from portal.demo import bulk
from portal.domain import territory
from portal.models import Account, Consumption, Meter, Reading, Register, Submission
from tests.factories import make_account, make_meter, make_submission

TABLES = (Account, Meter, Register, Submission, Reading, Consumption)


@pytest.fixture
def place(database: Database) -> None:
    territory.load()


@pytest.mark.usefixtures("place")
def test_it_fills_up_to_a_number_and_no_further(now: datetime) -> None:
    heard: list[int] = []
    assert bulk.fill(120, now, history=False, advanced=heard.append) == 120
    assert sum(heard) == 120
    assert bulk.present() == Account.select().count() == 120
    assert bulk.fill(120, now, history=False) == 0
    assert bulk.fill(150, now, history=False) == 30
    assert bulk.present() == 150
    assert Submission.select().count() == 450
    assert not Consumption.select().exists()


@pytest.mark.usefixtures("place")
def test_rows_are_as_the_models_would_write_them(now: datetime) -> None:
    bulk.fill(40, now, history=True)
    one = Submission.select().order_by(Submission.id.desc()).get()
    assert one.taken_at.tzinfo is not None
    assert one.warnings == []
    assert one.status_name == "accepted"
    assert Submission.get(Submission.uuid == one.uuid) == one
    assert one.account.rem.name in territory.REMS.values()
    zones = {register.zones for register in Register.select()}
    assert zones == {1, 2}
    assert Consumption.select().count() == 25 * Register.select().count()
    assert Reading.select().count() == 3 * Register.select().count()


@pytest.mark.usefixtures("place")
def test_ordinary_rows_go_on_after_it(now: datetime) -> None:
    bulk.fill(10, now, history=True)
    meter = make_meter(make_account())
    make_submission(meter, now.date(), 5)
    assert bulk.fill(20, now, history=True) == 10
    make_submission(make_meter(make_account()), now.date(), 7)
    assert bulk.present() == 20


@pytest.mark.usefixtures("place")
def test_the_same_number_is_always_the_same_account(now: datetime) -> None:
    columns = (Account.digits, Account.ref, Account.holder_name, Account.house)
    bulk.fill(30, now, history=False)
    first = list(Account.select(*columns).order_by(Account.digits).tuples())
    for model in reversed(TABLES):
        model.delete().execute()
    bulk.fill(10, now, history=False)
    bulk.fill(30, now, history=True)
    assert list(Account.select(*columns).order_by(Account.digits).tuples()) == first
