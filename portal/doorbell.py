"""Ringing for the errands from a web request without ever making it wait or fail."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import structlog

log = structlog.get_logger("portal.doorbell")


class Doorbell:
    """Rings in a thread of its own: the queue's file may be locked, Redis may be asleep.

    Rings that come while it is ringing become one. The thread starts with the first ring, so that a server
    may fork before.
    """

    def __init__(self, ring: Callable[[], Any]) -> None:
        self._ring = ring
        self._wanted = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def __call__(self, sender: Any = None) -> None:
        self._wanted.set()
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._ring_for_ever, name="doorbell", daemon=True)
                self._thread.start()

    def _ring_for_ever(self) -> None:
        while self._wanted.wait():
            self._wanted.clear()
            try:
                self._ring()
            except Exception as error:
                # The sweep finds within a minute what this ring was about.
                log.warning("doorbell_failed", error=type(error).__name__)
