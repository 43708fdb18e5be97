"""One import or export at a time, on however many machines: what is killed lets go by itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from peewee import OperationalError

from portal.database import db, is_sqlite
from portal.domain import turns
from portal.domain.errors import Conflict
from portal.language import gettext as _

_WHOLE_TABLES = ("enable_seqscan", "enable_hashjoin", "enable_mergejoin")
_ADVISORY_LOCK = 0x62696C6C  # any number that nothing else in the database uses


@contextmanager
def taken() -> Iterator[None]:
    """Hold the turn. Raises Conflict when somebody else does."""
    with _of_a_file() if is_sqlite() else _of_the_server():
        yield


@contextmanager
def _of_a_file() -> Iterator[None]:
    with turns.taken(Path(f"{db.obj.database}.billing")) as is_ours:
        if not is_ours:
            raise _busy()
        yield


@contextmanager
def _of_the_server() -> Iterator[None]:
    try:
        # It waits as long as the connection's lock_timeout: the server may take a moment to notice that whoever
        # held it was killed.
        db.execute_sql("SELECT pg_advisory_lock(%s)", (_ADVISORY_LOCK,))
    except OperationalError:
        raise _busy() from None
    try:
        # A batch is looked up by indexes. What is known of tables that are filled just now misleads the planner
        # into reading the whole of them for each batch.
        for way in _WHOLE_TABLES:
            db.execute_sql(f"SET {way} = off")
        yield
    finally:
        for way in _WHOLE_TABLES:
            db.execute_sql(f"RESET {way}")
        db.execute_sql("SELECT pg_advisory_unlock(%s)", (_ADVISORY_LOCK,))


def _busy() -> Conflict:
    return Conflict(_("Обмін з базою обліку вже йде. Зачекайте, доки він завершиться."), code="busy")
