"""The demo's own secrets: made once, kept beside its data, for its owner's eyes only."""

from __future__ import annotations

import json
import os
import secrets
import shlex
from collections.abc import Mapping
from pathlib import Path

FILE = "secrets.json"
ENVIRONMENT = "demo.env"
# What a shell needs to run the portal's commands on the demo's data.
SETTINGS = ("PORTAL_ENV", "RUN_DIR", "PORT", "BASE_URL", "SMTP_URL", "MAIL_FROM", "DATABASE_URL", "HUEY_URL")
NAMES = ("SECRET_KEY", "ENCRYPTION_KEYS")


def load_or_make(run_dir: Path) -> dict[str, str]:
    """The secrets as environment variables."""
    path = run_dir / FILE
    if not path.exists():
        made = {name: secrets.token_urlsafe(48) for name in NAMES}
        _write(path, json.dumps(made))
    kept: dict[str, str] = json.loads(path.read_text())
    return {name: kept[name] for name in NAMES}


def write_environment(run_dir: Path, environment: Mapping[str, str]) -> None:
    """Keep the running demo's settings as a file for a shell: ``set -a; . var/demo.env; .venv/bin/flask …``."""
    lines = [f"{name}={shlex.quote(environment[name])}" for name in (*NAMES, *SETTINGS) if environment.get(name)]
    _write(run_dir / ENVIRONMENT, "\n".join(lines) + "\n")


def _write(path: Path, text: str) -> None:
    """All of it or nothing, and for the owner alone."""
    unfinished = path.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as target:
        target.write(text)
    unfinished.replace(path)
