"""Accepted readings, in the form in which the portal gives them out: of one base into another."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from portal.database import db
from portal.domain.accounts.numbers import account_digits
from portal.domain.billing import accepted, known, looking, values
from portal.domain.billing.formats import Batch, Column, Kind
from portal.domain.billing.work import Work
from portal.domain.errors import Refused
from portal.domain.readings import window
from portal.domain.readings.past import as_date
from portal.language import gettext
from portal.language import lazy_gettext as _
from portal.models import Meter, Register


def keep(batch: Batch, work: Work) -> int:
    """Write the values that are not there."""
    known.leave_out_future(batch, work, "reading_date", ahead=timedelta(days=window.DAYS_BEFORE))
    known.once(batch, "account", "meter", "direction", "zone", "reading_date")
    accounts = known.accounts(batch)
    meters = _meters(accounts)
    registers = _registers([row_id for hanging in meters.values() for row_id, _since, _until in hanging])
    found: dict[int, accepted.Value] = {}
    problems: dict[int, tuple[str, str]] = {}
    for row in batch.rows:
        account = accounts[row.account]
        meter = _of_date(meters.get((account.id, row.meter), []), row.reading_date)
        register, digits = registers.get((meter, row.direction, row.zone), (0, 0))
        if not register:
            problems[row.line] = ("meter", gettext("Такого лічильника чи такої зони в цього рахунку немає"))
        elif row.value >= 10**digits:
            problems[row.line] = ("value", gettext("Такого числа лічильник показати не може"))
        else:
            name = f"{row.account}|{row.meter}|{_since(meters[account.id, row.meter], meter)}"
            found[row.line] = accepted.Value(
                account.id, account.rem, meter, name, register, row.reading_date, row.value
            )
    batch.leave_out(problems)
    with db.atomic():
        kept = accepted.keep(found.values(), work.now)
    refused = {line: ("value", accepted.refusal()) for line, value in found.items() if value in kept.refused}
    batch.leave_out(refused)
    return kept.changed


def _meters(accounts: dict[str, known.Known]) -> dict[tuple[int, str], list[tuple[int, Any, Any]]]:
    """{(account, number): [(row id, installed on, removed on)]}."""
    found: dict[tuple[int, str], list[tuple[int, Any, Any]]] = {}
    columns = ("id", "account_id", "number", "installed_on", "removed_on")
    ids = [account.id for account in accounts.values()]
    for row_id, account, number, since, until in looking.rows(Meter, columns, "account_id", ids):
        hanging = found.setdefault((account, number), [])
        hanging.append((row_id, as_date(since), as_date(until) if until else None))
    return found


def _of_date(hanging: list[tuple[int, Any, Any]], day: Any) -> int:
    """The meter that hung there on the day; 0 for none."""
    for row_id, since, until in hanging:
        if since <= day and (until is None or day <= until):
            return row_id
    return 0


def _since(hanging: list[tuple[int, Any, Any]], meter: int) -> str:
    return next(str(since) for row_id, since, _until in hanging if row_id == meter)


def _registers(meters: list[int]) -> dict[tuple[int, str, int], tuple[int, int]]:
    columns = ("meter_id", "direction", "zone", "id", "digits")
    rows = looking.rows(Register, columns, "meter_id", meters)
    return {(meter, direction, zone): (row_id, digits) for meter, direction, zone, row_id, digits in rows}


def uuid(cell: str) -> UUID:
    """What the reading is called; here it is only held to its form."""
    try:
        return UUID(cell)
    except ValueError:
        raise Refused(gettext("Має бути UUID")) from None


KIND = Kind(
    slug="readings",
    title=_("Прийняті покази"),
    columns=(
        Column("account", account_digits),
        Column("meter", values.text(32)),
        Column("direction", values.direction),
        Column("zone", values.whole(1, 3)),
        Column("value", values.whole(0, 999_999_999)),
        Column("reading_date", values.day),
        Column("taken_at", values.moment, optional=True),
        Column("received_at", values.moment, optional=True),
        Column("way", values.text(16), optional=True),
        Column("uuid", uuid, optional=True),
    ),
    keep=keep,
)
