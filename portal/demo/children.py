"""The processes that the demo consists of, and how they are brought to an end."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent.parent
_PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """A running process, in a group of its own, whose output goes into a log."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    # How long it may take to finish what it has begun.
    patience: float

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    def last_words(self, lines: int = 20) -> str:
        """The end of its log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


def start(
    name: str,
    arguments: Sequence[str],
    *,
    environment: Mapping[str, str],
    log: Path,
    patience: float,
    output: int | IO[bytes] | None = None,
) -> Child:
    """Start a Python program. Ctrl-C in the terminal does not reach it: who stops first is decided here."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as written:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=written if output is None else output,
            stderr=written,
            start_new_session=True,
            preexec_fn=_end_with_parent,  # there is one thread here, so nothing can be locked
        )
    return Child(name, process, log, patience)


def _end_with_parent() -> None:
    """Where the system can do it, nobody is left behind when the runner is killed."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def stop(children: Sequence[Child]) -> None:
    """Ask them to end, the one started last first; whoever does not within its patience is killed."""
    for child in reversed(children):
        _signal(child, signal.SIGTERM)
        ends = time.monotonic() + child.patience
        while child.is_alive and time.monotonic() < ends:
            time.sleep(0.05)
        kill(child)


def kill(child: Child) -> None:
    """End it and whatever it has started, at once."""
    _signal(child, signal.SIGKILL)
    child.process.wait()


def _signal(child: Child, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.process.pid, number)
