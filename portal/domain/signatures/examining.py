"""Verify a file from a stranger: in a program with limits of processor, memory and time, without our secrets."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from portal.domain.signatures import judgement, program
from portal.domain.signatures.judgement import Report

# By the clock; the program allows itself less of the processor.
PATIENCE_SECONDS = 90


def examine(
    path: Path, trust_dir: Path, now: datetime, *, beside: Path | None = None, made: Path | None = None
) -> Report:
    """Judge every signature of the file; safe to be killed and run again, it writes nothing.

    A file that takes more than any honest one gets the code ``took_too_long``; when the machine can't do it now,
    the code is ``not_checked``: ask again later.
    """
    arguments = [str(path.resolve()), str(trust_dir.resolve()), now.isoformat()]
    for name, other in (("--beside", beside), ("--made", made)):
        arguments += [name, str(other.resolve())] if other else []
    try:
        done = subprocess.run(
            [sys.executable, "-I", program.__file__, "verify", *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE_SECONDS,
            env={name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ},
            check=False,
            text=True,
        )
    except (OSError, subprocess.TimeoutExpired):
        return _without_words(path, "not_checked", now)
    if done.returncode < 0 or (done.returncode > 0 and "MemoryError" in done.stderr[-500:]):
        return _without_words(path, "took_too_long", now)
    if done.returncode > 0:
        raise RuntimeError(f"verification ended with {done.returncode}: {done.stderr[-500:]}")
    return judgement.from_json(done.stdout)


def _without_words(path: Path, code: str, now: datetime) -> Report:
    return Report("", sha256(path.read_bytes()).hexdigest(), code=code, checked_at=now)
