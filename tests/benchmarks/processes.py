"""CPU time and memory of running processes, as Linux tells them in /proc."""

from __future__ import annotations

import os
import re
from pathlib import Path

PROC = Path("/proc")


def workers_of(server: int) -> list[int]:
    """The processes that a server has started to do its work."""
    children = [
        int(folder.name) for folder in PROC.iterdir() if folder.name.isdecimal() and _parent(folder) == server
    ]
    return sorted(pid for pid in children if "resource_tracker" not in _command(pid))


def cpu_seconds(pid: int) -> float:
    """User and system time that a process has used so far."""
    fields = after_name((PROC / str(pid) / "stat").read_text())
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def pss_mib(pid: int) -> float:
    """Memory of a process; what it shares with others is divided among them."""
    return pss_kib((PROC / str(pid) / "smaps_rollup").read_text()) / 1024


def pss_kib(rollup: str) -> int:
    """The Pss line of smaps_rollup."""
    found = re.search(r"^Pss:\s+(\d+) kB$", rollup, re.MULTILINE)
    if not found:
        raise ValueError("no Pss in smaps_rollup")
    return int(found[1])


def after_name(stat: str) -> list[str]:
    """The fields of /proc/…/stat from the state on; the name before them may hold spaces and brackets."""
    return stat[stat.rindex(")") + 1 :].split()


def _parent(folder: Path) -> int | None:
    try:
        return int(after_name((folder / "stat").read_text())[1])
    except OSError:  # it has ended meanwhile
        return None


def _command(pid: int) -> str:
    return (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
