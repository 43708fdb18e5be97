"""Meters with their registers, and the first and the last value that billing has accepted of each.

A meter is known by account, number and the day of installing. Of an account one meter is in use: where billing
says of no other day, the one before is removed on the day that the next is installed.
"""

from __future__ import annotations

from typing import Any

from portal.database import db
from portal.domain.accounts.numbers import account_digits
from portal.domain.billing import accepted, known, values
from portal.domain.billing.formats import Batch, Column, Kind
from portal.domain.billing.installing import install
from portal.domain.billing.work import Work
from portal.language import gettext
from portal.language import lazy_gettext as _

MOST = 999_999_999


def keep(batch: Batch, work: Work) -> int:
    """Install and remove meters, add registers, keep the values."""
    known.leave_out_future(batch, work, "installed_on", "removed_on", "first_on", "last_on")
    batch.leave_out({row.line: wrong for row in batch.rows if (wrong := _problem(row))})
    known.once(batch, "account", "meter", "installed_on", "direction", "zone")
    accounts = known.accounts(batch)
    with db.atomic():
        registers, changed = install(batch, accounts)
        found = {row.line: _values(row, accounts[row.account], registers) for row in batch.rows}
        kept = accepted.keep((value for values in found.values() for value in values.values()), work.now)
    # The meter hangs there all the same.
    batch.leave_out(
        {
            line: (name, accepted.refusal())
            for line, values in found.items()
            for name, value in values.items()
            if value in kept.refused
        }
    )
    return changed + kept.changed


def _problem(row: Any) -> tuple[str, str] | None:
    """(column, what is wrong in it beside the others)."""
    if row.zone > row.zones:
        return "zone", gettext("Зон у лічильника менше")
    if row.removed_on and row.removed_on < row.installed_on:
        return "removed_on", gettext("Знято раніше, ніж встановлено")
    for name in ("first", "last"):
        value, day = getattr(row, f"{name}_value"), getattr(row, f"{name}_on")
        if (value is None) != (day is None):
            return f"{name}_on", gettext("Показ і його дата мають бути разом")
        if value is not None and value >= 10**row.digits:
            return f"{name}_value", gettext("Такого числа лічильник показати не може")
    if row.first_on and row.first_on == row.last_on and row.first_value != row.last_value:
        return "last_value", gettext("Перший і останній показ однієї дати різні")
    return None


def _values(row: Any, account: known.Known, registers: dict[int, tuple[int, int]]) -> dict[str, accepted.Value]:
    """{column: what it says}."""
    meter, register = registers[row.line]
    name = f"{row.account}|{row.meter}|{row.installed_on}"
    said = {"first_value": (row.first_on, row.first_value), "last_value": (row.last_on, row.last_value)}
    return {
        column: accepted.Value(account.id, account.rem, meter, name, register, day, value)
        for column, (day, value) in said.items()
        if day is not None and value is not None
    }


KIND = Kind(
    slug="meters",
    title=_("Лічильники з показниками"),
    columns=(
        Column("account", account_digits),
        Column("meter", values.text(32)),
        Column("installed_on", values.day),
        Column("removed_on", values.day, optional=True),
        Column("direction", values.direction),
        Column("zone", values.whole(1, 3)),
        Column("zones", values.whole(1, 3)),
        Column("digits", values.whole(3, 9)),
        Column("first_value", values.whole(0, MOST), optional=True),
        Column("first_on", values.day, optional=True),
        Column("last_value", values.whole(0, MOST), optional=True),
        Column("last_on", values.day, optional=True),
    ),
    keep=keep,
)
