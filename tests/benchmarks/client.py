"""A lean HTTP client: keep-alive connections, requests made beforehand, one thread, nothing parsed but the frame.

It runs in a process of its own and uses a small part of the CPU that the servers use, so that on two cores it is
they who are measured.
"""

from __future__ import annotations

import multiprocessing
import re
import selectors
import socket
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

HOST = "127.0.0.1"
# Twice as many as the server has threads: there is always one waiting, and none waits for long.
CONNECTIONS = 8
LONGEST_SILENCE = 30.0
WITHOUT_BODY = b"HTTP/1.1 304 "


@dataclass(frozen=True)
class Fired:
    """How a round went: seconds in all, and of each request; how many answers had which status."""

    seconds: float
    each: list[float]
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def rps(self) -> float:
        return len(self.each) / self.seconds


class Unexpected(RuntimeError):
    """An answer that is not the one that was to be measured."""


class Client:
    """Fires rounds of requests from the other process."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool

    def fire(self, port: int, requests: Sequence[bytes], expected: bytes) -> Fired:
        """Send them all; each answer has to begin with ``expected``, status line and what comes with it."""
        return self._pool.submit(fire, port, list(requests), expected).result()


@contextmanager
def started() -> Iterator[Client]:
    """A client in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield Client(pool)


def fire(port: int, requests: list[bytes], expected: bytes, connections: int = CONNECTIONS) -> Fired:
    """Send the requests over so many connections, on each the next when the last was answered.

    Raises:
        Unexpected: an answer is another one, or none came.
    """
    waiting = iter(requests)
    each: list[float] = []
    statuses: Counter[int] = Counter()
    with selectors.DefaultSelector() as selector:
        lines = [_Line(port) for _number in range(min(connections, len(requests)))]
        for line in lines:
            selector.register(line.socket, selectors.EVENT_READ, line)
        began = time.perf_counter()
        for line in lines:
            line.send(next(waiting))
        while len(each) < len(requests):
            ready = selector.select(LONGEST_SILENCE)
            if not ready:
                raise Unexpected(f"no answer for {LONGEST_SILENCE:.0f} s")
            for key, _events in ready:
                answered: _Line = key.data
                took = answered.receive(expected)
                if took is not None:
                    each.append(took)
                    statuses[answered.status] += 1
                    following = next(waiting, None)
                    if following is not None:
                        answered.send(following)
        seconds = time.perf_counter() - began
        for line in lines:
            line.socket.close()
    return Fired(seconds, each, statuses)


def exchange(port: int, request: bytes) -> bytes:
    """One request, and the whole of its answer as it came over the wire."""
    line = _Line(port)
    try:
        line.send(request)
        while line.receive(b"HTTP/1.1 ") is None:
            pass
        return line.answer
    finally:
        line.socket.close()


def missing(received: bytes) -> int | None:
    """How many bytes the answer still lacks; None while its header is not whole."""
    head, separator, body = received.partition(b"\r\n\r\n")
    if not separator:
        return None
    if head.startswith(WITHOUT_BODY):
        return 0
    for header in head.split(b"\r\n")[1:]:
        name, _colon, value = header.partition(b":")
        if name.lower() == b"content-length":
            return max(0, int(value) - len(body))
    raise Unexpected(f"an answer of unknown length: {head!r}")


def in_short(answer: bytes) -> str:
    """The head of an answer, and the beginning of what a person would read."""
    head, _separator, body = answer.decode(errors="replace").partition("\r\n\r\n")
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", body[body.find("<main") :]))
    return f"{head}\n\n{words[:600]}"


class _Line:
    """A keep-alive connection with at most one request on its way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection((HOST, port), timeout=LONGEST_SILENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.answer = b""
        self._sent = 0.0

    @property
    def status(self) -> int:
        """Of the answer that came, «HTTP/1.1 304 …»."""
        return int(self.answer[9:12])

    def send(self, request: bytes) -> None:
        self.answer = b""
        self._sent = time.perf_counter()
        self.socket.sendall(request)

    def receive(self, expected: bytes) -> float | None:
        """Seconds that the answer took, once it is whole."""
        piece = self.socket.recv(65536)
        if not piece:
            raise Unexpected(f"the server hung up after {self.answer[:200]!r}")
        self.answer += piece
        if missing(self.answer) != 0:
            return None
        took = time.perf_counter() - self._sent
        if not self.answer.startswith(expected):
            raise Unexpected(in_short(self.answer))
        return took
