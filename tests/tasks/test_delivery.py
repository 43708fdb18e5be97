"""Sending what lies in the outbox, by a mail server that is good, bad, slow or away."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from peewee import Database, OperationalError

from portal import clock, delivery, mailing
from portal import database as database_module
from portal.config import Settings
from portal.delivery import Outcome
from portal.domain import outbox
from portal.models import Message
from tests.tasks.mail_server import MailServer
from tests.tasks.test_mailing import ACCOUNT

pytestmark = pytest.mark.usefixtures("database")


def post(key: str, now: datetime, recipient: str = "ivan@example.com", **options: object) -> bool:
    options = {"data": {**ACCOUNT, "number_shown": key}, **options}
    return outbox.post("account_linked_elsewhere", recipient, key=key, at=now, **options)  # type: ignore[arg-type]


def row(key: str) -> Message:
    return Message.get(Message.key == key)


def test_everything_due_goes_over_one_line(
    mail_settings: Settings, mail_server: MailServer, now: datetime
) -> None:
    for number in range(5):
        post(f"m{number}", now)
    assert delivery.deliver(mail_settings) is Outcome.EMPTY
    assert len(mail_server.accepted) == 5
    assert mail_server.connections == 1
    sent = row("m0")
    assert sent.sent_at == now
    assert sent.data == {}, "what is sent is no longer needed here"
    assert sent.lease_until is None


def test_nothing_due_asks_nobody(mail_settings: Settings, mail_server: MailServer, now: datetime) -> None:
    post("later", now + timedelta(minutes=1))
    assert delivery.deliver(mail_settings) is Outcome.EMPTY
    assert mail_server.connections == 0


def test_the_urgent_go_first(mail_settings: Settings, mail_server: MailServer, now: datetime) -> None:
    post("slow", now)
    post("quick", now, urgent=True)
    delivery.deliver(mail_settings)
    assert ["quick" in subject for subject in mail_server.subjects] == [True, False]


def test_a_key_is_posted_and_sent_once(mail_settings: Settings, mail_server: MailServer, now: datetime) -> None:
    assert post("once", now) is True
    assert post("once", now) is False
    delivery.deliver(mail_settings)
    assert post("once", now) is False
    delivery.deliver(mail_settings)
    assert len(mail_server.accepted) == 1


def test_5xx_for_a_recipient_is_for_good_and_stops_nobody(
    mail_settings: Settings, mail_server: MailServer, now: datetime
) -> None:
    mail_server.recipient_answers["gone@example.com"] = "550 5.1.1 no such gone@example.com here"
    post("gone", now, "gone@example.com")
    post("fine", now)
    assert delivery.deliver(mail_settings) is Outcome.EMPTY
    assert row("gone").failed == "recipient refused: 550 5.1.1"
    assert row("gone").sent_at is None
    assert row("fine").sent_at == now
    assert delivery.deliver(mail_settings) is Outcome.EMPTY
    assert row("gone").attempts == 1


def test_4xx_waits_longer_each_time_and_goes_at_last(
    mail_settings: Settings, mail_server: MailServer, now: datetime
) -> None:
    mail_server.recipient_answers["ivan@example.com"] = "450 4.2.1 come back later"
    post("patient", now)
    post("other", now, "petro@example.com")
    moment, pauses = now, []
    for _ in range(4):
        with clock.frozen(moment):
            assert delivery.deliver(mail_settings) is Outcome.EMPTY
        pauses.append(row("patient").next_at - moment)
        with clock.frozen(row("patient").next_at - timedelta(seconds=1)):
            delivery.deliver(mail_settings)
        moment = row("patient").next_at
    assert pauses == sorted(pauses)
    assert pauses[0] < pauses[-1] <= timedelta(hours=1)
    assert row("patient").attempts == 4
    assert row("other").sent_at == now
    mail_server.recipient_answers.clear()
    with clock.frozen(moment):
        delivery.deliver(mail_settings)
    assert row("patient").sent_at == moment
    assert len(mail_server.accepted) == 2


@pytest.mark.parametrize(("answer", "for_good"), [("554 5.7.1 spam", True), ("451 4.3.0 full", False)])
def test_a_mail_refused_after_its_text(
    mail_settings: Settings, mail_server: MailServer, now: datetime, answer: str, for_good: bool
) -> None:
    mail_server.data_answer = answer
    post("refused", now)
    delivery.deliver(mail_settings)
    assert bool(row("refused").failed) is for_good
    assert row("refused").sent_at is None
    assert (row("refused").next_at > now) is not for_good


def test_421_ends_the_round(mail_settings: Settings, mail_server: MailServer, now: datetime) -> None:
    mail_server.data_answer = "421 4.3.2 shutting down"
    post("first", now)
    post("second", now)
    assert delivery.deliver(mail_settings) is Outcome.NO_LINE
    assert row("first").next_at > now
    assert row("second").attempts == 0


def test_a_server_that_is_away_costs_one_try_a_round(settings: Settings, now: datetime) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        away = replace(settings, smtp_url=f"smtp://127.0.0.1:{nobody.getsockname()[1]}")
        for number in range(3):
            post(f"m{number}", now)
        assert delivery.deliver(away) is Outcome.NO_LINE
    assert sorted(message.attempts for message in Message.select()) == [0, 0, 1]
    assert all(message.failed is None and message.lease_until is None for message in Message.select())


def test_after_an_hour_away_all_of_it_goes(
    settings: Settings, smtp_url: str, mail_server: MailServer, now: datetime
) -> None:
    for number in range(20):
        post(f"m{number}", now)
    away = replace(settings, smtp_url="smtp://127.0.0.1:1")
    for minute in range(60):
        with clock.frozen(now + timedelta(minutes=minute)):
            assert delivery.deliver(away) is Outcome.NO_LINE
    for minute in (60, 90, 125):
        with clock.frozen(now + timedelta(minutes=minute)):
            delivery.deliver(replace(settings, smtp_url=smtp_url))
    assert sorted(Counter(mail_server.ids()).values()) == [1] * 20


@pytest.fixture
def quick_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailing, "TIMEOUT_SECONDS", 0.3)


@pytest.fixture
def mute_server() -> Iterator[str]:
    """Takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"smtp://127.0.0.1:{listening.getsockname()[1]}"


@pytest.mark.usefixtures("quick_timeout")
def test_a_server_that_hangs_is_left_after_the_timeout(
    settings: Settings, mute_server: str, now: datetime
) -> None:
    post("stuck", now)
    assert delivery.deliver(replace(settings, smtp_url=mute_server)) is Outcome.NO_LINE
    assert row("stuck").next_at > now
    assert row("stuck").lease_until is None


@pytest.mark.usefixtures("quick_timeout")
def test_a_server_that_hangs_in_the_middle(
    mail_settings: Settings, mail_server: MailServer, now: datetime
) -> None:
    mail_server.hold.set()
    post("stuck", now)
    assert delivery.deliver(mail_settings) is Outcome.NO_LINE
    mail_server.hold.clear()
    with clock.frozen(row("stuck").next_at):
        assert delivery.deliver(mail_settings) is Outcome.EMPTY
    assert len(mail_server.accepted) == 2, "it had taken the first one without saying so"
    assert len(set(mail_server.ids())) == 1


def test_a_mail_that_cannot_be_made_stops_nobody(
    mail_settings: Settings, mail_server: MailServer, now: datetime
) -> None:
    post("no such template", now - timedelta(minutes=1))
    Message.update(template="no_such_template").execute()
    post("no data", now, data={})
    post("no address", now, "nobody")
    post("fine", now)
    assert delivery.deliver(mail_settings) is Outcome.EMPTY
    assert row("fine").sent_at == now
    for ours_to_mend in ("no such template", "no data"):
        assert row(ours_to_mend).failed is None
        assert row(ours_to_mend).next_at > now
    assert row("no address").failed
    assert len(mail_server.accepted) == 1


def test_a_round_ends_in_time(mail_settings: Settings, mail_server: MailServer, now: datetime) -> None:
    post("first", now)
    post("second", now)
    assert delivery.deliver(mail_settings, longest=0) is Outcome.MORE
    assert len(mail_server.accepted) == 1
    assert delivery.deliver(mail_settings) is Outcome.EMPTY
    assert len(mail_server.accepted) == 2


def test_a_line_is_renewed_now_and_then(
    mail_settings: Settings, mail_server: MailServer, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "MAILS_A_LINE", 2)
    for number in range(5):
        post(f"m{number}", now)
    delivery.deliver(mail_settings)
    assert mail_server.connections == 3
    assert len(mail_server.accepted) == 5


def test_what_somebody_else_is_sending_is_left_until_the_lease_is_over(
    mail_settings: Settings, mail_server: MailServer, now: datetime
) -> None:
    post("leased", now)
    assert outbox.claim(now) is not None
    assert delivery.deliver(mail_settings) is Outcome.EMPTY
    assert mail_server.accepted == []
    with clock.frozen(now + outbox.LEASE + timedelta(seconds=1)):
        delivery.deliver(mail_settings)
    assert len(mail_server.accepted) == 1


def test_many_senders_at_once_send_each_row_once(
    mail_settings: Settings, mail_server: MailServer, now: datetime, database: Database
) -> None:
    for number in range(40):
        post(f"m{number}", now)
    database_module.release()

    def send() -> None:
        with clock.frozen(now):
            delivery.deliver(mail_settings)
        database_module.release()

    senders = [threading.Thread(target=send) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert sorted(Counter(mail_server.ids()).values()) == [1] * 40
    assert Message.select().where(Message.sent_at.is_null()).count() == 0


def test_a_database_that_is_locked_when_the_mail_is_out_is_waited_for(
    mail_settings: Settings, mail_server: MailServer, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[Message] = []
    mark_sent = outbox.mark_sent

    def locked_twice(message: Message, at: datetime) -> None:
        tries.append(message)
        if len(tries) < 3:
            raise OperationalError("database is locked")
        mark_sent(message, at)

    monkeypatch.setattr(outbox, "mark_sent", locked_twice)
    monkeypatch.setattr(delivery, "NOTING_PAUSES", (0, 0, 0))
    post("sent", now)
    assert delivery.deliver(mail_settings) is Outcome.EMPTY
    assert row("sent").sent_at == now
    assert len(mail_server.accepted) == 1


def test_what_is_no_news_any_more_is_not_sent(
    mail_settings: Settings, mail_server: MailServer, now: datetime
) -> None:
    """The mail server was away: that the light goes at six is nothing to read the day after."""
    for key, until in (("over", now), ("news", now + timedelta(minutes=1))):
        post(key, now, data={**ACCOUNT, "number_shown": key, outbox.NEWS_UNTIL: until.isoformat()})
    delivery.deliver(mail_settings)
    assert len(mail_server.accepted) == 1
    assert (row("over").sent_at, row("over").failed) == (None, "no news any more")
    assert row("news").sent_at == now
