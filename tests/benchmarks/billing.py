"""A whole billing base comes in by the command, on both databases, and the portal answers meanwhile."""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import postgres
from tests.benchmarks import billing_files, client, people, report, serving
from tests.benchmarks.people import Home
from tests.benchmarks.reading import SEE_OTHER, percentile

ACCOUNTS = 600_000
HOMES = 2_000
# A round is as many pages and sendings, two at a time; between two rounds while importing there is a pause.
A_ROUND = 40
ROUNDS = 7
PAUSE = 4.0
AT_A_TIME = 2
OK = b"HTTP/1.1 200 "
ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Import:
    """A run of the command: how long it took, and the most memory that it had."""

    seconds: float = 0.0
    peak_mib: float = 0.0
    p99: list[float] = field(default_factory=list)


def run(accounts: int = ACCOUNTS) -> None:
    """Measure, print, and write the part."""
    with TemporaryDirectory(prefix="portal-bench-") as folder:
        print(f"Writing files of {accounts} accounts …", flush=True)
        files = billing_files.write(Path(folder) / "billing", accounts)
        quiet, sqlite = _on_sqlite(Path(folder) / "sqlite", files)
        on_postgres = _on_postgres(Path(folder) / "postgres", files)
    busy = statistics.median(sqlite.p99) if sqlite.p99 else None
    figures = {
        "accounts": accounts,
        "import_s_sqlite": round(sqlite.seconds, 1),
        "import_s_postgres": round(on_postgres.seconds, 1) if on_postgres else None,
        "peak_mib": round(max(sqlite.peak_mib, on_postgres.peak_mib if on_postgres else 0)),
        "p99_ratio_while_importing": round(busy / quiet, 2) if busy else None,
    }
    rows = [[name, value] for name, value in figures.items()]
    rows += [
        ["p99 when quiet, ms", round(1000 * quiet, 1)],
        ["p99 while importing, ms", busy and round(1000 * busy)],
    ]
    report.show(f"Billing ({report.machine()})", ["", "measured"], rows)
    report.write("billing", figures)


def _on_sqlite(run_dir: Path, files: list[Path]) -> tuple[float, Import]:
    """(the 99th percentile of a quiet portal in seconds, the import with those while it ran)."""
    run_dir.mkdir()
    people.fill(run_dir, HOMES)
    homes = people.sign_in(run_dir, HOMES)
    with serving.portal(run_dir) as server:
        rounds = (homes[start : start + A_ROUND] for start in range(0, HOMES, A_ROUND))
        _round(server.port, next(rounds))
        quiet = statistics.median(_round(server.port, next(rounds)) for _number in range(ROUNDS))
        began = time.monotonic()

        def meanwhile(done: Import) -> None:
            waited = time.monotonic() - began
            if waited > PAUSE * (len(done.p99) + 1) and (some := next(rounds, None)):
                done.p99.append(_round(server.port, some))

        return quiet, _import(run_dir, files, meanwhile)


def _on_postgres(run_dir: Path, files: list[Path]) -> Import | None:
    """On a server of its own, which does not wait for the disk; None where there is no server to start."""
    run_dir.mkdir()
    try:
        with postgres.cluster() as url:
            variables = {"DATABASE_URL": url}
            subprocess.run(
                _flask("database", "migrate"), env=_environment(run_dir, variables), cwd=ROOT, check=True
            )
            return _import(run_dir, files, lambda done: None, variables)
    except postgres.Unavailable as error:
        print(error, flush=True)
        return None


def _round(port: int, homes: list[Home]) -> float:
    pages = client.fire(port, [home.page() for home in homes], OK, connections=AT_A_TIME)
    sendings = client.fire(port, [home.sending() for home in homes], SEE_OTHER, connections=AT_A_TIME)
    return percentile(pages.each + sendings.each, 99)


def _import(run_dir: Path, files: list[Path], meanwhile, variables: dict[str, str] | None = None) -> Import:
    done, began = Import(), time.monotonic()
    command = _flask("billing", "import", *map(str, files))
    process = subprocess.Popen(command, env=_environment(run_dir, variables or {}), cwd=ROOT)
    try:
        while process.poll() is None:
            done.peak_mib = max(done.peak_mib, _peak_mib(process.pid))
            meanwhile(done)
            time.sleep(0.2)
    finally:
        process.kill()
    done.seconds = time.monotonic() - began
    if process.returncode:
        raise RuntimeError(f"the import ended with {process.returncode}")
    return done


def _flask(*words: str) -> list[str]:
    return [sys.executable, "-m", "flask", "--app", "wsgi", *words]


def _environment(run_dir: Path, variables: dict[str, str]) -> dict[str, str]:
    return {**serving.environment(run_dir, 1), **variables}


def _peak_mib(pid: int) -> float:
    try:
        found = re.search(r"^VmHWM:\s+(\d+) kB$", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    except OSError:  # it has ended meanwhile
        return 0.0
    return int(found[1]) / 1024 if found else 0.0
