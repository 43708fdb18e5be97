"""A browser is pushed to for as long as somebody is signed in on it, and for nobody else."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from flask import Flask

from portal import database
from portal.domain.errors import Refused
from portal.domain.identity import sessions
from portal.domain.outages import watching
from portal.domain.push import devices
from portal.models import Message, PushDevice, Session, User
from tests import factories
from tests.conftest import NOW
from tests.push import Browser

pytestmark = pytest.mark.usefixtures("database")


def signed_in(user: User, *, remembered: bool = False) -> Session:
    token = sessions.start(user, remembered=remembered, device="", now=NOW)
    session = sessions.find(token, now=NOW)
    assert session is not None
    return session


@pytest.fixture
def person() -> User:
    return factories.make_user()


def test_a_browser_stays_signed_in_and_is_told_that_it_works(person: User) -> None:
    session = signed_in(person)
    assert not devices.is_on(session)
    device = devices.add(session, Browser().subscription, actor=person, now=NOW)
    assert devices.is_on(session)
    assert devices.find(device.ref, now=NOW + timedelta(days=80)) == device
    assert Session.get().remembered
    message = Message.get()
    assert (message.channel, message.template, message.recipient) == ("push", "push_works", device.ref)


def test_the_newest_of_a_session_counts(person: User) -> None:
    session = signed_in(person)
    for _number in range(2):
        newest = devices.add(session, Browser().subscription, actor=person, now=NOW)
    assert list(PushDevice.select()) == [newest]


def test_who_is_signed_in_now_has_the_browser(person: User) -> None:
    """A phone that went from hand to hand: the one before has signed out, or not."""
    browser, other = Browser(), factories.make_user()
    earlier = signed_in(person)
    devices.add(earlier, browser.subscription, actor=person, now=NOW)
    devices.add(signed_in(other), browser.subscription, actor=other, now=NOW)
    assert not devices.is_on(earlier)
    assert [device.session.user for device in PushDevice.select()] == [other]


def test_signing_out_ends_it(person: User) -> None:
    session = signed_in(person)
    device = devices.add(session, Browser().subscription, actor=person, now=NOW)
    sessions.end_all(person)
    assert devices.find(device.ref, now=NOW) is None
    assert PushDevice.select().count() == 0


def test_a_session_that_ran_out_is_pushed_to_no_more(person: User) -> None:
    device = devices.add(signed_in(person), Browser().subscription, actor=person, now=NOW)
    watching.choose({"changes": True}, actor=person)
    assert devices.of_watchers(NOW) == {person.id: [device.ref]}
    later = NOW + timedelta(days=91)
    assert devices.find(device.ref, now=later) is None
    assert devices.of_watchers(later) == {}


def test_those_who_want_to_know(person: User) -> None:
    refs = [devices.add(signed_in(person), Browser().subscription, actor=person, now=NOW).ref for _n in range(2)]
    assert devices.of_watchers(NOW) == {}, "nobody asked"
    watching.choose({"before": 15}, actor=person)
    assert devices.of_watchers(NOW) == {person.id: refs}
    devices.forget(refs[0])
    assert devices.of_watchers(NOW) == {person.id: refs[1:]}


def test_what_is_refused_changes_nothing(person: User) -> None:
    session = signed_in(person)
    devices.add(session, Browser().subscription, actor=person, now=NOW)
    with pytest.raises(Refused):
        devices.add(session, Browser("https://evil.example/x").subscription, actor=person, now=NOW)
    assert devices.is_on(session)
    devices.remove(session)
    devices.remove(session)
    assert not devices.is_on(session)


def test_two_sessions_that_take_one_browser_at_once(app: Flask, person: User) -> None:
    browser, living = Browser(), [signed_in(person) for _number in range(4)]
    raised: list[Exception] = []
    gate = threading.Barrier(len(living))

    def take(session: Session) -> None:
        gate.wait(10)
        try:
            devices.add(session, browser.subscription, actor=person, now=NOW)
        except Exception as error:
            raised.append(error)
        finally:
            database.release()

    threads = [threading.Thread(target=take, args=(session,)) for session in living]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert raised == []
    assert PushDevice.select().count() == 1
