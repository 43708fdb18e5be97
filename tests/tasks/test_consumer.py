"""The real consumer as a process: rung for, sweeping, stopped, and killed in the middle of a mail."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from portal import clock
from portal.config import Settings
from portal.domain import outbox
from portal.models import Message
from tests.tasks.mail_server import MailServer, wait_for
from tests.tasks.test_delivery import post, row

ROOT = Path(__file__).resolve().parent.parent.parent
# As it is run in earnest.
CONSUMER = [sys.executable, "-m", "huey.bin.huey_consumer", "tasks.huey", "-w", "2", "-k", "thread"]
OPTIONS = ["-g", "TERM", "-m", "1", "-f", "-q"]
RING = "from tasks import messages; messages.deliver()"

pytestmark = pytest.mark.usefixtures("database")
Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def start_consumer(environment: dict[str, str]) -> Iterator[Start]:
    """Starts consumers, and leaves none behind."""
    started: list[subprocess.Popen[bytes]] = []

    def start(patience: str = "30") -> subprocess.Popen[bytes]:
        arguments = [*CONSUMER, *OPTIONS, "-t", patience]
        started.append(subprocess.Popen(arguments, cwd=ROOT, env=environment))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def ring(environment: dict[str, str]) -> None:
    """Ring from another process, as a web worker does."""
    subprocess.run([sys.executable, "-c", RING], cwd=ROOT, env=environment, check=True, timeout=30)


def let_the_lease_run_out(key: str) -> None:
    """As if five minutes had gone by."""
    Message.update(lease_until=clock.now() - timedelta(seconds=1)).where(Message.key == key).execute()


def keep_clear_of_the_sweep() -> None:
    """The sweep of the next minute must not be the one who does what a ring is tested by."""
    wait_for(lambda: datetime.now(UTC).second < 50, "the next minute")


def is_sent(key: str) -> bool:
    return row(key).sent_at is not None


def test_the_start_finds_what_nobody_rang_for(start_consumer: Start, mail_server: MailServer) -> None:
    post("missed", clock.now())
    start_consumer()
    wait_for(lambda: is_sent("missed"), "sent by the sweep")
    assert len(mail_server.accepted) == 1


def test_a_ring_is_answered_within_seconds(
    start_consumer: Start, mail_server: MailServer, environment: dict[str, str]
) -> None:
    post("first", clock.now())
    start_consumer()
    wait_for(lambda: is_sent("first"), "the consumer is up")
    keep_clear_of_the_sweep()
    post("urgent", clock.now(), urgent=True)
    ring(environment)
    wait_for(lambda: is_sent("urgent"), "sent by the ring", within=8)


def test_killed_in_the_middle_of_a_mail(start_consumer: Start, mail_server: MailServer) -> None:
    mail_server.hold.set()
    post("torn", clock.now())
    consumer = start_consumer()
    assert mail_server.holding.wait(30), "the mail is on its way"
    consumer.send_signal(signal.SIGKILL)
    consumer.wait()
    mail_server.hold.clear()
    assert not is_sent("torn")
    assert row("torn").lease_until > clock.now(), "nobody else touches it for now"
    let_the_lease_run_out("torn")
    start_consumer()
    wait_for(lambda: is_sent("torn"), "sent by the next consumer")
    assert 1 <= len(mail_server.accepted) <= 2, "at most one repeat"
    assert len(set(mail_server.ids())) == 1, "and it is recognised as one"
    assert row("torn").attempts == 2


def test_told_to_stop_in_the_middle_of_a_mail(start_consumer: Start, mail_server: MailServer) -> None:
    mail_server.hold.set()
    post("slow", clock.now())
    consumer = start_consumer()
    assert mail_server.holding.wait(30), "the mail is on its way"
    consumer.send_signal(signal.SIGTERM)
    mail_server.hold.clear()
    assert consumer.wait(30) == 0
    assert is_sent("slow")
    assert len(mail_server.accepted) == 1


def test_a_refused_mail_waits_and_goes_later(start_consumer: Start, mail_server: MailServer) -> None:
    mail_server.recipient_answers["ivan@example.com"] = "450 4.2.1 later"
    post("patient", clock.now())
    consumer = start_consumer()
    wait_for(lambda: row("patient").lease_until is None and row("patient").attempts == 1, "refused once")
    assert row("patient").next_at > clock.now()
    mail_server.recipient_answers.clear()
    consumer.send_signal(signal.SIGTERM)
    consumer.wait(30)
    Message.update(next_at=clock.now()).execute()  # as if the pause were over
    start_consumer()
    wait_for(lambda: is_sent("patient"), "sent")


def test_two_consumers_send_each_mail_once(start_consumer: Start, mail_server: MailServer) -> None:
    for number in range(60):
        post(f"m{number}", clock.now())
    start_consumer()
    start_consumer()
    wait_for(lambda: outbox.oldest_waiting(clock.now()) == timedelta(0), "all sent", within=60)
    wait_for(lambda: Message.select().where(Message.sent_at.is_null()).count() == 0, "all marked")
    assert len(mail_server.accepted) == len(set(mail_server.ids())) == 60


def test_an_errand_that_a_stop_cut_off_is_rung_for_again(
    start_consumer: Start, mail_server: MailServer, environment: dict[str, str], mail_settings: Settings
) -> None:
    post("first", clock.now())
    consumer = start_consumer("1")
    wait_for(lambda: is_sent("first"), "the consumer is up, its first sweep is over")
    keep_clear_of_the_sweep()
    mail_server.hold.set()
    post("cut off", clock.now())
    # Nobody waits for whoever rang to end: the mail gives up after ten seconds, before which the stop has to come.
    with subprocess.Popen([sys.executable, "-c", RING], cwd=ROOT, env=environment) as ringing:
        assert mail_server.holding.wait(30), "the mail is on its way"
        consumer.send_signal(signal.SIGTERM)
        assert consumer.wait(30) == 0
        assert ringing.wait(30) == 0
    assert not is_sent("cut off")
    queue = sqlite3.connect(mail_settings.huey_url.removeprefix("sqlite://"))
    assert queue.execute("SELECT COUNT(*) FROM task").fetchone() == (1,)
    queue.close()


@pytest.mark.parametrize(
    ("url", "kind", "limits"),
    [
        (
            "redis://127.0.0.1:1/3",
            "PriorityRedisHuey",
            {"socket_timeout": 5.0, "socket_connect_timeout": 2.0, "db": 3},
        ),
        ("redis://127.0.0.1:1/0?socket_timeout=9", "PriorityRedisHuey", {"socket_timeout": 9.0}),
    ],
)
def test_redis_is_chosen_by_its_address_and_never_waited_for_without_end(
    environment: dict[str, str], url: str, kind: str, limits: dict[str, float]
) -> None:
    ask = "from tasks import huey; print(type(huey).__name__, huey.storage.pool.connection_kwargs)"
    told = subprocess.run(
        [sys.executable, "-c", ask],
        cwd=ROOT,
        env={**environment, "HUEY_URL": url},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert told.startswith(kind)
    for name, value in limits.items():
        assert f"'{name}': {value}" in told


def test_another_kind_of_queue_stops_the_start(environment: dict[str, str]) -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import tasks"],
        cwd=ROOT,
        env={**environment, "HUEY_URL": "amqp://x"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode != 0
    assert "HUEY_URL" in told.stderr
