"""``python -m portal.demo`` as a person has it: started, used, stopped, started again, and gone wrong."""

from __future__ import annotations

import http.cookiejar
import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.demo import mailbox, people
from tests.tasks.mail_server import wait_for

ROOT = Path(__file__).resolve().parent.parent.parent
ENDS_WITHIN = 30

pytestmark = pytest.mark.skipif(
    not (ROOT / "build" / "static" / "manifest.json").exists(), reason="needs the static files: make build"
)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Demo:
    """A running demo."""

    def __init__(self, run_dir: Path, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.run_dir = run_dir
        self.output = run_dir.parent / f"output-{time.time_ns()}.txt"
        environment = {
            name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "HUEY_URL")
        }
        environment.update(RUN_DIR=str(run_dir), PORT=str(port), PYTHONUTF8="1")
        with self.output.open("wb") as target:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "portal.demo"], cwd=ROOT, env=environment, stdout=target, stderr=target
            )
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(jar, urllib.request.ProxyHandler({}))

    @property
    def said(self) -> str:
        return self.output.read_text()

    def wait_until_ready(self) -> None:
        wait_for(lambda: "Ctrl-C" in self.said or self.process.poll() is not None, "ready", within=60)
        assert self.process.poll() is None, self.said

    def get(self, path: str) -> str:
        with self._opener.open(f"{self.url}{path}", timeout=20) as answer:
            return str(answer.read().decode())

    def post(self, path: str, **fields: str) -> str:
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.get(path))
        assert token is not None
        body = urllib.parse.urlencode({**fields, "csrf_token": token[1]}).encode()
        with self._opener.open(f"{self.url}{path}", body, timeout=20) as answer:
            return str(answer.read().decode())

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(ENDS_WITHIN)

    def children(self) -> list[int]:
        listed = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True, check=False
        )
        return [int(pid) for pid in listed.stdout.split()]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Demo]]:
    """Starts demos over one folder, and leaves none behind."""
    started: list[Demo] = []

    def run(port: int | None = None) -> Demo:
        started.append(Demo(tmp_path / "var", port or free_port()))
        return started[-1]

    yield run
    for demo in started:
        if demo.process.poll() is None:
            demo.stop()


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_it_starts_serves_delivers_stops_and_starts_again(start: Callable[..., Demo]) -> None:
    demo = start()
    demo.wait_until_ready()
    for words in (demo.url, people.PASSWORD, "/demo/mailbox", "ДЕМОНСТРАЦІЯ", "06-060606", people.OPERATOR.email):
        assert words in demo.said
    assert "Житомиробленерго" in demo.get("/")
    assert json.loads(demo.get("/readyz"))["status"] == "ready"
    secrets = demo.run_dir / "secrets.json"
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o600
    assert stat.S_IMODE(demo.run_dir.stat().st_mode) == 0o700

    demo.post("/password-reset", email=people.IVAN.email)
    wait_for(lambda: mailbox.newest(demo.run_dir), "a mail in the mailbox", within=20)
    (letter,) = mailbox.newest(demo.run_dir)
    assert letter.recipient == people.IVAN.email
    assert f"{demo.url}/password-reset/" in mailbox.find(demo.run_dir, letter.name).text  # type: ignore[union-attr]

    children = demo.children()
    assert len(children) == 5
    kept = secrets.read_text()
    assert demo.stop(signal.SIGINT) == 0
    assert not any(is_alive(pid) for pid in children)

    again = start()
    again.wait_until_ready()
    assert "вигаданих людей" in demo.said
    assert "вигаданих людей" not in again.said, "nothing is done twice"
    assert secrets.read_text() == kept
    assert len(mailbox.newest(again.run_dir)) == 1
    assert again.stop() == 0


def test_a_child_that_dies_ends_it_all(start: Callable[..., Demo]) -> None:
    demo = start()
    demo.wait_until_ready()
    children = demo.children()
    os.kill(children[1], signal.SIGKILL)
    assert demo.process.wait(ENDS_WITHIN) == 1
    assert "Несподівано завершився" in demo.said
    assert not any(is_alive(pid) for pid in children)


def test_a_taken_port_is_told_in_words(start: Callable[..., Demo]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        demo = start(taken.getsockname()[1])
        assert demo.process.wait(ENDS_WITHIN) == 1
    assert "уже зайнятий" in demo.said
    assert "Traceback" not in demo.said


def test_two_over_one_folder_are_one_too_many(start: Callable[..., Demo]) -> None:
    first = start()
    first.wait_until_ready()
    second = start()
    assert second.process.wait(ENDS_WITHIN) == 1
    assert "уже працює інша демонстрація" in second.said
    assert first.process.poll() is None


def test_nobody_is_left_behind_when_the_runner_is_killed(start: Callable[..., Demo]) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux tells children of their parent's death")
    demo = start()
    demo.wait_until_ready()
    children = demo.children()
    demo.stop(signal.SIGKILL)
    wait_for(lambda: not any(is_alive(pid) for pid in children), "they end")
