"""An archive is asked for, made, told of, and thrown away."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from portal.domain.errors import Conflict, NotFound, Refused
from portal.domain.identity import links, passwords
from portal.domain.leaving import deletion, taking_out
from portal.models import Event, Message, TakeOut, User
from portal.storage import Missing, Storage, StorageAway
from tests import factories
from tests.conftest import NOW
from tests.domain.identity.people import PASSWORD, SECRET, last_token
from tests.domain.orders.filling import VAULT


@pytest.fixture
def maria(database: object) -> User:
    return factories.make_user("maria@example.com", password_hash=passwords.hash_password(PASSWORD))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "archives"


def make(take_out: TakeOut, store: Storage, folder: Path) -> TakeOut:
    taking_out.make(take_out, vault=VAULT, storage=store, folder=folder, now=NOW)
    made: TakeOut = TakeOut.get_by_id(take_out.id)
    return made


def test_from_the_wish_to_the_download(maria: User, store: Storage, folder: Path) -> None:
    asked = taking_out.ask(PASSWORD, actor=maria, now=NOW)
    assert taking_out.waiting(NOW) == asked
    made = make(asked, store, folder)
    assert (made.state, made.done, made.expires_at) == ("ready", made.total, NOW + taking_out.KEPT)
    assert taking_out.waiting(NOW) is None
    (mail,) = Message.select()
    assert (mail.template, mail.recipient, mail.data) == ("data_ready", maria.email, {"until": "2026-12-03"})
    with taking_out.open_for(maria, made.ref, storage=store, now=NOW) as opened:
        assert len(opened.read()) == made.size
    assert [event.name for event in Event.select()] == ["data_asked", "data_downloaded"]
    assert list(folder.iterdir()) == []


def test_one_at_a_time(maria: User) -> None:
    taking_out.ask(PASSWORD, actor=maria, now=NOW)
    with pytest.raises(Conflict):
        taking_out.ask(PASSWORD, actor=maria, now=NOW)
    assert TakeOut.select().count() == 1


def test_the_next_one_takes_the_place_of_the_one_before(maria: User, store: Storage, folder: Path) -> None:
    first = make(taking_out.ask(PASSWORD, actor=maria, now=NOW), store, folder)
    second = taking_out.ask(PASSWORD, actor=maria, now=NOW)
    assert taking_out.latest(maria, NOW) == second
    with pytest.raises(NotFound):
        taking_out.open_for(maria, first.ref, storage=store, now=NOW)


def test_nobody_else_gets_it_and_nobody_after_its_time(maria: User, store: Storage, folder: Path) -> None:
    made = make(taking_out.ask(PASSWORD, actor=maria, now=NOW), store, folder)
    for user, now in ((factories.make_user(), NOW), (maria, NOW + taking_out.KEPT)):
        with pytest.raises(NotFound):
            taking_out.open_for(user, made.ref, storage=store, now=now)
    assert taking_out.latest(maria, NOW + taking_out.KEPT) is None
    assert taking_out.forget_expired(NOW, storage=store) == 0
    assert taking_out.forget_expired(NOW + taking_out.KEPT, storage=store) == 1
    assert TakeOut.select().count() == 0
    with pytest.raises(Missing):
        store.open(made.storage_key)


def test_a_wrong_password_asks_for_nothing(maria: User) -> None:
    with pytest.raises(Refused):
        taking_out.ask("не той", actor=maria, now=NOW)
    assert TakeOut.select().count() == 0


def test_what_a_killed_one_left_is_removed(maria: User, store: Storage, folder: Path) -> None:
    asked = taking_out.ask(PASSWORD, actor=maria, now=NOW)
    folder.mkdir()
    (folder / "of-somebody-killed.zip").write_bytes(b"half of an archive")
    store.put(asked.storage_key, b"it was stored, and then the lights went out")
    made = make(asked, store, folder)
    assert list(folder.iterdir()) == []
    with store.open(made.storage_key) as opened:
        assert opened.read(2) == b"PK"


def test_a_store_that_is_away_is_tried_as_long_as_it_takes(maria: User) -> None:
    asked = taking_out.ask(PASSWORD, actor=maria, now=NOW)
    for attempt in range(1, 40):
        taking_out.put_off(TakeOut.get_by_id(asked.id), StorageAway("away"), NOW)
        assert TakeOut.get_by_id(asked.id).attempts == attempt
    assert TakeOut.get_by_id(asked.id).state == "waiting"
    assert taking_out.waiting(NOW) is None
    assert taking_out.waiting(NOW + timedelta(hours=1)) == asked


def test_a_fault_of_ours_ends_it_and_it_can_be_asked_for_anew(maria: User, store: Storage) -> None:
    asked = taking_out.ask(PASSWORD, actor=maria, now=NOW)
    for _attempt in range(taking_out.MOST_ATTEMPTS):
        taking_out.put_off(TakeOut.get_by_id(asked.id), KeyError("a fault"), NOW)
    assert TakeOut.get_by_id(asked.id).state == "failed"
    again = taking_out.ask(PASSWORD, actor=maria, now=NOW)
    assert taking_out.latest(maria, NOW) == again
    assert taking_out.forget_expired(NOW, storage=store) == 1


def test_a_cabinet_that_goes_meanwhile_leaves_no_archive(maria: User, store: Storage, folder: Path) -> None:
    asked = taking_out.ask(PASSWORD, actor=maria, now=NOW)
    waiting = taking_out.waiting(NOW)
    assert waiting
    due = deletion.ask(PASSWORD, actor=maria, now=NOW)
    deletion.delete(User.get_by_id(maria.id), storage=store, spool=folder, now=due)
    taking_out.make(waiting, vault=VAULT, storage=store, folder=folder, now=NOW)
    with pytest.raises(Missing):
        store.open(asked.storage_key)
    assert TakeOut.select().count() == 0


def test_without_a_password_by_a_link(database: object) -> None:
    user, other = factories.make_user("diia@example.com"), factories.make_user()
    with pytest.raises(Refused):
        taking_out.ask("", actor=user, now=NOW)
    taking_out.send_link(actor=user, now=NOW)
    token = last_token()
    said = {"secret_key": SECRET, "now": NOW}
    with pytest.raises(links.LinkUnknown):
        taking_out.ask_by_link(token, actor=other, **said)
    with pytest.raises(links.LinkUnknown):
        deletion.ask_by_link(token, actor=user, **said)
    with pytest.raises(links.LinkExpired):
        taking_out.ask_by_link(token, actor=user, secret_key=SECRET, now=NOW + timedelta(hours=1))
    taking_out.ask_by_link(token, actor=user, **said)
    with pytest.raises(links.LinkUsed):
        taking_out.ask_by_link(token, actor=user, **said)


def test_who_has_a_password_gets_no_link(maria: User) -> None:
    for send in (taking_out.send_link, deletion.send_link):
        with pytest.raises(Conflict):
            send(actor=maria, now=NOW)
