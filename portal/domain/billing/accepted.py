"""Values that billing has accepted, as submissions that came by way of import: whole ones, one a meter and date.

Their uuid is made of account, meter and date, so that the same values are the same submission, however often they
come. What a person has sent and the desk has accepted with the same values is there already.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from portal.clock import KYIV
from portal.database import is_sqlite
from portal.domain.billing import looking, writing
from portal.domain.readings.past import as_date
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


def keep(values: Iterable[Value], now: datetime) -> int:
    """Write what is not there yet; returns how many values that were. Call it in a transaction."""
    wanted = {(one.meter, one.day, one.register): one for one in values}
    there = _there(list({(meter, day) for meter, day, _register in wanted}))
    missing = [one for key, one in wanted.items() if one.value not in there[key]]
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


def _there(wanted: Sequence[tuple[int, date]]) -> dict[tuple[int, date, int], set[int]]:
    """{(meter, date, register): accepted values}."""
    found: dict[tuple[int, date, int], set[int]] = defaultdict(set)
    for meter, day, register, value in looking.of_dates(wanted):
        found[meter, as_date(day), register].add(value)
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
