"""Fragments that are made once and read by everybody: files, replaced by rename, that say until when they hold.

In a black-out twenty thousand open pages ask each minute. What they ask for is the same for all who live in a
place, and nothing personal: it is answered from a file, by its ETag, without the database. The stamp beside them
is a new one with each change: what was made under another does not hold any more.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from portal.domain.errors import NotFound

_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}", re.ASCII)
# In the folder of the installation.
FOLDER = "outages"
STAMP = "changed"
HALF_HOUR = timedelta(minutes=30)
# Nobody has asked for it for so long.
UNUSED = timedelta(days=2)


@dataclass(frozen=True)
class Fragment:
    """HTML with the hash of it, until when it is to be shown without looking anew, and under which stamp."""

    html: bytes
    etag: str
    until: datetime
    stamp: str

    def holds(self, folder: Path, now: datetime) -> bool:
        """Whether it is still what anybody would be told who looked anew."""
        return now < self.until and self.stamp == stamp(folder)


def stamp(folder: Path) -> str:
    """The stamp that holds now; "" before the first change."""
    try:
        return (folder / STAMP).read_text("ascii")
    except OSError:
        return ""


def read(folder: Path, name: str) -> Fragment | None:
    """What is prepared under this name, fresh or not; None when there is nothing that can be read."""
    if not _NAME.fullmatch(name):
        return None
    try:
        head, _line, html = (folder / f"{name}.html").read_bytes().partition(b"\n")
        said = json.loads(head)
        return Fragment(html, str(said["etag"]), datetime.fromisoformat(said["until"]), str(said["stamp"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def get(folder: Path, name: str, make: Callable[[], tuple[str, datetime]], *, now: datetime) -> Fragment:
    """What is prepared, made anew by one of those who ask when it no longer holds; the others get the old one.

    ``make`` gives HTML and until when it holds, the half hour of the clock at the latest.

    Raises:
        NotFound: nothing could be called so.
    """
    if not _NAME.fullmatch(name):
        raise NotFound
    there = read(folder, name)
    if there is not None and there.holds(folder, now):
        return there
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("w") as lock:
        try:
            # Whoever has nothing at all to show waits; the rest don't.
            fcntl.flock(lock, fcntl.LOCK_EX | (fcntl.LOCK_NB if there else 0))
        except BlockingIOError:
            assert there is not None
            return there
        fresh = read(folder, name)
        if fresh is not None and fresh.holds(folder, now):
            return fresh
        # Before it is made: a change that comes meanwhile may not be in it.
        current = stamp(folder)
        html, until = make()
        return _put(folder, name, html.encode(), min(until, next_half_hour(now)), current)


def forget(folder: Path) -> None:
    """Something has changed: whoever asks next makes it anew. What is there is still shown meanwhile."""
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f"{STAMP}.{secrets.token_hex(8)}"
    unfinished.write_text(secrets.token_hex(8), "ascii")
    unfinished.replace(folder / STAMP)


def sweep(folder: Path, now: datetime) -> int:
    """Throw away what nobody asked for these days; returns how many files that were."""
    old = (now - UNUSED).timestamp()
    swept = 0
    for entry in os.scandir(folder) if folder.is_dir() else ():
        if entry.name != STAMP and entry.stat().st_mtime < old:
            Path(entry.path).unlink(missing_ok=True)
            swept += 1
    return swept


def next_half_hour(now: datetime) -> datetime:
    """When the state may change by itself."""
    start = now.replace(minute=0 if now.minute < 30 else 30, second=0, microsecond=0)
    return start + HALF_HOUR


def _put(folder: Path, name: str, body: bytes, until: datetime, current: str) -> Fragment:
    """In place at once; call it with the lock of the name."""
    made = Fragment(body, hashlib.sha256(body).hexdigest()[:20], until, current)
    unfinished = folder / f"{name}.part"
    head = json.dumps({"etag": made.etag, "until": until.isoformat(), "stamp": current}).encode()
    unfinished.write_bytes(head + b"\n" + body)
    unfinished.replace(folder / f"{name}.html")
    return made
