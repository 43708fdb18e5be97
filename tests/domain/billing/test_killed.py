"""A real import process is killed in the middle; then the files are taken in again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from peewee import Database

from portal.models import Account, Consumption, Meter, Reading, Submission
from tests.domain.billing import files

pytestmark = pytest.mark.usefixtures("database")
ROOT = Path(__file__).resolve().parents[3]
HOMES = 60

# Batches of a few rows, and a death after so many of them: once between two transactions, once within one.
KILLED = """
import os, signal, sys
from pathlib import Path
from portal import clock, database
from portal.crypto import Vault
from portal.domain.billing import importing, writing
from portal.domain.billing.work import Work
from portal.storage import Folder

url, folder, after, within = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4] == "within"
database.bind(url)
importing.BATCH_SQLITE = importing.BATCH_POSTGRESQL = 7
left = after

def die():
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)

if within:
    upsert = writing.upsert
    def dying(*arguments):
        written = upsert(*arguments)
        die()
        return written
    writing.upsert = dying
work = Work(clock.now(), Vault(["a key of tests"]), Folder(folder / "store"))
files = importing.check([folder / name for name in ("a.csv", "m.csv", "u.csv")])
importing.take_in(files, work, advanced=lambda file, line: within or die())
"""


@pytest.fixture
def base(tmp_path: Path, database: Database) -> list[Path]:
    numbers = [f"{1000000000 + number}" for number in range(HOMES)]
    months = ("2026-08", "2026-09", "2026-10")
    return [
        files.write(tmp_path / "a.csv", [files.account(number=number) for number in numbers]),
        files.write(tmp_path / "m.csv", [files.meter(account=number) for number in numbers]),
        files.write(
            tmp_path / "u.csv", [files.use(account=number, period=month) for number in numbers for month in months]
        ),
    ]


@pytest.mark.parametrize("where", ["between", "within"])
@pytest.mark.parametrize("after", [2, 13, 25])
def test_what_was_killed_is_run_again(
    base: list[Path], tmp_path: Path, database_url: str, where: str, after: int
) -> None:
    arguments = [sys.executable, "-c", KILLED, database_url, str(tmp_path), str(after), where]
    killed = subprocess.run(arguments, cwd=ROOT, env=dict(os.environ), check=False)
    assert killed.returncode == -signal.SIGKILL
    assert Consumption.select().count() < HOMES * 3
    assert not list(tmp_path.glob("*.wrong.csv"))

    assert [one.wrong for one in files.take_in(*base)] == [0, 0, 0]
    counts = [model.select().count() for model in (Account, Meter, Consumption, Submission, Reading)]
    assert counts == [HOMES, HOMES, HOMES * 3, HOMES * 2, HOMES * 2]
    assert [one.changed for one in files.take_in(*base)] == [0, 0, 0]
