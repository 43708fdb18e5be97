"""The desk's own entries: within its reach, in both journals, and ended once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from peewee import Database

from portal.domain.errors import Conflict, Forbidden, NotFound, Refused
from portal.domain.outages import alarms, emergencies, known, watching
from portal.models import Audit, Event, Settlement, User, Works
from tests import factories
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def town(database: Database) -> Settlement:
    return factories.make_settlement()


@pytest.fixture
def operator() -> User:
    return factories.make_user(role="operator", rem=factories.make_rem())


@pytest.fixture
def elsewhere() -> User:
    return factories.make_user(role="operator", rem=factories.make_rem("Чуднівський РЕМ", 25))


@pytest.fixture
def supervisor() -> User:
    return factories.make_user(role="supervisor")


def report(actor: User, now: datetime = NOW, **changed: Any) -> Works:
    said: dict[str, Any] = {
        "kind": "emergency",
        "settlement": " Житомир ",
        "houses": "вул. Київська 1-9\nвул. Лісова;  вул. Нова 2 ",
        "reason": "Обрив проводу",
        "starts_at": NOW,
        "ends_at": None,
        **changed,
    }
    return emergencies.report(actor, factories.make_rem(), said.pop("kind"), now=now, **said)


def test_it_is_kept_and_written_down(operator: User) -> None:
    works = Works.get_by_id(report(operator).id)
    assert (works.kind, works.settlement, works.source.name) == ("emergency", "Житомир", "desk")
    assert works.houses == ["вул. Київська 1-9", "вул. Лісова", "вул. Нова 2"]
    assert emergencies.visible(operator, NOW) == [works]
    assert [row.action for row in Audit.select()] == ["works_reported"]
    assert Event.get().details["houses"] == works.houses


def test_it_ends_once(operator: User) -> None:
    works = report(operator)
    later = NOW + timedelta(hours=2)
    emergencies.end(works, actor=operator, now=later)
    assert Works.get_by_id(works.id).ends_at == later
    assert emergencies.visible(operator, later) == []
    with pytest.raises(Conflict):
        emergencies.end(works, actor=operator, now=later)
    assert [row.action for row in Audit.select().order_by(Audit.id)] == ["works_reported", "works_ended"]


def test_without_an_end_it_stands_until_it_is_ended(operator: User) -> None:
    works = report(operator)
    closed = report(operator, ends_at=NOW + timedelta(days=2))
    assert emergencies.visible(operator, NOW + timedelta(days=1)) == [closed, works]
    much_later = NOW + timedelta(days=100)
    assert emergencies.visible(operator, much_later) == [works]
    emergencies.end(works, actor=operator, now=much_later)
    assert emergencies.visible(operator, much_later) == []


def test_what_did_not_come_ends_before_it_begins(operator: User) -> None:
    begins = NOW + timedelta(hours=5)
    works = report(operator, starts_at=begins)
    person, home, _meter = factories.make_home()
    watching.choose({"changes": True}, actor=person)
    emergencies.end(works, actor=operator, now=NOW)
    assert emergencies.visible(operator, NOW) == []
    assert known.works_at(home, begins) == []
    assert alarms.tell_works(NOW + timedelta(minutes=2)) == 0
    assert alarms.tell_works(begins + timedelta(minutes=2)) == 0
    with pytest.raises(Conflict):
        emergencies.end(works, actor=operator, now=NOW + timedelta(minutes=2))


def test_a_settlement_that_is_nowhere_would_reach_nobody(operator: User) -> None:
    with pytest.raises(Refused) as refused:
        report(operator, settlement="Житомер")
    assert set(refused.value.fields) == {"settlement"}
    assert report(operator, settlement="м. ЖИТОМИР").settlement == "м. ЖИТОМИР"


def test_a_whole_settlement_and_a_whole_rem(operator: User) -> None:
    assert Works.get_by_id(report(operator, houses=" \n;").id).houses == []
    everywhere = Works.get_by_id(report(operator, kind="gav", settlement=" ", houses="").id)
    assert (everywhere.settlement, everywhere.houses) == ("", [])
    with pytest.raises(Refused):
        report(operator, kind="gav", settlement="", houses="вул. Лісова")


def test_only_within_reach(operator: User, elsewhere: User, supervisor: User) -> None:
    works = report(operator)
    for stranger in (elsewhere, factories.make_user()):
        with pytest.raises(Forbidden):
            report(stranger)
    assert emergencies.visible(elsewhere, NOW) == []
    with pytest.raises(NotFound):
        emergencies.end(works, actor=elsewhere, now=NOW)
    with pytest.raises(NotFound):
        emergencies.find(elsewhere, works.id)
    with pytest.raises(Forbidden):
        emergencies.visible(factories.make_user(), NOW)
    assert emergencies.visible(supervisor, NOW) == [works]
    emergencies.end(works, actor=supervisor, now=NOW)


def test_the_sources_rows_are_not_the_desks_to_end(operator: User) -> None:
    works = report(operator)
    Works.update(kind="planned").where(Works.id == works.id).execute()
    with pytest.raises(NotFound):
        emergencies.end(works, actor=operator, now=NOW)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "planned"),
        ("settlement", " "),
        ("houses", "в" * 5000),
        ("reason", "р" * 1001),
        ("starts_at", NOW - timedelta(days=60)),
        ("starts_at", NOW + timedelta(days=60)),
        ("ends_at", NOW),
        ("ends_at", NOW + timedelta(days=60)),
        ("ends_at", datetime.max.replace(tzinfo=UTC)),
    ],
)
def test_what_is_wrong_is_named(operator: User, field: str, value: object) -> None:
    with pytest.raises(Refused) as caught:
        report(operator, **{field: value})
    assert set(caught.value.fields) == {field}
    assert Works.select().count() == 0
