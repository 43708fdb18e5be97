"""The demo's own secrets: made once, kept beside its data, for its owner's eyes only."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

FILE = "secrets.json"
NAMES = ("SECRET_KEY", "ENCRYPTION_KEYS")


def load_or_make(run_dir: Path) -> dict[str, str]:
    """The secrets as environment variables."""
    path = run_dir / FILE
    if not path.exists():
        made = {name: secrets.token_urlsafe(48) for name in NAMES}
        unfinished = path.with_suffix(".part")
        unfinished.unlink(missing_ok=True)
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as target:
            json.dump(made, target)
        unfinished.replace(path)
    kept: dict[str, str] = json.loads(path.read_text())
    return {name: kept[name] for name in NAMES}
