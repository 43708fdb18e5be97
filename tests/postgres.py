"""Runs a command with a PostgreSQL of its own, which is gone when the command ends, however it ends.

    python tests/postgres.py python -m pytest tests/models

The command finds the address in TEST_DATABASE_URL. The server listens on a socket in a private folder only.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

START_SECONDS = 60
STOP_SECONDS = 30
# Nothing here outlives the tests, so nothing waits for the disk.
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "100"}


class Unavailable(Exception):
    """PostgreSQL cannot be started here; says what is missing."""


def programs() -> Path:
    """Where the newest PostgreSQL's programs lie: Debian keeps them off the PATH, one folder a version."""
    versions = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    if versions:
        return max(versions, key=lambda path: float(path.parent.name))
    found = shutil.which("postgres")
    if found is None:
        raise Unavailable("PostgreSQL is missing: apt install postgresql")
    return Path(found).resolve().parent


def another_user() -> dict[str, Any]:
    """As whom the server runs: PostgreSQL refuses root, so root hands it to another user."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise Unavailable("PostgreSQL does not run as root, and there is neither a user postgres nor nobody")


@contextmanager
def cluster() -> Iterator[str]:
    """A running server with an empty database; gives its DATABASE_URL."""
    binaries = programs()
    # A short path: the name of a socket has at most 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="portal-pg-", dir="/tmp"))
    server: subprocess.Popen[bytes] | None = None
    try:
        user = another_user()
        if user:
            os.chown(folder, user["user"], user["group"])
        # Its own session: Ctrl-C at the terminal is for the tests; the server is stopped after them.
        options: dict[str, Any] = {
            "cwd": folder,
            "stdin": subprocess.DEVNULL,
            "start_new_session": True,
            **user,
        }
        # The order of the Ukrainian alphabet, as on a server in Ukraine: who relies on another one shall notice.
        initdb = [binaries / "initdb", "--pgdata", folder / "data", "--username=portal", "--auth=trust"]
        initdb += ["--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=uk", "--no-sync"]
        made = subprocess.run(initdb, capture_output=True, text=True, **options)
        if made.returncode:
            raise Unavailable(f"initdb failed:\n{made.stdout}{made.stderr}")
        settings = {**QUICK, "listen_addresses": "", "unix_socket_directories": str(folder)}
        command = [binaries / "postgres", "-D", folder / "data"]
        command += [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(command, stdout=log, stderr=log, **options)
        _create_database(server, folder)
        yield f"postgresql://portal@/portal?host={folder}"
    finally:
        if server is not None:
            _stop(server)
        shutil.rmtree(folder, ignore_errors=True)


def _create_database(server: subprocess.Popen[bytes], folder: Path) -> None:
    """Waits until the server answers, and makes the database."""
    import psycopg

    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            where = f"host={folder} user=portal dbname=postgres"
            with psycopg.connect(where, autocommit=True) as connection:
                connection.execute("CREATE DATABASE portal")
                return
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > deadline:
                log = (folder / "log").read_text("utf-8", "replace")
                raise Unavailable(f"PostgreSQL does not start: {error}\n{log}") from error
            time.sleep(0.05)


def _stop(server: subprocess.Popen[bytes]) -> None:
    """Fast: clients that are still there are cut off. If that takes too long, the hard way."""
    for word in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        server.send_signal(word)
        try:
            server.wait(STOP_SECONDS)
            return
        except subprocess.TimeoutExpired:
            continue


def main(command: list[str]) -> int:
    """Runs the command; gives its exit code."""

    def leave(number: int, frame: FrameType | None) -> NoReturn:
        raise SystemExit(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)
    try:
        with cluster() as url:
            tests = subprocess.Popen(command, env={**os.environ, "TEST_DATABASE_URL": url})
            try:
                return tests.wait()
            except BaseException:
                if tests.poll() is None:
                    tests.terminate()
                    tests.wait()
                raise
    except Unavailable as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
