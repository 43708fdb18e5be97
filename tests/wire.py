"""A line between a browser and a server that can be cut, slowed and confused while they talk.

Every connection carries one request: ``Connection: close`` is put into it and into its answer, so that where they
begin and end is never a guess. All faults can be changed at any time and from any thread.
"""

from __future__ import annotations

import contextlib
import select
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from types import TracebackType

HOST = "127.0.0.1"
BLOCK = 64 * 1024
# Nothing waits longer: a test that went wrong has to end by itself.
PATIENCE = 60.0
MOST_HEAD = 64 * 1024


class Broken(Exception):
    """The connection is over, by a fault or because one of the ends left."""


class Wire:
    """Listens at ``port`` and passes everything on to ``target_port``, but for the faults that are set.

    ``faults`` counts, by kind, the faults that really happened; ``requests`` has the first line of each request
    that came, whatever became of it; ``bytes_down`` is how much the server's answers were.
    """

    def __init__(self, target_port: int) -> None:
        self.faults: Counter[str] = Counter()
        self.requests: list[str] = []
        self.bytes_down = 0
        self._target = target_port
        self._lock = threading.RLock()
        self._is_cut = False
        self._delay = 0.0
        self._left_up: int | None = None
        self._left_down: int | None = None
        # What is to happen to the next matching request: the kind of fault, what to match, how many pass before.
        self._next: list[tuple[str, bytes | None, int]] = []
        # Who answers in the server's place: what to match, and the whole answer.
        self._answers: dict[bytes, bytes] = {}
        self._released = threading.Event()
        self._open: set[_Connection] = set()
        self._listener = socket.create_server((HOST, 0), backlog=256)
        self.port: int = self._listener.getsockname()[1]
        self._closing = threading.Event()
        self._acceptor = threading.Thread(target=self._accept, name="wire", daemon=True)

    def __enter__(self) -> Wire:
        self._acceptor.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._released.set()
        with self._lock:
            connections = list(self._open)
        for connection in connections:
            connection.interrupt("")
        self._acceptor.join(PATIENCE)
        for connection in connections:
            connection.thread.join(PATIENCE)
        self._listener.close()

    # ------------------------------------------------------------ faults

    def cut(self) -> None:
        """No line at all: what is open breaks, and whoever comes is thrown out at once."""
        with self._lock:
            self._is_cut = True
            connections = list(self._open)
        for connection in connections:
            connection.interrupt("cut")

    def mend(self) -> None:
        """The line is there again. What was set for later requests stays set."""
        with self._lock:
            self._is_cut = False

    def calm(self) -> None:
        """Forget every fault that waits for its request: the next one begins with a whole line."""
        with self._lock:
            self._next.clear()
            self._left_up = self._left_down = None
        self.release()
        self.mend()

    def cut_after_up(self, bytes_more: int) -> None:
        """Break the connection after so many more bytes towards the server, heads included; once."""
        with self._lock:
            self._left_up = bytes_more

    def cut_after_down(self, bytes_more: int) -> None:
        """The same for bytes towards the browser."""
        with self._lock:
            self._left_down = bytes_more

    def drop_next_answer(self, matching: bytes | None = None) -> None:
        """The next request with this in its first line reaches the server; its answer is lost."""
        self._plan("lost_answer", matching)

    def double_next(self, matching: bytes | None = None) -> None:
        """The next such request reaches the server twice, at the same time; the browser gets the first answer."""
        self._plan("doubled", matching)

    def hold_next(self, matching: bytes | None = None, after: int = 0) -> None:
        """The next such request, after so many others, waits here until :meth:`release`: others overtake it."""
        with self._lock:
            if self._released.is_set():
                self._released = threading.Event()
        self._plan("held", matching, after)

    def release(self) -> None:
        """Let go of what was held, and hold nothing that has not come yet."""
        with self._lock:
            self._next = [planned for planned in self._next if planned[0] != "held"]
            self._released.set()

    def answer(self, matching: bytes, status: int, headers: Mapping[str, str], body: bytes) -> None:
        """From now on such requests do not reach the server: somebody on the way answers, as a gateway does."""
        fields = {**headers, "Content-Length": str(len(body)), "Connection": "close"}
        lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
        lines += [f"{key}: {value}" for key, value in fields.items()]
        with self._lock:
            self._answers[matching] = "\r\n".join([*lines, "", ""]).encode() + body

    def let_through(self) -> None:
        """Nobody answers in the server's place any more."""
        with self._lock:
            self._answers.clear()

    def delay(self, seconds: float) -> None:
        """From now on every request waits so long before it goes on; 0 ends that."""
        with self._lock:
            self._delay = seconds

    def retarget(self, port: int) -> None:
        """The server listens elsewhere now."""
        with self._lock:
            self._target = port

    # ------------------------------------------------------------ for the connections

    @property
    def target(self) -> int:
        with self._lock:
            return self._target

    @property
    def seconds_of_delay(self) -> float:
        with self._lock:
            return self._delay

    def note(self, kind: str) -> None:
        """A fault happened."""
        with self._lock:
            self.faults[kind] += 1

    def planned_for(self, first_line: bytes) -> tuple[set[str], threading.Event]:
        """The faults that wait for this request, at most one of a kind, and what frees it if it is held."""
        with self._lock:
            self.requests.append(first_line.decode("latin-1"))
            hit: set[str] = set()
            rest = []
            for kind, matching, after in self._next:
                matches = kind not in hit and (matching is None or matching in first_line)
                if matches and not after:
                    hit.add(kind)
                else:
                    rest.append((kind, matching, after - matches))
            self._next = rest
            return hit, self._released

    def answer_to(self, first_line: bytes) -> bytes | None:
        """What is said in the server's place."""
        with self._lock:
            return next((answer for matching, answer in self._answers.items() if matching in first_line), None)

    def allowed(self, data: bytes, *, up: bool) -> tuple[bytes, bool]:
        """What of ``data`` may still pass in this direction, and whether the line breaks behind it."""
        with self._lock:
            left = self._left_up if up else self._left_down
            if left is None:
                return data, False
            passing, breaks = data[:left], len(data) >= left
            remaining = None if breaks else left - len(data)
            if up:
                self._left_up = remaining
            else:
                self._left_down = remaining
            return passing, breaks

    def forget(self, connection: _Connection) -> None:
        """The connection has ended."""
        with self._lock:
            self._open.discard(connection)

    def _plan(self, kind: str, matching: bytes | None, after: int = 0) -> None:
        with self._lock:
            self._next.append((kind, matching, after))

    def _accept(self) -> None:
        while not self._closing.is_set():
            if not select.select([self._listener], [], [], 0.1)[0]:
                continue
            with contextlib.suppress(OSError):
                client, _address = self._listener.accept()
                with self._lock:
                    if self._is_cut:
                        self.faults["refused"] += 1
                        _reset(client)
                        continue
                    connection = _Connection(self, client)
                    self._open.add(connection)
                connection.thread.start()


class _Connection:
    """One request of a browser, and its answer. Only its own thread touches its sockets."""

    def __init__(self, wire: Wire, client: socket.socket) -> None:
        self.thread = threading.Thread(target=self._run, name="wire connection", daemon=True)
        self._wire = wire
        self._client = client
        self._servers: list[socket.socket] = []
        self._wake, self._waker = socket.socketpair()
        self._interrupted: str | None = None
        self._ended = False
        self._lock = threading.Lock()

    def interrupt(self, kind: str) -> None:
        """Break it, from another thread."""
        with self._lock:
            if self._interrupted is None and not self._ended:
                self._interrupted = kind
                self._waker.send(b"!")

    def _run(self) -> None:
        try:
            self._carry()
        except (Broken, OSError):
            _reset(self._client)
        finally:
            with self._lock:
                self._ended = True
                broken = self._interrupted is not None
                self._wake.close()
                self._waker.close()
            for server in self._servers:
                # What went up before a cut in the middle has arrived; of a cut of the whole line nothing is sure.
                _reset(server) if broken else server.close()
            self._client.close()
            self._wire.forget(self)

    def _carry(self) -> None:
        head, body = self._read_head()
        first_line = head.split(b"\r\n", 1)[0]
        planned, released = self._wire.planned_for(first_line)
        self._wait(planned, released)
        length = _body_length(head)
        answer = self._wire.answer_to(first_line)
        if "doubled" in planned or answer is not None:
            while not _is_whole(body, length):
                body += self._receive(self._client)
        if answer is not None:
            self._wire.note("answered")
            self._send(self._client, answer, up=False)
            return
        server = self._connect()
        if "doubled" in planned:
            self._double(_with_close(head) + body)
            body_left = 0
        else:
            body_left = -1 if length is None else length - len(body)
        self._send(server, _with_close(head) + body, up=True)
        self._pump(server, body_left, swallow="lost_answer" in planned)
        if "lost_answer" in planned:
            self._wire.note("lost_answer")
            raise Broken

    def _read_head(self) -> tuple[bytes, bytes]:
        data = b""
        while b"\r\n\r\n" not in data:
            if len(data) > MOST_HEAD:
                raise Broken
            data += self._receive(self._client)
        head, _end, body = data.partition(b"\r\n\r\n")
        return head, body

    def _wait(self, planned: set[str], released: threading.Event) -> None:
        delay = self._wire.seconds_of_delay
        if delay:
            self._wire.note("delayed")
            self._ready([], [], delay)
        if "held" in planned:
            self._wire.note("held")
            for _moment in _moments():
                if released.is_set():
                    break
                self._ready([], [], 0.02)

    def _connect(self) -> socket.socket:
        try:
            server = socket.create_connection((HOST, self._wire.target), timeout=PATIENCE)
        except OSError:
            self._wire.note("server_away")
            raise
        self._servers.append(server)
        return server

    def _double(self, request: bytes) -> None:
        """The second copy; nobody reads its answer but us."""
        second = self._connect()
        self._wire.note("doubled")

        def swallow() -> None:
            with contextlib.suppress(OSError), second:
                second.sendall(request)
                while second.recv(BLOCK):
                    pass

        self._servers.remove(second)  # the thread closes it, when its answer is there
        threading.Thread(target=swallow, name="wire double", daemon=True).start()

    def _pump(self, server: socket.socket, body_left: int, *, swallow: bool) -> None:
        """Both directions until the server has said everything. ``body_left`` is -1 when nobody knows."""
        answer: bytes | None = b""
        for _moment in _moments():
            listening = [server, self._client] if body_left else [server]
            for ready in self._ready(listening, [], PATIENCE):
                if ready is server:
                    data = server.recv(BLOCK)
                    if not data:
                        return
                    if answer is not None:  # its head has not gone on yet
                        answer += data
                        if b"\r\n\r\n" not in answer:
                            continue
                        head, _end, rest = answer.partition(b"\r\n\r\n")
                        data, answer = _with_close(head) + rest, None
                    if not swallow:
                        self._send(self._client, data, up=False)
                else:
                    data = self._receive(self._client)
                    if body_left > 0:
                        body_left = max(0, body_left - len(data))
                    try:
                        self._send(server, data, up=True)
                    except OSError:
                        body_left = 0  # it has answered without reading on: the answer still counts
        raise Broken

    def _receive(self, source: socket.socket) -> bytes:
        self._ready([source], [], PATIENCE)
        data = source.recv(BLOCK)
        if not data:
            raise Broken
        return data

    def _send(self, target: socket.socket, data: bytes, *, up: bool) -> None:
        passing, breaks = self._wire.allowed(data, up=up)
        if not up:
            self._wire.bytes_down += len(passing)
        while passing:
            self._ready([], [target], PATIENCE)
            passing = passing[target.send(passing[:BLOCK], socket.MSG_DONTWAIT) :]
        if breaks:
            self._wire.note("cut_up" if up else "cut_down")
            raise Broken

    def _ready(
        self, reading: list[socket.socket], writing: list[socket.socket], seconds: float
    ) -> list[socket.socket]:
        """Which of them can be read or written; broken when nobody can in time, or the line was cut."""
        readable, writable, _errors = select.select([*reading, self._wake], writing, [], seconds)
        if self._interrupted is not None:
            if self._interrupted:
                self._wire.note(self._interrupted)
            raise Broken
        if not readable and not writable and (reading or writing):
            raise Broken
        return [*readable, *writable]


def _moments() -> Iterator[float]:
    """Goes on for as long as anybody would wait."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        yield time.monotonic()


def _header(head: bytes, name: bytes) -> bytes | None:
    for line in head.split(b"\r\n")[1:]:
        key, _colon, value = line.partition(b":")
        if key.strip().lower() == name:
            return value.strip()
    return None


def _body_length(head: bytes) -> int | None:
    """Bytes of the body; None when it comes in chunks."""
    if (_header(head, b"transfer-encoding") or b"").lower() == b"chunked":
        return None
    return int(_header(head, b"content-length") or 0)


def _is_whole(body: bytes, length: int | None) -> bool:
    return body.endswith(b"0\r\n\r\n") if length is None else len(body) >= length


def _with_close(head: bytes) -> bytes:
    first, *rest = head.split(b"\r\n")
    # Without "Expect" there is no answer before the answer.
    gone = (b"connection", b"keep-alive", b"expect")
    kept = [line for line in rest if line.partition(b":")[0].strip().lower() not in gone]
    return b"\r\n".join([first, *kept, b"Connection: close"]) + b"\r\n\r\n"


def _reset(connection: socket.socket) -> None:
    """Close as a line does that is gone: with a reset, not politely."""
    with contextlib.suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
