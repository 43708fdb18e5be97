"""A session of requests that ends when its time is up, whatever the server does.

Time limits of sockets begin anew with every byte, in the head of an answer as well: one byte a second would hold
an errand for weeks. So the socket is shut from aside.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class Line:
    """The connection that is open now, and whether the time for it is up."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self.is_over = False

    def begin(self) -> None:
        """A new question: its time starts."""
        with self._lock:
            self.is_over = False

    def opened(self, one: socket.socket) -> None:
        """The connection stands; raises TimeoutError when that took all the time."""
        with self._lock:
            self._socket = one
            if self.is_over:
                raise TimeoutError

    def shut(self) -> None:
        """The time is up: whoever reads from the connection gets its end."""
        with self._lock:
            self.is_over = True
            if self._socket is not None:
                with suppress(OSError, ValueError):
                    self._socket.shutdown(socket.SHUT_RDWR)


class Agent:
    """A session that asks one thing after the other, over one connection while that lasts."""

    def __init__(self) -> None:
        self.line = Line()
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers.update({"User-Agent": "portal-outages", "Accept-Encoding": "gzip"})
        adapter = HTTPAdapter(pool_connections=1, pool_maxsize=1, max_retries=0)
        adapter.poolmanager.pool_classes_by_scheme = _pools(self.line)
        self.session.mount("http://", adapter)
        self.session.mount("https://", adapter)

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """What is asked inside ends after so many seconds; ``line.is_over`` says whether it was ended."""
        self.line.begin()
        timer = threading.Timer(seconds, self.line.shut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


def _pools(line: Line) -> dict[str, Any]:
    """Pools whose connections tell the line of themselves."""

    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            line.opened(self.sock)

    class Secure(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            line.opened(self.sock)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}
