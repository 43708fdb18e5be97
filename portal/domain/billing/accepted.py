"""Values that billing has accepted, as submissions that came by way of import: whole ones, one a meter and date.

Their uuid is made of account, meter and date, so that the same values are the same submission, however often they
come. What a person has sent and the desk has accepted with the same values is there already.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from portal.clock import KYIV
from portal.database import is_sqlite
from portal.domain.billing import looking, writing
from portal.domain.readings import processing
from portal.domain.readings.past import as_date
from portal.language import gettext as _
from portal.models import Reading, Submission

IMPORT = "import"
_NAMESPACE = UUID("6b1f0f6e-3a39-5d0a-9c43-1f9d5a1f7a10")
_NOON = time(12)


class Value(NamedTuple):
    """What a register of a meter showed on a date, in whole kWh."""

    account: int
    rem: int
    meter: int
    name: str
    register: int
    day: date
    value: int


@dataclass(frozen=True)
class Kept:
    """How many values are new or changed; those that were refused, as their date is accepted otherwise."""

    changed: int
    refused: frozenset[Value]


def keep(values: Iterable[Value], now: datetime) -> Kept:
    """Write what is not there yet. Call it in a transaction.

    For one meter and date one reading is accepted: what was accepted otherwise already stays, and what waits is
    accepted if it says the same, else rejected, as it would be if it came now.
    """
    wanted: dict[tuple[int, date], dict[int, Value]] = defaultdict(dict)
    for one in values:
        wanted[one.meter, one.day][one.register] = one
    there = _there(list(wanted))
    missing: list[Value] = []
    refused: set[Value] = set()
    changed = 0
    for about, said in wanted.items():
        known = there.get(about, _Known())
        if any(known.accepted.get(register, one.value) != one.value for register, one in said.items()):
            refused.update(said.values())
            continue
        said = {register: one for register, one in said.items() if register not in known.accepted}
        if not said:
            continue
        if known.waiting and _says(known.waiting[1], said):
            processing.accept(Submission.get_by_id(known.waiting[0]), actor=None, now=now)
            changed += len(said)
        else:
            fresh = [one for one in said.values() if known.imported.get(one.register) != one.value]
            missing += fresh
            if fresh and known.waiting:
                processing.reject(Submission.get_by_id(known.waiting[0]), refusal(), actor=None, now=now)
    return Kept(changed + _write(missing, now), frozenset(refused))


def refusal() -> str:
    """What a row is told whose value was refused."""
    return _("За цю дату вже оброблено інший показ")


def _says(values: Mapping[int, int], said: Mapping[int, Value]) -> bool:
    """Whether all of it stands there already."""
    return all(values.get(register) == one.value for register, one in said.items())


def _write(missing: Sequence[Value], now: datetime) -> int:
    if not missing:
        return 0
    uuids = {(one.meter, one.day): _uuid(one) for one in missing}
    rows = {uuids[one.meter, one.day]: one for one in missing}
    known = _ids(rows)
    new = {uuid: one for uuid, one in rows.items() if uuid not in known}
    writing.insert(Submission, _COLUMNS, [_row(uuid, one, now) for uuid, one in new.items()])
    known.update(_ids(new))
    readings = sorted((known[uuids[one.meter, one.day]], one.register, one.value) for one in missing)
    return writing.upsert(
        Reading, ("submission_id", "register_id", "value"), ("submission_id", "register_id"), readings
    )


@dataclass
class _Known:
    """What is there of a meter and a date, as {register: value}: of submissions of others that were accepted,
    of the one that waits (with its row id), and of our own."""

    accepted: dict[int, int] = field(default_factory=dict)
    waiting: tuple[int, dict[int, int]] | None = None
    imported: dict[int, int] = field(default_factory=dict)


def _there(wanted: Sequence[tuple[int, date]]) -> dict[tuple[int, date], _Known]:
    submissions: dict[int, dict[int, int]] = defaultdict(dict)
    about: dict[int, tuple[tuple[int, date], str, str]] = {}
    for meter, day, register, value, submission, status, way in looking.of_dates(wanted):
        submissions[submission][register] = value
        about[submission] = ((meter, as_date(day)), status, way)
    found: dict[tuple[int, date], _Known] = defaultdict(_Known)
    for submission, values in submissions.items():
        key, status, way = about[submission]
        if status == "new":
            found[key].waiting = submission, values
        elif way == IMPORT:
            found[key].imported |= values
        else:
            found[key].accepted |= values
    return found


def _ids(uuids: Iterable[UUID]) -> dict[UUID, int]:
    kept = {_kept(uuid): uuid for uuid in uuids}
    return {kept[uuid]: row_id for uuid, row_id in looking.rows(Submission, ("uuid", "id"), "uuid", kept)}


def _kept(uuid: UUID) -> str | UUID:
    """As the database keeps it."""
    return uuid.hex if is_sqlite() else uuid


_COLUMNS = (
    "uuid",
    "content_hash",
    "account_id",
    "meter_id",
    "taken_at",
    "received_at",
    "reading_date",
    "status",
    "in_window",
    "warnings",
    "way",
    "reason",
    "rem_id",
    "attention",
)


def _row(uuid: UUID, one: Value, now: datetime) -> tuple[Any, ...]:
    taken = datetime.combine(one.day, _NOON, KYIV).astimezone(UTC)
    return (
        _kept(uuid),
        hashlib.sha256(uuid.bytes).hexdigest(),
        one.account,
        one.meter,
        Submission.taken_at.db_value(min(taken, now)),
        Submission.received_at.db_value(now),
        one.day.isoformat(),
        "accepted",
        one.day.day == 1,
        "[]",
        IMPORT,
        "",
        one.rem,
        False,
    )


def _uuid(one: Value) -> UUID:
    return uuid5(_NAMESPACE, f"{one.name}|{one.day.isoformat()}")
