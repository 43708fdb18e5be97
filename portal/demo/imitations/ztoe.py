"""The operator's site on the loopback. ``python -m portal.demo.imitations.ztoe [name=value …]`` says its address.

How it answers is a parameter: of the start, of :attr:`Ztoe.options`, or in front of any path, so that a base
address can carry it: ``http://127.0.0.1:1234/fail=slow/``. See :data:`OPTIONS`.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import FrameType
from urllib.parse import parse_qs, urlsplit

from portal import clock
from portal.demo.imitations import ztoe_pages as pages
from portal.demo.imitations import ztoe_schedules as schedules

HOST = "127.0.0.1"
OPTIONS = {
    "fail": "what goes wrong everywhere, one of FAILURES; «white»: no schedule applies",
    "json": "the same for the JSON alone",
    "page": "2024: the real page of 2024-11-20, for the grid",
    "shape": "bare: objects in no list, spans without colons",
    "cells": "of a date in the grid: 48, or 24",
    "days": "how many days there are schedules for, beginning with the date",
    "date": "the first of them; today in Kyiv without it",
    "seed": "other schedules for another number",
    "to": "another place that is redirected to",
    "pace": "seconds between two bytes of what is slow",
}
FAILURES = (
    *("500", "html", "cut", "cut-quietly", "slow", "slow-head", "hang", "huge", "bomb"),
    *("redirect", "private", "loop", "empty"),
)
# Where to; the loop leads to itself.
REDIRECTS = {"redirect": "https://elsewhere.example/", "private": "http://10.0.0.1/", "loop": ""}
_BLOCK = b" " * 65536
_HUGE = 2 * 1024**3


class Ztoe(ThreadingHTTPServer):
    """The imitation; ``requests`` lists what was asked, and each answer's status."""

    daemon_threads = True

    def __init__(self, options: Mapping[str, str], port: int = 0) -> None:
        super().__init__((HOST, port), _Handler)
        self.options = dict(options)
        self.requests: list[tuple[str, int]] = []
        self.stopping = threading.Event()

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.server_address[1]}/"


@contextmanager
def running(options: Mapping[str, str]) -> Iterator[Ztoe]:
    """The imitation while the context lasts."""
    with Ztoe(options) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.stopping.set()
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: Ztoe
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._handle({})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self._handle(_single(parse_qs(self.rfile.read(length).decode("ascii", "replace"))))

    def log_message(self, format: str, *arguments: object) -> None:
        """Nobody reads it; what was asked is in ``requests``."""

    def _handle(self, fields: Mapping[str, str]) -> None:
        self.close_connection = True
        parts = urlsplit(self.path)
        options, path = dict(self.server.options), parts.path.lstrip("/")
        while "=" in path.partition("/")[0]:
            option, _slash, path = path.partition("/")
            name, _equals, value = option.partition("=")
            options[name] = value
        is_json = path.startswith("gpv/api/")
        failure = options.get("json", "") if is_json else ""
        failure = failure or options.get("fail", "")
        query = {**_single(parse_qs(parts.query)), **fields}
        with contextlib.suppress(OSError):  # whoever asked has had enough
            if failure in FAILURES:
                self.server.requests.append((path, 0))
                self._fail(failure, float(options.get("pace", "1")), is_json=is_json)
            else:
                self._answer(path, query, options, is_white=failure == "white")

    def _answer(self, path: str, query: Mapping[str, str], options: Mapping[str, str], *, is_white: bool) -> None:
        body = _body(path, query, options, is_post=self.command == "POST", is_white=is_white)
        etag = f'"{hashlib.sha256(body or b"").hexdigest()[:16]}"'
        status = 404 if body is None else 304 if self.headers.get("If-None-Match") == etag else 200
        self.server.requests.append((path, status))
        if body is None or status != 200:
            self._send(status, b"", ETag=etag)
        elif path.endswith(("unhooking-search.php", "unhooking.php")):
            # As theirs: the charset stands in the page alone.
            self._send(200, body, ETag=etag, Content_Type="text/html")
        else:
            self._send(200, body, ETag=etag, Content_Type="application/json; charset=utf-8")

    def _send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Connection", "close")
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _fail(self, failure: str, pace: float, *, is_json: bool) -> None:
        error_page = b"<html><head><title>Error</title></head><body><h1>Technical works</h1></body></html>"
        whole = pages.as_json([{"date": "2026-02-10", "span": "00:00-00:30", "color": "white"}] * 48)
        whole = whole if is_json else pages.SAMPLE_2024.read_bytes()
        if failure == "500":
            self._send(500, error_page, Content_Type="text/html")
        elif failure in ("html", "empty"):
            self._send(200, error_page if failure == "html" else b"", Content_Type="text/html")
        elif failure in REDIRECTS:
            self._send(302, b"", Location=self.server.options.get("to") or REDIRECTS[failure] or self.path)
        elif failure == "bomb":
            packed = gzip.compress(bytes(32 * 1024 * 1024))
            self._send(200, packed, Content_Encoding="gzip", Content_Type="text/html")
        elif failure == "slow-head":
            self._drip(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 100_000, pace)
        else:
            self._begin(_HUGE if failure == "huge" else None if failure == "cut-quietly" else len(whole))
            if failure == "slow":
                self._drip(whole, pace)
            elif failure == "hang":
                self.server.stopping.wait(60)
            elif failure == "huge":
                while not self.server.stopping.is_set():
                    self.wfile.write(_BLOCK)
            else:
                self.wfile.write(whole[: len(whole) // 2])

    def _begin(self, length: int | None) -> None:
        self.send_response(200)
        self.send_header("Connection", "close")
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def _drip(self, content: bytes, pace: float) -> None:
        for byte in content:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            if self.server.stopping.wait(pace):
                return


def _body(
    path: str, query: Mapping[str, str], options: Mapping[str, str], *, is_post: bool, is_white: bool
) -> bytes | None:
    """What is found at the path; None when nothing is."""
    days = _days(options, is_white=is_white)
    name = path.removeprefix("gpv/api/")
    if name == "api-schedule.php":
        subqueue = f"{query.get('cherga_id')}.{query.get('pidcherga_id')}"
        return pages.schedule(days, subqueue, options.get("shape", "list"))
    if name == "unhooking-search.php":
        if is_post:
            return pages.addresses(query.get("vulica_id", ""))
        if options.get("page") == "2024":
            return pages.SAMPLE_2024.read_bytes()
        return pages.no_grid(min(days)) if is_white else pages.grid(days, cells=int(options.get("cells", "48")))
    if name == "unhooking.php":
        return pages.works(int(query.get("rem_id", "0")), date.fromisoformat(query.get("date", str(min(days)))))
    lists = {
        "api-rem.php": pages.rems,
        "api-city.php": lambda: pages.rows_of(pages.CITY_ROWS, "rem_id", query.get("rem_id", "")),
        "api-street.php": lambda: pages.rows_of(pages.STREET_ROWS, "city_id", query.get("city_id", "")),
        "api-address.php": lambda: pages.rows_of(pages.HOUSE_ROWS, "street_id", query.get("street_id", "")),
        "api-message.php": lambda: pages.message(days),
    }
    return lists[name]() if name in lists else None


def _days(options: Mapping[str, str], *, is_white: bool) -> dict[date, schedules.Colours]:
    first = date.fromisoformat(options["date"]) if options.get("date") else clock.today()
    dates = [first + timedelta(days=number) for number in range(int(options.get("days", "2")))]
    return {day: schedules.colours(day, int(options.get("seed", "1")), is_white=is_white) for day in dates}


def _single(fields: Mapping[str, list[str]]) -> dict[str, str]:
    return {name: values[0] for name, values in fields.items()}


def main() -> None:
    """Serve until told to stop."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise SystemExit

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    with Ztoe(dict(argument.split("=", 1) for argument in sys.argv[1:])) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
