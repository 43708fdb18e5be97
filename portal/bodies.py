"""Bodies of requests, read with patience but not for ever.

A phone that loses its network says nothing: the server goes on waiting, and granian knows no limit. So the body is
read by a thread of its own. When nothing comes for too long, the request is answered without it; then the server
closes the connection, and the reading thread ends as well. Under granian a body that broke off looks like one that
is over: only its length tells.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator
from typing import IO

from flask import request
from werkzeug.exceptions import ClientDisconnected

from portal.domain.files.uploads import Unfinished

# Reading waits until a block is full: on the slowest line that still makes sense one comes every 8 seconds.
BLOCK = 8 * 1024
PATIENCE = 20.0
LONGEST = 120.0
AHEAD = 32


def blocks(largest: int) -> Iterator[bytes]:
    """The body of the present request, block by block.

    Raises:
        Unfinished: it broke off, or came too slowly.
    """
    request.max_content_length = largest
    length = request.content_length
    stream = request.stream
    came: queue.Queue[bytes | BaseException] = queue.Queue(AHEAD)
    over = threading.Event()
    threading.Thread(target=_read, args=(stream, came, over), name="body", daemon=True).start()
    ends = time.monotonic() + LONGEST
    received = 0
    try:
        while True:
            try:
                block = came.get(timeout=max(0.0, min(PATIENCE, ends - time.monotonic())))
            except queue.Empty:
                raise Unfinished from None
            if isinstance(block, ClientDisconnected | OSError):
                raise Unfinished from block
            if isinstance(block, BaseException):
                raise block
            if not block:
                break
            received += len(block)
            yield block
        if length is not None and received < length:
            raise Unfinished
    finally:
        over.set()


def _read(stream: IO[bytes], came: queue.Queue[bytes | BaseException], over: threading.Event) -> None:
    try:
        while True:
            block = stream.read(BLOCK)
            if not _handed_on(block, came, over) or not block:
                return
    except BaseException as error:
        _handed_on(error, came, over)


def _handed_on(
    what: bytes | BaseException, came: queue.Queue[bytes | BaseException], over: threading.Event
) -> bool:
    """False when nobody wants it any more."""
    while not over.is_set():
        try:
            came.put(what, timeout=1)
        except queue.Full:
            continue
        return True
    return False
