"""A real mail server on the loopback that can be told to behave badly."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, Envelope, Session

WITHIN = 30.0


def wait_for(condition: Callable[[], object], what: str, within: float = WITHIN) -> None:
    """Until the condition holds; fails when it does not within so many seconds."""
    ends = time.monotonic() + within
    while not condition():
        assert time.monotonic() < ends, f"not within {within} s: {what}"
        time.sleep(0.02)


class MailServer:
    """Answers as ``recipient_answers`` and ``data_answer`` say, and keeps what it accepted.

    While ``hold`` is set, it has received a mail but says nothing: ``holding`` tells when it is so.
    """

    def __init__(self) -> None:
        self.recipient_answers: dict[str, str] = {}
        self.data_answer = "250 2.0.0 taken"
        self.accepted: list[EmailMessage] = []
        self.connections = 0
        self.hold = threading.Event()
        self.holding = threading.Event()

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.recipient_answers.get(address, "250 2.1.5 fine")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.original_content or b""
        if self.data_answer.startswith("250"):
            # Kept before it is acknowledged, as real servers do: this is what makes a repeat possible at all.
            self.accepted.append(message_from_bytes(content, EmailMessage, policy=policy.default))
        while self.hold.is_set():
            self.holding.set()
            await asyncio.sleep(0.02)
        return self.data_answer

    @property
    def subjects(self) -> list[str]:
        return [str(mail["Subject"]) for mail in self.accepted]

    def ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.accepted]


@contextmanager
def running(server: MailServer) -> Iterator[str]:
    """The server listens in a thread of its own; gives the address for SMTP_URL."""
    loop = asyncio.new_event_loop()
    listening = loop.run_until_complete(
        loop.create_server(lambda: SMTP(server, hostname="localhost", loop=loop), "127.0.0.1", 0)
    )
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield f"smtp://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    finally:
        server.hold.clear()
        loop.call_soon_threadsafe(listening.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
