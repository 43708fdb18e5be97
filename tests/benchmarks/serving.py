"""The servers that are measured: the real app and whatever it is compared with, under the same command."""

from __future__ import annotations

import http.client
import os
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from portal import pushing
from portal.config import Settings
from portal.demo import children, runner
from tests.benchmarks import processes

HOST = "127.0.0.1"
SECRET_KEY = "a secret key of benchmarks, long enough to be taken"
VAPID_PRIVATE_KEY = pushing.make_private_key()
STARTS_WITHIN = 60.0
# As README has it for production; the demo makes do with one.
WORKERS = 2


@dataclass(frozen=True)
class Server:
    """A running server: where it answers, and the processes that do the work."""

    port: int
    workers: list[int]
    main: int

    def cpu_seconds(self) -> float:
        """CPU time that the workers have used so far."""
        return sum(processes.cpu_seconds(worker) for worker in self.workers)

    def worker_pss_mib(self) -> float:
        """Memory of one worker, with its share of what the workers have in common."""
        return sum(processes.pss_mib(worker) for worker in self.workers) / len(self.workers)


def environment(run_dir: Path, port: int) -> dict[str, str]:
    """The settings of the app on throw-away data; nothing of the caller's own settings gets in."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONUTF8": "1",
        "PORTAL_ENV": "test",
        "SECRET_KEY": SECRET_KEY,
        "ENCRYPTION_KEYS": "a key of benchmarks",
        "BASE_URL": f"http://{HOST}:{port}",
        "SMTP_URL": f"smtp://{HOST}:1",
        "MAIL_FROM": "Кабінет споживача <cabinet@example.com>",
        "RUN_DIR": str(run_dir),
        "PORT": str(port),
        "VAPID_PRIVATE_KEY": VAPID_PRIVATE_KEY,
    }


def settings(run_dir: Path) -> Settings:
    """The same settings for this process, which seeds the data."""
    return Settings.from_environ(environment(run_dir, 1))


@contextmanager
def portal(run_dir: Path) -> Iterator[Server]:
    """The portal with everything on, over the database in ``run_dir``."""
    port = free_port()
    with _running("wsgi:app", port, environment(run_dir, port), run_dir) as server:
        yield server


@contextmanager
def minimal(run_dir: Path) -> Iterator[Server]:
    """The minimal app, over its database in ``run_dir``."""
    port = free_port()
    variables = {**environment(run_dir, port), "MINIMAL_DATABASE": str(run_dir / "minimal.sqlite3")}
    with _running("tests.benchmarks.minimal:app", port, variables, run_dir) as server:
        yield server


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def _running(target: str, port: int, variables: Mapping[str, str], run_dir: Path) -> Iterator[Server]:
    """Start the server as production does, and end it afterwards, whatever happens."""
    command = [target if word == "wsgi:app" else word for word in runner.WEB]
    command[command.index("--workers") + 1] = str(WORKERS)
    child = children.start(
        target,
        [*command, "--port", str(port)],
        environment=variables,
        log=run_dir / f"{target.partition(':')[0]}.log",
        patience=15,
    )
    try:
        _wait(child, port)
        yield Server(port, processes.workers_of(child.process.pid), child.process.pid)
    finally:
        children.stop([child])


def _wait(child: children.Child, port: int) -> None:
    ends = time.monotonic() + STARTS_WITHIN
    while not _answers(port):
        if not child.is_alive or time.monotonic() > ends:
            raise RuntimeError(f"{child.name} did not start:\n{child.last_words()}")
        time.sleep(0.1)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
