"""kill -9 of the web server while readings go in: what was acknowledged is there, and nothing is there twice."""

from __future__ import annotations

import os
import random
import signal
import socket
import threading
from pathlib import Path

from portal.database import db
from portal.models import Event, Message, Submission
from tests.benchmarks import people, serving

PEOPLE = 8
SENDINGS = 30
KILLS = 3


class Phone:
    """Somebody who sends one reading after the other, and keeps what was not acknowledged."""

    def __init__(self, home: people.Home) -> None:
        self.waiting = [home.sending() for _number in range(SENDINGS)]
        self.acknowledged: list[bytes] = []
        self.refused: list[bytes] = []

    def send(self, port: int) -> None:
        """Send what waits until all is said or the server is gone."""
        while self.waiting:
            try:
                answer = _exchange(port, self.waiting[0])
            except OSError:
                return
            if answer.startswith(b"HTTP/1.1 303"):
                self.acknowledged.append(self.waiting.pop(0))
            elif answer:
                self.refused.append(answer[:200])
                return
            else:
                return


def _exchange(port: int, request: bytes) -> bytes:
    with socket.create_connection((serving.HOST, port), timeout=20) as connection:
        connection.sendall(request.replace(b"Connection: keep-alive", b"Connection: close"))
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    return answer


def test_nothing_is_lost_and_nothing_doubled(tmp_path: Path) -> None:
    chance = random.Random(2026)
    people.fill(tmp_path, PEOPLE)
    phones = [Phone(home) for home in people.sign_in(tmp_path, PEOPLE)]
    for _kill in range(KILLS):
        with serving.portal(tmp_path) as server:
            threads = [threading.Thread(target=phone.send, args=(server.port,)) for phone in phones]
            for thread in threads:
                thread.start()
            enough = len([one for phone in phones for one in phone.acknowledged]) + chance.randint(20, 50)
            while sum(len(phone.acknowledged) for phone in phones) < enough and any(
                thread.is_alive() for thread in threads
            ):
                threads[0].join(0.005)
            for worker in server.workers:
                os.kill(worker, signal.SIGKILL)
            for thread in threads:
                thread.join(timeout=60)
    with serving.portal(tmp_path) as server:
        for phone in phones:
            phone.send(server.port)
        for phone in phones:  # and a phone that did not hear the answer sends everything once more
            for request in phone.acknowledged:
                assert _exchange(server.port, request).startswith(b"HTTP/1.1 303")
    assert [answer for phone in phones for answer in phone.refused] == []
    assert all(not phone.waiting for phone in phones)
    with people.app_on(tmp_path):
        sent = Submission.select().where(Submission.way == "web", Submission.user.is_null(False))
        assert sent.count() == PEOPLE * SENDINGS
        assert Event.select().where(Event.name == "reading_sent").count() == PEOPLE * SENDINGS
        # No receipt for one that came after another with a later reading.
        told = [one.uuid for one in sent if one.replaced_by_id is None or one.replaced_by_id > one.id]
        receipts = [mail.key for mail in Message.select().where(Message.template == "reading_received")]
        assert len(told) >= PEOPLE
        assert sorted(receipts) == sorted(f"reading-received:{uuid}" for uuid in told)
        assert db.obj.execute_sql("PRAGMA integrity_check").fetchone()[0] == "ok"
