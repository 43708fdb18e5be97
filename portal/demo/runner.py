"""``make run``: everything that the demo needs, started together, watched, and stopped together."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn, TextIO

from peewee import Database

from portal import clock, database, migrating, storage
from portal.config import Settings, SettingsError
from portal.crypto import Vault
from portal.demo import children, mailbox, papers, point_papers, secrets, seeding, summary
from portal.demo.sink import HOST
from portal.domain import turns
from portal.domain.outages import planned, polling

STARTS_WITHIN = 60.0
# A worker that is told to stop while it is still loading does not hear it: without a limit that is for ever.
WEB = [
    *("-m", "granian", "wsgi:app", "--interface", "wsgi", "--http", "1", "--no-ws", "--host", HOST),
    # One worker: somebody alone looks around here, and each takes a second of the start.
    *("--workers", "1", "--blocking-threads", "2", "--workers-kill-timeout", "5"),
    "--respawn-failed-workers",
    *("--no-access-log", "--log-level", "warning"),
]
ERRANDS = [
    *("-m", "huey.bin.huey_consumer", "tasks.huey", "-w", "2", "-k", "thread"),
    *("-g", "TERM", "-t", "30", "-m", "1", "-f", "-q"),
]
# Where the demo's own servers are, once they have said their ports.
ADDRESSES = {
    "SMTP_URL": f"smtp://{HOST}:{{}}",
    "OUTAGES_ZTOE_URL": f"http://{HOST}:{{}}/",
    "IDGOV_URL": f"http://{HOST}:{{}}/",
}


class Stop(Exception):
    """Somebody pressed Ctrl-C or sent a signal."""


class CannotRun(Exception):
    """Why the demo can't start or go on, in words for the terminal."""


# Set by a signal, and looked at between two steps: a child that is just being started is never forgotten.
_asked_to_stop = threading.Event()


def main() -> NoReturn:
    """Run until stopped; the exit code is 0 unless something went wrong by itself."""
    _on_signals(lambda number, frame: _asked_to_stop.set())
    started: list[children.Child] = []
    code = 1
    try:
        _run(started)
    except Stop:
        _say("\nЗупиняю …")
        code = 0
    except (CannotRun, SettingsError, seeding.NotEmpty) as error:
        _say(f"\n{error}", sys.stderr)
    finally:
        _end(started)
    if code == 0:
        _say("Демонстрацію зупинено. Дані збережено.")
    sys.exit(code)


def _end(started: list[children.Child]) -> None:
    """Let everybody finish; who asks a second time does not want to wait for that."""
    _on_signals(_hurry)
    try:
        children.stop(started)
    except Stop:
        _on_signals(signal.SIG_IGN)
        for child in started:
            children.kill(child)


def _on_signals(action: Callable[[int, FrameType | None], object] | signal.Handlers) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, action)


def _hurry(number: int, frame: FrameType | None) -> NoReturn:
    raise Stop


def _run(started: list[children.Child]) -> None:
    run_dir = Path(os.environ.get("RUN_DIR") or "var").resolve()
    run_dir.mkdir(parents=True, exist_ok=True)
    run_dir.chmod(0o700)
    port = _port(os.environ.get("PORT") or "8000")
    with _alone(run_dir):
        environment = _environment(run_dir, port)
        settings = Settings.from_environ({**environment, "SMTP_URL": f"smtp://{HOST}:1"})
        _prepare(settings)
        logs = run_dir / "logs"
        environment |= _start_servers(run_dir, logs, environment, started)
        secrets.write_environment(run_dir, environment)
        started.append(
            children.start("доручення", ERRANDS, environment=environment, log=logs / "errands.log", patience=35)
        )
        started.append(
            children.start(
                "вебсервер",
                [*WEB, "--port", str(port)],
                environment=environment,
                log=logs / "web.log",
                patience=10,
            )
        )
        _wait_for_answer(port, started)
        # No child is started after this: by then there may be threads here.
        _ask_for_outages(Settings.from_environ(environment))
        _say(summary.text(settings, logs))
        while True:
            _check(started)
            time.sleep(0.2)


def _start_servers(
    run_dir: Path, logs: Path, environment: dict[str, str], started: list[children.Child]
) -> dict[str, str]:
    """Start those that the portal asks, all at once, as each takes a second; returns the settings for them."""
    modules = {
        "SMTP_URL": ("пошта", ["-m", "portal.demo.sink", str(mailbox.folder(run_dir))], "mail.log"),
        "OUTAGES_ZTOE_URL": ("імітація сайту відключень", ["-m", "portal.demo.imitations.ztoe"], "ztoe.log"),
        "IDGOV_URL": ("імітація id.gov.ua", ["-m", "portal.demo.imitations.idgov"], "idgov.log"),
    }
    servers = {}
    for setting, (name, arguments, log) in modules.items():
        if setting == "SMTP_URL" or not environment.get(setting):
            servers[setting] = children.start(
                name,
                arguments,
                environment=environment,
                log=logs / log,
                patience=5,
                output=subprocess.PIPE,
            )
            started.append(servers[setting])
    return {setting: ADDRESSES[setting].format(_port_of(child)) for setting, child in servers.items()}


def _say(text: str, to: TextIO | None = None) -> None:
    with contextlib.suppress(OSError):  # the terminal may be gone
        print(text, file=to or sys.stdout, flush=True)


def _port(text: str) -> int:
    """The port, which must be free."""
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise CannotRun(f"PORT має бути числом від 1 до 65535, а не {text!r}.")
    with socket.socket() as attempt:
        # As the server itself will: connections of the run before, which are still closing, don't matter.
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((HOST, int(text)))
        except PermissionError:
            raise CannotRun(
                f"Порт {text} дозволено лише адміністратору. Оберіть інший: make run PORT=8080"
            ) from None
        except OSError:
            raise CannotRun(
                f"Порт {text} уже зайнятий. Оберіть інший: make run PORT={int(text) % 65535 + 1}"
            ) from None
    return int(text)


@contextmanager
def _alone(run_dir: Path) -> Iterator[None]:
    """Two demos over the same data would send the same mails and fight for the same files."""
    with turns.taken(run_dir / "running.lock") as is_ours:
        if not is_ours:
            raise CannotRun(
                f"З папкою {run_dir} уже працює інша демонстрація. Оберіть іншу: make run RUN_DIR=var2"
            )
        yield


def _environment(run_dir: Path, port: int) -> dict[str, str]:
    """What the children see. The demo's mail never leaves this machine, whatever the environment says."""
    return {
        **os.environ,
        **secrets.load_or_make(run_dir),
        **_of_another_provider(),
        "PORTAL_ENV": "demo",
        "RUN_DIR": str(run_dir),
        "PORT": str(port),
        "BASE_URL": os.environ.get("BASE_URL") or f"http://{HOST}:{port}",
        "MAIL_FROM": "Житомиробленерго <cabinet@example.com>",
        "PYTHONUTF8": "1",
    }


def _of_another_provider() -> dict[str, str]:
    """What the portal is known by at the imitation of id.gov.ua, or at the one that the environment names."""
    names = ("IDGOV_CLIENT_ID", "IDGOV_CLIENT_SECRET")
    if os.environ.get("IDGOV_URL"):
        return {name: os.environ.get(name, "") for name in names}
    return {"IDGOV_CLIENT_ID": "zhytomyroblenergo-cabinet"}


def _prepare(settings: Settings) -> None:
    """Tables and data; quick when both are there already."""
    with _bound(settings) as bound:
        if migrating.pending(bound):
            _say("Готую базу даних …")
            migrating.migrate(bound)
        if not seeding.is_done():
            _say("Додаю вигаданих людей і їхні рахунки …")
            seeding.seed(clock.now(), Vault(settings.encryption_keys), storage.connect(settings.storage_url))
        store = storage.connect(settings.storage_url)
        papers.lay_out(store, clock.now())
        point_papers.lay_out(store, clock.now())
    _trust_the_demo(settings)


def _trust_the_demo(settings: Settings) -> None:
    """The authority whose keys anybody can work out: for signatures by ``python -m portal.demo.signing``."""
    if not (settings.trust_dir / "demo.json").exists():
        from portal.demo.signing import people
        from portal.domain.signatures import trust

        trust.keep(people.trust_list(), settings.trust_dir)


@contextmanager
def _bound(settings: Settings) -> Iterator[Database]:
    """The database, and no connection left behind: children are still to be started."""
    bound = database.bind(settings.database_url)
    try:
        yield bound
    finally:
        database.release()
        if database.is_sqlite():
            bound.dispose()


def _port_of(child: children.Child) -> int:
    """A server of the demo says on its first line where it listens; without one it has died."""
    output = child.process.stdout
    line = output.readline().strip() if output else b""
    if not line:
        child.process.wait()
        _check([child])
    return int(line)


def _ask_for_outages(settings: Settings) -> None:
    """The first poll at once: the next one of the errands may be ten minutes away."""
    with _bound(settings):
        polling.poll(polling.ztoe(settings.outages_ztoe_url), clock.now())
        planned.poll(settings.outages_ztoe_url, clock.now())


def _wait_for_answer(port: int, started: list[children.Child]) -> None:
    ends = time.monotonic() + STARTS_WITHIN
    while not _answers(port):
        _check(started)
        if time.monotonic() > ends:
            raise CannotRun(f"Вебсервер не відповідає вже {STARTS_WITHIN:.0f} с.\n{started[-1].last_words()}")
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


def _check(started: list[children.Child]) -> None:
    if _asked_to_stop.is_set():
        raise Stop
    for child in started:
        if not child.is_alive:
            raise CannotRun(
                f"Несподівано завершився процес «{child.name}» (код {child.process.returncode}), тож зупиняю все. "
                f"Кінець його журналу {child.log}:\n{child.last_words()}"
            )
