"""Give accepted readings to the billing base: those since the last export, or once more those since a date.

An export first takes the readings that were in none, then writes them, and is over when its file is whole and
on the disk. One that was killed on the way has kept its readings: the next one gives them out with its own. So
none is lost or passed over, however late its transaction ended; one that was written just before the kill may come
twice, and billing knows it by its uuid.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any

from peewee import SQL

from portal.clock import KYIV
from portal.crypto import random_ref
from portal.database import db
from portal.domain import events
from portal.domain.billing import looking, turn
from portal.domain.billing.kinds import readings
from portal.domain.readings.past import as_date
from portal.models import Account, BillingExport, Event, Meter, Reading, Register, Submission, User
from portal.models.submission import TO_EXPORT

HEADER = readings.KIND.names
AT_ONCE = 2_000

Advanced = Callable[[int], object]
# Takes the rows, the header first, makes sure that they last, and returns how many came after it.
Target = Callable[[Iterator[list[str]]], int]


def since_last(
    target: Target,
    *,
    actor: User | None,
    now: datetime,
    advanced: Advanced = lambda readings: None,
    file_key: str | None = None,
) -> BillingExport:
    """Hand the rows of all accepted readings that were not given out yet to ``target``, and close the export.

    ``file_key``: where the target stores them, if it does.

    Raises:
        Conflict: another import or export is under way.
    """
    with turn.taken():
        export = _unfinished() or BillingExport.create(ref=random_ref(), began_at=now, actor=actor)
        while _take(export):
            pass
        export.rows = target(_with_header(_of_export(export, advanced)))
        export.ended_at, export.file_key = now, file_key
        with db.atomic():
            export.save(only=[BillingExport.rows, BillingExport.ended_at, BillingExport.file_key])
            events.audit(export, "readings_exported", actor=actor, at=now, rows=export.rows)
        return export


def since_date(day: date, target: Target, *, actor: User | None, now: datetime) -> int:
    """The same for all readings that were accepted on this day or later; what is new stays new."""
    rows = target(_with_header(_accepted_since(datetime.combine(day, time(), KYIV))))
    with db.atomic():
        export = BillingExport.create(ref=random_ref(), began_at=now, ended_at=now, actor=actor, rows=rows)
        events.audit(export, "readings_exported", actor=actor, at=now, rows=rows, since=day.isoformat())
    return rows


def to_file(path: Path) -> Target:
    """A target: a file that appears when it is whole."""

    def write(rows: Iterator[list[str]]) -> int:
        unfinished = path.with_name(f"{path.name}.part")
        with unfinished.open("w", encoding="utf-8", newline="") as opened:
            count = to_stream(opened)(rows)
            opened.flush()
            os.fsync(opened.fileno())
        unfinished.replace(path)
        return count

    return write


def to_stream(opened: IO[str]) -> Target:
    """A target: an open file."""

    def write(rows: Iterator[list[str]]) -> int:
        writer = csv.writer(opened, delimiter=";", lineterminator="\n")
        written = -1
        for row in rows:
            writer.writerow(row)
            written += 1
        opened.flush()
        return written

    return write


def _unfinished() -> BillingExport | None:
    found: BillingExport | None = BillingExport.get_or_none(BillingExport.ended_at.is_null())
    return found


def _take(export: BillingExport) -> int:
    """Put some readings that were in no export into this one."""
    with db.atomic():
        free: Any = Submission.select(Submission.id).where(SQL(TO_EXPORT)).order_by(Submission.id).limit(AT_ONCE)
        ids = [row_id for (row_id,) in free.tuples()]
        if ids:
            Submission.update(exported_in=export.id).where(Submission.id.in_(ids)).execute()
    return len(ids)


def _with_header(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    yield list(HEADER)
    yield from rows


def _of_export(export: BillingExport, advanced: Advanced) -> Iterator[list[str]]:
    last = 0
    while True:
        query: Any = (
            Submission.select(Submission.id)
            .where(Submission.exported_in == export.id, Submission.id > last)
            .order_by(Submission.id)
            .limit(AT_ONCE)
        )
        ids = [row_id for (row_id,) in query.tuples()]
        if not ids:
            return
        yield from _rows(ids)
        last = ids[-1]
        advanced(len(ids))


def _accepted_since(moment: datetime) -> Iterator[list[str]]:
    """By the events of accepting: a reading knows only when it came."""
    last = 0
    while True:
        query: Any = (
            Event.select(Event.id, Event.subject_id)
            .where(
                Event.id > last,
                Event.subject_kind == "submission",
                Event.name == "reading_accepted",
                Event.at >= moment,
            )
            .order_by(Event.id)
            .limit(AT_ONCE)
        )
        found = list(query.tuples())
        if not found:
            return
        yield from _rows([submission for _event, submission in found])
        last = found[-1][0]


def _rows(ids: list[int]) -> Iterator[list[str]]:
    columns = ("id", "account_id", "meter_id", "reading_date", "taken_at", "received_at", "way", "uuid")
    submissions = {row[0]: row[1:] for row in looking.rows(Submission, columns, "id", ids)}
    shown = looking.rows(Reading, ("submission_id", "register_id", "value"), "submission_id", submissions)
    registers = _named(Register, ("direction", "zone"), {register for _id, register, _value in shown})
    accounts = _named(Account, ("digits",), {row[0] for row in submissions.values()})
    meters = _named(Meter, ("number",), {row[1] for row in submissions.values()})
    for one, register, value in sorted(shown, key=lambda row: (row[0], *registers[row[1]])):
        account, meter, day, taken, received, way, uuid = submissions[one]
        direction, zone = registers[register]
        yield [
            accounts[account][0],
            meters[meter][0],
            direction,
            str(zone),
            str(value),
            as_date(day).isoformat(),
            _moment(Submission.taken_at, taken),
            _moment(Submission.received_at, received),
            way,
            str(Submission.uuid.python_value(uuid)),
        ]


def _named(model: Any, columns: tuple[str, ...], ids: set[int]) -> dict[int, tuple[Any, ...]]:
    return {row[0]: row[1:] for row in looking.rows(model, ("id", *columns), "id", ids)}


def _moment(field: Any, value: Any) -> str:
    return str(field.python_value(value).isoformat(timespec="seconds"))
