"""The deletion of a cabinet: asked for, taken back, done, and what is left."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from portal.database import db
from portal.domain import outbox
from portal.domain.errors import Conflict, Forbidden, Refused
from portal.domain.identity import passwords, registration, sign_in
from portal.domain.leaving import belongings, deletion, taking_out
from portal.domain.orders import processing
from portal.domain.readings import processing as readings
from portal.models import (
    AccountLink,
    Consent,
    Event,
    File,
    Message,
    Order,
    Session,
    Submission,
    SubmissionFile,
    TakeOut,
    User,
)
from portal.storage import Storage, StorageAway
from tests import factories
from tests.conftest import NOW
from tests.domain.identity.people import SECRET, details, last_token
from tests.domain.leaving.whole import PASSWORD, TRACES, Whole, everything
from tests.domain.orders.filling import VAULT

DUE = NOW + timedelta(days=30)


def found_anywhere() -> list[str]:
    """In which table which trace of the person stands, whatever the column."""
    found = []
    for table in db.obj.get_tables():
        for row in db.execute_sql(f'SELECT * FROM "{table}"').fetchall():  # noqa: S608
            text = " ".join(map(_readable, row)).casefold()
            found += [f"{table}: {trace} in {text}" for trace in TRACES if trace in text]
    return found


def _readable(cell: object) -> str:
    return bytes(cell).decode("utf-8", "replace") if isinstance(cell, memoryview | bytes) else str(cell)


def delete(whole: Whole, store: Storage, spool: Path) -> bool:
    return deletion.delete(whole.anew(), storage=store, spool=spool, now=DUE)


def ask(whole: Whole) -> None:
    deletion.ask(PASSWORD, actor=whole.anew(), now=NOW)


def test_asking_ends_nothing(whole: Whole) -> None:
    assert deletion.ask(PASSWORD, actor=whole.user, now=NOW) == DUE
    assert Session.select().where(Session.user == whole.user).count() == 1
    assert sign_in.check("onysym-b@example.com", PASSWORD) == whole.user
    (mail,) = Message.select().where(Message.template == "deletion_asked")
    assert (mail.recipient, mail.data) == ("onysym-b@example.com", {"due": "2026-12-30"})
    assert deletion.ask(PASSWORD, actor=whole.anew(), now=NOW + timedelta(days=3)) == DUE, "the first day holds"
    assert Message.select().where(Message.template == "deletion_asked").count() == 1


def test_the_password_has_to_be_right(whole: Whole) -> None:
    with pytest.raises(Refused):
        deletion.ask("не той", actor=whole.user, now=NOW)
    assert whole.anew().deletion_due is None


def test_those_of_the_desk_can_not(database: object) -> None:
    operator = factories.make_user(role="supervisor", password_hash=passwords.hash_password(PASSWORD))
    with pytest.raises(Forbidden):
        deletion.ask(PASSWORD, actor=operator, now=NOW)


def test_a_mind_may_change_until_the_last_moment(whole: Whole, store: Storage, spool: Path) -> None:
    ask(whole)
    assert deletion.due(DUE - timedelta(seconds=1)) == []
    deletion.call_off(actor=whole.anew(), now=DUE - timedelta(seconds=1))
    assert whole.anew().deletion_due is None
    assert not delete(whole, store, spool)
    assert whole.anew().surname == "Барабольченко"
    deletion.call_off(actor=whole.anew(), now=DUE)
    ask(whole)
    with pytest.raises(Conflict):
        deletion.call_off(actor=whole.anew(), now=DUE)
    assert deletion.due(DUE) == [whole.user]


def test_nothing_of_the_person_is_left_anywhere(whole: Whole, store: Storage, spool: Path, tmp_path: Path) -> None:
    assert {line.split(":")[0] for line in found_anywhere()} >= {
        "users",
        "file",
        "message",
        "identity",
        "mail_link",
    }
    taken = taking_out.ask(PASSWORD, actor=whole.user, now=NOW)
    taking_out.make(taken, vault=VAULT, storage=store, folder=tmp_path / "archives", now=NOW)
    ask(whole)
    assert delete(whole, store, spool)
    (last,) = Message.select().where(Message.template == "cabinet_deleted")
    assert last.recipient == "onysym-b@example.com"
    outbox.mark_sent(last, DUE)
    assert found_anywhere() == []
    assert b"onysym" not in everything(tmp_path / "files") + everything(spool)
    assert not delete(whole, store, spool), "twice is once"
    assert Message.select().where(Message.template == "cabinet_deleted").count() == 0


def test_what_the_operator_has_to_keep_is_there(whole: Whole, store: Storage, spool: Path) -> None:
    ask(whole)
    delete(whole, store, spool)
    left = whole.anew()
    (order,) = Order.select().where(Order.user == left)
    assert order.number == whole.sent.number
    assert order.answers == Order.get_by_id(whole.sent.id).answers != []
    assert [one.subject for one in Consent.select().where(Consent.user == left)] == [f"order {order.number}"]
    mine = Submission.get(Submission.user == left)
    (joined,) = SubmissionFile.select().where(SubmissionFile.submission == mine)
    with store.open(joined.file.storage_key) as photo:
        assert photo.read(3) == b"\xff\xd8\xff"
    about = File.select().where(File.user == left, File.account.is_null(False))
    assert {file.name for file in about} == {"лічильник"}
    assert File.get_or_none(File.id == whole.loose.id) is None
    assert Submission.select().where(Submission.user == whole.other).count() == 1


def test_others_keep_what_is_theirs(whole: Whole, store: Storage, spool: Path) -> None:
    ask(whole)
    delete(whole, store, spool)
    assert [link.user for link in AccountLink.select()] == [whole.other]
    assert User.get_by_id(whole.other.id).email == "neighbour@example.com"


def test_the_operator_goes_on_and_writes_to_nobody(whole: Whole, store: Storage, spool: Path) -> None:
    ask(whole)
    delete(whole, store, spool)
    operator = User.get(User.role == "operator")
    before = Message.select().count()
    order = processing.order_for_desk(operator, whole.sent.ref)
    processing.finish(order, "Зроблено.", revision=order.revision, actor=operator, now=DUE)
    readings.reject(Submission.get(Submission.user == whole.user), "Нечітко", actor=operator, now=DUE)
    assert Message.select().count() == before
    assert order.user.full_name == "Кабінет видалено"


def test_the_address_is_free_and_the_old_password_opens_nothing(whole: Whole, store: Storage, spool: Path) -> None:
    ask(whole)
    delete(whole, store, spool)
    with pytest.raises(Refused):
        sign_in.check("onysym-b@example.com", PASSWORD)
    again = details(email="onysym-b@example.com")
    registration.register(again, now=DUE)
    anew = registration.confirm(last_token(), again.password, secret_key=SECRET, now=DUE)
    assert anew.id != whole.user.id
    assert sign_in.check("onysym-b@example.com", again.password) == anew


def test_the_journal_tells_of_it_without_a_name(whole: Whole, store: Storage, spool: Path) -> None:
    ask(whole)
    delete(whole, store, spool)
    events = Event.select().where(Event.subject_kind == "user", Event.subject_id == whole.user.id)
    assert [event.name for event in events][-2:] == ["deletion_asked", "cabinet_deleted"]


def test_a_store_that_is_away_leaves_it_for_the_next_night(whole: Whole, store: Storage, spool: Path) -> None:
    class Away:
        def delete(self, key: str) -> None:
            raise StorageAway("away")

    ask(whole)
    with pytest.raises(StorageAway):
        deletion.delete(whole.anew(), storage=Away(), spool=spool, now=DUE)  # type: ignore[arg-type]
    assert whole.anew().surname == "Барабольченко"
    with pytest.raises(Refused):
        sign_in.check("onysym-b@example.com", PASSWORD)
    assert deletion.due(DUE) == [whole.user]
    assert delete(whole, store, spool)
    outbox.mark_sent(Message.get(Message.template == "cabinet_deleted"), DUE)
    assert found_anywhere() == []


def test_killed_anywhere_it_is_done_the_next_time(whole: Whole, store: Storage, spool: Path) -> None:
    """Dies after each deletion from the store in turn, as a process does: with all that was committed."""

    class Killed(BaseException):
        pass

    class Deadly:
        def __init__(self, after: int) -> None:
            self.left = after

        def delete(self, key: str) -> None:
            store.delete(key)
            self.left -= 1
            if self.left < 0:
                raise Killed

    ask(whole)
    deaths = 0
    while True:
        try:
            assert deletion.delete(whole.anew(), storage=Deadly(deaths), spool=spool, now=DUE)  # type: ignore[arg-type]
        except Killed:
            deaths += 1
        else:
            break
    assert deaths > 1
    outbox.mark_sent(Message.get(Message.template == "cabinet_deleted"), DUE)
    assert found_anywhere() == []


def test_every_key_to_a_person_is_decided_about() -> None:
    """A new table says either ON DELETE CASCADE, or stands in one of the two lists."""
    decided = {*belongings.own(), *belongings.STAY}
    undecided = [f"{key.model.__name__}.{key.name}" for key in belongings.keys_to_people() if key not in decided]
    assert undecided == []
    assert not {*belongings.GO} & {*belongings.STAY}
    assert not [key for key in belongings.STAY if key.on_delete == "CASCADE"]
    assert TakeOut.user in belongings.own()


def test_a_last_mail_that_nobody_takes_leaves_no_address(whole: Whole, store: Storage, spool: Path) -> None:
    ask(whole)
    delete(whole, store, spool)
    outbox.mark_failed(Message.get(Message.template == "cabinet_deleted"), "refused", DUE, for_good=True)
    assert found_anywhere() == []


def test_open_orders_are_counted(whole: Whole) -> None:
    assert deletion.open_orders(whole.user) == 1
