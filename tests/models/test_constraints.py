"""What the database itself keeps, whichever it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone

import pytest
from peewee import Database, DatabaseError, IntegrityError

from portal.models import (
    Account,
    AccountLink,
    Audit,
    Consumption,
    Event,
    Reading,
    Register,
    Submission,
    SubmissionStatus,
    User,
)
from tests import factories
from tests.conftest import NOW


def refused(database: Database, change: Callable[[], object]) -> bool:
    """Whether the database refuses the change; its transaction is rolled back."""
    try:
        with database.atomic():
            change()
    except (IntegrityError, DatabaseError):
        return True
    return False


def test_a_new_submission_is_one_a_meter_and_date(database: Database) -> None:
    _user, _account, meter = factories.make_home()
    factories.make_submission(meter, date(2026, 12, 1), 1, status="new")
    factories.make_submission(meter, date(2026, 12, 1), 2, status="replaced")
    factories.make_submission(meter, date(2026, 12, 2), 3, status="new")
    assert refused(database, lambda: factories.make_submission(meter, date(2026, 12, 1), 4, status="new"))


def test_a_live_link_is_one_a_pair(database: Database) -> None:
    user, account, _meter = factories.make_home()
    AccountLink.create(user=user, account=account, proof="surname", linked_at=NOW, unlinked_at=NOW)
    assert refused(database, lambda: factories.link(user, account))


def test_values_stay_in_their_bounds(database: Database) -> None:
    _user, account, meter = factories.make_home()
    assert refused(database, lambda: factories.make_submission(meter, date(2026, 12, 1), -1))
    assert refused(database, lambda: Register.create(meter=meter, direction="A*", zone=2, zones=2, digits=5))
    assert refused(database, lambda: Register.create(meter=meter, direction="A+", zone=4, zones=3, digits=5))
    assert refused(database, lambda: Account.update(digits="1").where(Account.id == account.id).execute())
    assert refused(database, lambda: User.create(email="x@example.com", role="king", created_at=NOW))
    assert refused(
        database,
        lambda: Consumption.create(
            account=account, meter_number="1", direction="A+", zone=1, period=date(2026, 1, 1), wh=-1
        ),
    )


def test_a_status_has_to_be_in_its_list_and_the_list_can_grow(database: Database) -> None:
    _user, _account, meter = factories.make_home()
    assert refused(database, lambda: factories.make_submission(meter, date(2026, 12, 1), 1, status="odd"))
    SubmissionStatus.insert(name="odd").execute()
    assert factories.make_submission(meter, date(2026, 12, 1), 1, status="odd").status_name == "odd"


def test_what_others_stand_on_can_not_be_deleted(database: Database) -> None:
    _user, _account, meter = factories.make_home()
    submission = factories.make_submission(meter, date(2026, 12, 1), 1)
    assert refused(database, submission.delete_instance)
    assert Reading.select().count() == 1


@pytest.mark.parametrize("journal", [Event, Audit])
def test_journals_only_grow(database: Database, journal: type) -> None:
    columns = {"subject_kind": "account", "subject_id": 1, "at": NOW}
    if journal is Event:
        Event.create(name="account_linked", **columns)
    else:
        Audit.create(action="looked", actor_label="somebody", **columns)
    assert refused(database, lambda: journal.update(subject_id=2).execute())
    assert refused(database, lambda: journal.delete().execute())
    assert journal.get().subject_id == 1


def test_moments_come_back_as_they_went_in(database: Database) -> None:
    in_kyiv = datetime(2026, 7, 1, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=3)))
    user = factories.make_user(created_at=in_kyiv)
    kept = User.get_by_id(user.id).created_at
    assert kept == in_kyiv
    assert kept.utcoffset() == timedelta(0)
    assert User.select().where(User.created_at == in_kyiv).count() == 1
    assert User.select().where(User.created_at > in_kyiv).count() == 0


def test_a_naive_moment_is_refused(database: Database) -> None:
    with pytest.raises(ValueError, match="aware"):
        factories.make_user(created_at=datetime(2026, 7, 1))  # noqa: DTZ001


def test_cyrillic_stays_readable_in_json(database: Database) -> None:
    user = factories.make_user(settings={"мова": "українська", "тихо": ["22:00", "07:00"]})
    assert User.get_by_id(user.id).settings == {"мова": "українська", "тихо": ["22:00", "07:00"]}
    raw = database.execute_sql("SELECT settings FROM users").fetchone()[0]
    assert "українська" in (raw if isinstance(raw, str) else str(raw))


def test_submissions_are_found_by_uuid_text_and_object(database: Database) -> None:
    _user, _account, meter = factories.make_home()
    kept = factories.make_submission(meter, date(2026, 12, 1), 1)
    assert Submission.get(Submission.uuid == kept.uuid) == Submission.get(Submission.uuid == str(kept.uuid))
