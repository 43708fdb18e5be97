"""The demo's own secrets: made once, kept beside its data, for its owner's eyes only."""

from __future__ import annotations

import json
import os
import secrets
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path

from portal import pushing

FILE = "secrets.json"
ENVIRONMENT = "demo.env"
# What a shell needs to run the portal's commands on the demo's data.
SETTINGS = (
    *("PORTAL_ENV", "RUN_DIR", "PORT", "BASE_URL", "SMTP_URL", "MAIL_FROM", "DATABASE_URL", "HUEY_URL"),
    *("OUTAGES_ZTOE_URL", "IDGOV_URL", "IDGOV_CLIENT_ID"),
)
MADE: dict[str, Callable[[], str]] = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(48),
    "ENCRYPTION_KEYS": lambda: secrets.token_urlsafe(48),
    "VAPID_PRIVATE_KEY": pushing.make_private_key,
    "IDGOV_CLIENT_SECRET": lambda: secrets.token_urlsafe(32),
}
NAMES = tuple(MADE)


def load_or_make(run_dir: Path) -> dict[str, str]:
    """The secrets as environment variables."""
    path = run_dir / FILE
    kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    missing = {name: make() for name, make in MADE.items() if name not in kept}
    if missing:
        kept |= missing
        _write(path, json.dumps(kept))
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
