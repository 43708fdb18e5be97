"""The queue of the errands. It only rings: what there is to do stands in the database, and is swept."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from huey import Huey, PriorityRedisHuey, SqliteHuey
from huey.api import PeriodicTask, Task
from huey.signals import SIGNAL_INTERRUPTED

from portal import database
from portal.config import Settings
from portal.observability import configure_logging

NAME = "portal"
_opening = threading.Lock()


def make_huey(url: str) -> Huey:
    """A queue from an address: ``sqlite:///path`` or ``redis://host/0``. No results are kept.

    Raises ValueError for any other scheme.
    """
    scheme = urlsplit(url).scheme
    if scheme == "sqlite":
        path = Path(url.removeprefix("sqlite://"))
        path.parent.mkdir(parents=True, exist_ok=True)
        # No fsync, and a short wait: a ring that is lost costs a minute, one that waits costs somebody's request.
        return SqliteHuey(NAME, filename=str(path), fsync=False, timeout=2, results=False)
    if scheme in ("redis", "rediss"):
        return PriorityRedisHuey(NAME, url=_impatient(url), results=False)
    raise ValueError(f"HUEY_URL: {scheme!r} is not supported, use sqlite or redis")


def _impatient(url: str) -> str:
    """With time limits, which redis-py does not have by itself; the consumer's own waits take one second."""
    parts = urlsplit(url)
    query = {"socket_connect_timeout": "2", "socket_timeout": "5", **dict(parse_qsl(parts.query))}
    return urlunsplit(parts._replace(query=urlencode(query)))


settings = Settings.from_environ(os.environ)
huey = make_huey(settings.huey_url)


@huey.on_startup()
def open_database() -> None:
    """Each worker thread of the consumer calls this; the first one does it."""
    with _opening:
        if database.db.obj is None:
            configure_logging(settings.log_level)
            database.bind(settings.database_url)


@huey.post_execute()
def release_database(task: Task, value: Any, exception: Exception | None) -> None:
    """An errand leaves no connection behind, however it ended."""
    database.release()


@huey.signal(SIGNAL_INTERRUPTED)
def ring_again(signal: str, task: Task) -> None:
    """An errand that was cut off by a stop is done after the start; the periodic ones come by themselves."""
    if not isinstance(task, PeriodicTask):
        huey.enqueue(task)
