"""The desk's queue: what stands in it, beside what it is shown, and what it costs."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from portal.database import db, is_sqlite
from portal.domain.desk import counting
from portal.domain.errors import Conflict, NotFound, Refused
from portal.domain.readings import comparing, placing, processing, queue, remarks
from portal.models import Audit, Event, Rem, Submission, User
from tests import factories
from tests.conftest import NOW
from tests.queries import full_scans, recorded

pytestmark = pytest.mark.usefixtures("database")

FIRST = date(2026, 12, 1)
BEFORE = date(2026, 11, 1)


def operator(rem: Rem | None = None, **columns: object) -> User:
    return factories.make_user(role="operator", rem=rem or factories.make_rem(), **columns)


def waiting(before: int, value: int, *, warnings: tuple[str, ...] = (), **meter: object) -> Submission:
    """A new reading for 1 December of a meter that used 90 kWh a month until now."""
    _user, _account, made = factories.make_home(**meter)
    factories.make_use(made, 14, 90_000)
    factories.make_submission(made, BEFORE, before)
    submission = factories.make_submission(made, FIRST, value, status="new")
    submission.warnings, submission.attention = list(warnings), bool(warnings)
    submission.save()
    return submission


def row_of(submission: Submission) -> comparing.Row:
    rows = queue.page(operator(), rem=None).rows
    return next(row for row in rows if row.submission.id == submission.id)


def test_a_row_shows_what_was_before_and_what_is_usual() -> None:
    row = row_of(waiting(32108, 32198))
    (line,) = row.lines
    assert (line.previous, line.value, line.use) == (32108, 32198, 90)
    assert line.usual == 89
    assert row.submission.account.holder_short == "Українець І.І."
    assert remarks.of(row) == []


@pytest.mark.parametrize(
    ("before", "value", "code", "words"),
    [
        (8410, 9962, "jump", "у 17 разів більше"),
        (71004, 70004, "less_than_previous", "менше за попередній"),
        (99871, 12, "less_than_previous", "через нуль"),
        (500, 60000, "over_capacity", "понад потужність"),
    ],
)
def test_what_is_worth_a_look_is_said_in_plain_words(before: int, value: int, code: str, words: str) -> None:
    assert remarks.of(row_of(waiting(before, value, warnings=(code,)))) == [words]


def test_a_meter_that_stands_says_for_how_long() -> None:
    submission = waiting(71004, 71004, warnings=("no_use",))
    for day in (date(2026, 9, 1), date(2026, 10, 1)):
        factories.make_submission(submission.meter, day, 71004)
    factories.make_submission(submission.meter, date(2026, 8, 1), 70950)
    assert remarks.of(row_of(submission)) == ["без змін 3\u00a0міс."]


def test_past_zero_the_use_goes_on() -> None:
    (line,) = row_of(waiting(99871, 12)).lines
    assert line.use == 141


def test_a_meter_of_zones_has_a_line_for_each() -> None:
    _user, _account, meter = factories.make_home(zones=2)
    factories.make_submission(meter, BEFORE, 1000, 500)
    submission = factories.make_submission(meter, FIRST, 1100, 540, status="new")
    assert [(line.label, line.use) for line in row_of(submission).lines] == [("День", 100), ("Ніч", 40)]


def test_previous_is_what_was_accepted_or_is_new_and_not_what_was_rejected() -> None:
    submission = waiting(1000, 1100)
    factories.make_submission(submission.meter, date(2026, 11, 15), 5000, status="rejected")
    factories.make_submission(submission.meter, date(2026, 11, 20), 1050)
    assert row_of(submission).lines[0].previous == 1050


def test_the_oldest_come_first_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "PAGE", 2)
    made = [waiting(1000, 1100 + number) for number in range(3)]
    somebody = operator()
    first = queue.page(somebody, rem=None)
    assert [row.submission.id for row in first.rows] == [made[0].id, made[1].id]
    second = queue.page(somebody, rem=None, after=first.following or 0)
    assert [row.submission.id for row in second.rows] == [made[2].id]
    assert second.following is None


def test_an_operator_sees_the_own_rem_and_a_supervisor_all_or_one() -> None:
    ours = waiting(1000, 1100)
    elsewhere = Rem.create(source_id=99, name="Малинський РЕМ")
    theirs = waiting(1000, 1100)
    Submission.update(rem=elsewhere).where(Submission.id == theirs.id).execute()
    supervisor = factories.make_user(role="supervisor")

    def seen(actor: User, rem: Rem | None = None) -> list[int]:
        return [row.submission.id for row in queue.page(actor, rem=rem).rows]

    assert seen(operator()) == [ours.id]
    assert seen(operator(elsewhere)) == [theirs.id]
    assert seen(operator(), elsewhere) == []
    assert seen(supervisor) == [ours.id, theirs.id]
    assert seen(supervisor, elsewhere) == [theirs.id]
    with pytest.raises(NotFound):
        processing.of_desk(operator(), theirs.uuid)
    assert processing.of_desk(supervisor, theirs.uuid).id == theirs.id


@pytest.mark.parametrize("role", ["operator", "supervisor"])
@pytest.mark.parametrize("attention", [False, True])
def test_a_page_reads_nothing_from_end_to_end(role: str, attention: bool) -> None:
    for number in range(60):
        waiting(1000, 1100 + number, warnings=("jump",) if number % 2 else ())
    if not is_sqlite():
        pytest.skip("the plan is asked of SQLite")
    actor = operator() if role == "operator" else factories.make_user(role="supervisor")
    with recorded() as statements:
        queue.page(actor, rem=None, attention=attention, after=5)
        queue.count(actor, attention=attention)
    assert len(statements) <= 7
    assert full_scans(statements) == []
    wanted = "submission_new" if role == "supervisor" else "submission_queue"
    wanted = "submission_attention" if attention else wanted
    plans = [
        str(row[3])
        for sql, params in statements
        if "LIMIT" in sql and "status\" = 'new'" in sql
        for row in db.execute_sql(f"EXPLAIN QUERY PLAN {sql}", params).fetchall()
    ]
    assert len([plan for plan in plans if wanted in plan]) == 2, plans


def test_many_are_accepted_at_once_and_each_is_written_down() -> None:
    made = [waiting(1000, 1100 + number) for number in range(3)]
    somebody = operator()
    outcome = processing.accept_many([one.uuid for one in made], actor=somebody, now=NOW)
    assert outcome == processing.Outcome(3, [])
    assert {one.status_name for one in Submission.select().where(Submission.reading_date == FIRST)} == {"accepted"}
    for journal in (Event, Audit):
        rows = journal.select().where(journal.subject_kind == "submission")
        assert sorted((row.subject_id, row.actor_id) for row in rows) == [(one.id, somebody.id) for one in made]
    assert {row.name for row in Event.select()} == {"reading_accepted"}


def test_who_comes_second_hears_who_was_first() -> None:
    made = [waiting(1000, 1100 + number) for number in range(3)]
    first, second = operator(surname="Коваль"), operator(surname="Савчук")
    processing.accept_many([made[0].uuid], actor=first, now=NOW)
    Submission.update(status="withdrawn").where(Submission.id == made[1].id).execute()
    outcome = processing.accept_many([one.uuid for one in made], actor=second, now=NOW)
    assert outcome.accepted == 1
    assert sorted(one.by for one in outcome.earlier) == ["", "Коваль І.І."]
    assert Event.select().where(Event.name == "reading_accepted", Event.actor == first).count() == 1
    with pytest.raises(Conflict, match=r"Коваль І\.І\."):
        processing.reject(processing.of_desk(second, made[0].uuid), "Пізно", actor=second, now=NOW)


def test_what_is_out_of_reach_stops_all_of_it() -> None:
    ours = waiting(1000, 1100)
    theirs = waiting(1000, 1100)
    Submission.update(rem=Rem.create(source_id=99, name="Малинський РЕМ")).where(
        Submission.id == theirs.id
    ).execute()
    with pytest.raises(NotFound):
        processing.accept_many([ours.uuid, theirs.uuid], actor=operator(), now=NOW)
    assert Submission.get_by_id(ours.id).status_name == "new"
    too_many = [uuid4() for _number in range(processing.MOST_AT_ONCE + 1)]
    for nothing in ([], too_many):
        with pytest.raises(Refused):
            processing.accept_many(nothing, actor=operator(), now=NOW)


def test_a_submission_without_a_rem_comes_into_the_queue_of_its_account() -> None:
    submission = waiting(1000, 1100, warnings=("jump",))
    Submission.update(rem=None, attention=False).where(Submission.id == submission.id).execute()
    assert queue.page(operator(), rem=None).rows == []
    assert placing.place_unplaced() == 1
    assert placing.place_unplaced() == 0
    assert [row.submission.id for row in queue.page(operator(), rem=None, attention=True).rows] == [submission.id]


def test_a_long_queue_is_not_counted_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "AT_MOST", 2)
    for _number in range(3):
        waiting(1000, 1100)
    assert queue.waiting(operator()) == 2
