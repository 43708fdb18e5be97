"""What README says about production is true of the files here."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest

from portal.config import Settings
from portal.domain.orders import catalogue
from tests.benchmarks import serving

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def block(begin: str, end: str) -> str:
    """The indented lines from ``begin`` to ``end``, without the indentation."""
    found = re.search(rf"^    {re.escape(begin)}\n(.*?)^    {re.escape(end)}\n", README, re.MULTILINE | re.DOTALL)
    assert found, begin
    return re.sub(r"^    ", "", found[1], flags=re.MULTILINE)


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """The environment file, as the commands of README write it."""
    path = tmp_path / "environment"
    written = block("cat > /srv/portal/environment <<END", "END")
    subprocess.run(["sh", "-c", f"cat > {shlex.quote(str(path))} <<END\n{written}END\n"], check=True)
    return path


def test_shells_and_systemd_read_the_environment_alike(environment: Path) -> None:
    told = subprocess.run(
        ["env", "-i", "PATH=/usr/bin:/bin", "sh", "-c", f"set -a; . {shlex.quote(str(environment))}; env -0"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    by_shell = dict(entry.split("=", 1) for entry in told.split("\0") if entry)
    lines = environment.read_text("utf-8").splitlines()
    by_systemd = dict(re.fullmatch(r"(\w+)='([^'\\]*)'", line).groups() for line in lines)
    assert {name: by_shell[name] for name in by_systemd} == by_systemd
    settings = Settings.from_environ(by_shell)
    assert settings.mail_from == "Кабінет споживача <cabinet@example.com>"
    assert settings.trusted_proxies == 1


@pytest.mark.parametrize("unit", ["web", "errands"])
def test_units_may_write_where_the_settings_say(environment: Path, unit: str) -> None:
    text = block(f"Description=Household consumers' cabinet, {unit}", "WantedBy=multi-user.target")
    options = dict(line.split("=", 1) for line in text.replace("\\\n", "").splitlines() if "=" in line)
    folder = options["ReadWritePaths"]
    assert options["ProtectSystem"] == "strict"
    assert f"RUN_DIR='{folder}'" in environment.read_text("utf-8")
    assert f"install -d -m 700 -o portal -g portal {folder}\n" in README
    assert options["EnvironmentFile"] == "/srv/portal/environment"
    assert options["WorkingDirectory"] == "/srv/portal/app"


def test_the_example_of_a_kind_works(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file and a line: what README shows is proved as the catalogue proves itself."""
    example = "from portal.domain.orders.deadlines import Term\n" + block(
        "from portal.domain.orders.deadlines import Term", ")"
    )
    made: dict[str, Any] = {}
    exec(example + ")\n", made)  # noqa: S102
    kind = made["KIND"]
    assert catalogue.prove((*catalogue.KINDS, kind))["meter-move"] is kind
    assert kind.paper.text({"place": "на фасад"}) == "Прошу перенести лічильник: на фасад"


def test_what_is_measured_and_killed_runs_as_production_does() -> None:
    assert f"--workers {serving.WORKERS} --blocking-threads 2" in README
