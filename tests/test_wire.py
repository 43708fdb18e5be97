"""The line that can be cut does what it says: other tests lean on it."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.wire import HOST, Wire

ANSWER = b"x" * 5000


class Counting(BaseHTTPRequestHandler):
    """Remembers what arrived, and answers each with the same."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length)
        self.server.arrived.append((self.path, len(body), len(body) == length))
        self.send_response(200)
        self.send_header("Content-Length", str(len(ANSWER)))
        self.end_headers()
        self.wfile.write(ANSWER)

    do_GET = do_PUT = do_POST

    def log_message(self, format: str, *arguments: Any) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__((HOST, 0), Counting)
        self.arrived: list[tuple[str, int, bool]] = []

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as made:
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield made
        made.shutdown()
        thread.join()


@pytest.fixture
def wire(server: Server) -> Iterator[Wire]:
    with Wire(server.server_address[1]) as made:
        yield made


def ask(wire: Wire, path: str = "/", body: bytes = b"", method: str = "POST") -> bytes:
    connection = http.client.HTTPConnection(HOST, wire.port, timeout=10)
    try:
        connection.request(method, path, body, {"Content-Length": str(len(body))})
        return connection.getresponse().read()
    finally:
        connection.close()


def until(condition: Any) -> None:
    ends = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.01)


def test_without_faults_everything_passes(wire: Wire, server: Server) -> None:
    connection = http.client.HTTPConnection(HOST, wire.port, timeout=10)
    for number in range(3):  # a kept connection is opened anew each time
        connection.request("POST", f"/{number}", b"y" * 300_000)
        assert connection.getresponse().read() == ANSWER
    assert server.arrived == [(f"/{number}", 300_000, True) for number in range(3)]
    assert wire.requests == [f"POST /{number} HTTP/1.1" for number in range(3)]
    assert not wire.faults


def test_a_body_in_chunks_passes(wire: Wire) -> None:
    connection = http.client.HTTPConnection(HOST, wire.port, timeout=10)
    connection.request("GET", "/", iter([b"one", b"two"]), encode_chunked=True)
    assert connection.getresponse().read() == ANSWER


def test_cut_and_mended(wire: Wire, server: Server) -> None:
    wire.cut()
    for _try in range(2):
        with pytest.raises(OSError):  # noqa: PT011
            ask(wire)
    wire.mend()
    assert ask(wire) == ANSWER
    assert wire.faults == {"refused": 2}
    assert len(server.arrived) == 1


def test_a_cut_breaks_what_is_open(wire: Wire, server: Server) -> None:
    wire.hold_next()
    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(ask, wire)
        until(lambda: wire.faults["held"])
        wire.cut()
        with pytest.raises(OSError):  # noqa: PT011
            held.result(timeout=10)
    assert wire.faults == {"held": 1, "cut": 1}
    assert server.arrived == []


def test_cut_on_the_way_up(wire: Wire, server: Server) -> None:
    wire.cut_after_up(100_000)
    with pytest.raises(OSError):  # noqa: PT011
        ask(wire, body=b"y" * 300_000)
    until(lambda: server.arrived)
    _path, received, whole = server.arrived[0]
    assert 99_000 < received < 100_000  # the head was counted as well
    assert not whole
    assert ask(wire) == ANSWER
    assert wire.faults == {"cut_up": 1}


def test_cut_on_the_way_down(wire: Wire, server: Server) -> None:
    wire.cut_after_down(1000)
    with pytest.raises((OSError, http.client.HTTPException)):
        ask(wire)
    assert ask(wire) == ANSWER
    assert server.arrived == [("/", 0, True)] * 2
    assert wire.faults == {"cut_down": 1}


def test_the_answer_is_lost(wire: Wire, server: Server) -> None:
    wire.drop_next_answer(b"PUT /api/")
    assert ask(wire, "/api/1", method="GET") == ANSWER
    with pytest.raises((OSError, http.client.HTTPException)):
        ask(wire, "/api/2", b"y" * 100, method="PUT")
    assert ask(wire, "/api/3", method="PUT") == ANSWER
    assert [path for path, _length, _whole in server.arrived] == ["/api/1", "/api/2", "/api/3"]
    assert wire.faults == {"lost_answer": 1}


def test_twice_at_once(wire: Wire, server: Server) -> None:
    wire.double_next(b"/b")
    assert ask(wire, "/a") == ANSWER
    assert ask(wire, "/b", b"y" * 200_000) == ANSWER
    until(lambda: len(server.arrived) == 3)
    assert server.arrived[1:] == [("/b", 200_000, True)] * 2
    assert wire.faults == {"doubled": 1}


def test_others_overtake_what_is_held(wire: Wire, server: Server) -> None:
    wire.hold_next(b"/first")
    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(ask, wire, "/first", b"y" * 1000)
        until(lambda: wire.faults["held"])
        assert ask(wire, "/second") == ANSWER
        wire.release()
        assert held.result(timeout=10) == ANSWER
    assert [path for path, _length, _whole in server.arrived] == ["/second", "/first"]


def test_what_is_released_goes_on_though_the_next_is_held(wire: Wire, server: Server) -> None:
    wire.hold_next(b"/", after=1)
    with ThreadPoolExecutor(2) as pool:
        assert ask(wire, "/first") == ANSWER
        second = pool.submit(ask, wire, "/second")
        until(lambda: wire.faults["held"] == 1)
        wire.release()
        wire.hold_next(b"/third")
        third = pool.submit(ask, wire, "/third")
        assert second.result(timeout=10) == ANSWER
        until(lambda: wire.faults["held"] == 2)
        wire.release()
        assert third.result(timeout=10) == ANSWER
    assert [path for path, _length, _whole in server.arrived] == ["/first", "/second", "/third"]


def test_somebody_on_the_way_answers(wire: Wire, server: Server) -> None:
    wire.answer(b"/busy", 503, {"Retry-After": "7"}, b"wait")
    connection = http.client.HTTPConnection(HOST, wire.port, timeout=10)
    connection.request("PUT", "/busy", b"y" * 300_000)
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Retry-After"], answer.read()) == (503, "7", b"wait")
    connection.close()
    assert ask(wire, "/other") == ANSWER
    wire.let_through()
    assert ask(wire, "/busy") == ANSWER
    assert [path for path, _length, _whole in server.arrived] == ["/other", "/busy"]


def test_slow(wire: Wire) -> None:
    wire.delay(0.2)
    began = time.monotonic()
    assert ask(wire) == ANSWER
    assert time.monotonic() - began >= 0.2
    wire.delay(0)
    assert ask(wire) == ANSWER
    assert wire.faults == {"delayed": 1}


def test_the_server_is_away_and_comes_back_elsewhere(wire: Wire, server: Server) -> None:
    there = server.server_address[1]
    wire.retarget(1)
    with pytest.raises(OSError):  # noqa: PT011
        ask(wire)
    wire.retarget(there)
    assert ask(wire) == ANSWER
    assert wire.faults == {"server_away": 1}
