"""Accounts: number, holder, address, РЕМ, and what else billing knows of a supply point."""

from __future__ import annotations

from typing import Any, NamedTuple

from peewee import chunked

from portal.crypto import random_ref
from portal.database import db
from portal.domain import identifiers
from portal.domain.accounts import names
from portal.domain.accounts.numbers import account_digits
from portal.domain.billing import holders, looking, values, writing
from portal.domain.billing.formats import Batch, Column, Kind
from portal.domain.billing.known import once
from portal.domain.billing.work import Work
from portal.domain.errors import Refused
from portal.domain.outages.spans import SUBQUEUES
from portal.language import gettext
from portal.language import lazy_gettext as _
from portal.models import Account
from portal.models.account import CHOSEN, NONE, OPERATORS

COLUMNS = (
    "ref",
    "digits",
    "number_shown",
    "contract_number",
    "eic",
    "holder_name",
    "holder_folded",
    "holder_tax_number",
    "holder_tax_hash",
    "settlement_id",
    "street",
    "house",
    "flat",
    "rem_id",
    "operator",
    "supplier",
    "power_w",
    "subqueue",
)
_NUMBER_TEXT = values.text(32)
ADDRESS = ("settlement_id", "street", "house")


class Number(NamedTuple):
    """An account's number as it is written; two ways to write its digits are one number."""

    shown: str
    digits: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Number) and self.digits == other.digits

    def __hash__(self) -> int:
        return hash(self.digits)


def number(cell: str) -> Number:
    return Number(_NUMBER_TEXT(cell), account_digits(cell))


def survey(batch: Batch, work: Work) -> None:
    """Count the linked accounts that would change hands."""
    changes = [one for one in _changes(batch, work) if one.present and one.holder_changed]
    work.changed_holders += holders.linked([one.present["id"] for one in changes if one.present])


def keep(batch: Batch, work: Work) -> int:
    """Add new accounts, bring known ones up to date, and take those that changed hands out of cabinets."""
    changes = [one for one in _changes(batch, work) if one.is_change]
    if not changes:
        return 0
    with db.atomic():
        _make_way(changes)
        writing.upsert(
            Account, COLUMNS, ("digits",), [tuple(one.wanted[name] for name in COLUMNS) for one in changes]
        )
        _look_for_houses_anew(changes)
        for one in changes:
            if one.present and one.holder_changed:
                holders.changed(one.present["id"], one.tax_number, work)
    return len(changes)


class Change:
    """What a row means for an account: the columns that are wanted beside those that are there."""

    def __init__(self, row: Any, present: dict[str, Any] | None, work: Work) -> None:
        self.present = present
        self.tax_number: str | None = row.tax_number
        encrypted, hashed = self._tax_columns(work)
        self.wanted: dict[str, Any] = {
            "ref": present["ref"] if present else random_ref(),
            "digits": row.number.digits,
            "number_shown": row.number.shown,
            "contract_number": row.contract or row.number.digits,
            "eic": row.eic,
            "holder_name": row.holder,
            "holder_folded": names.fold(row.holder),
            "holder_tax_number": encrypted,
            "holder_tax_hash": hashed,
            "settlement_id": work.settlements[row.katottg],
            "street": row.street or "",
            "house": row.house or "",
            "flat": row.flat or "",
            "rem_id": work.rems[row.rem],
            "operator": row.operator,
            "supplier": row.supplier or "",
            "power_w": row.power_kw,
            "subqueue": row.subqueue,
        }

    def _tax_columns(self, work: Work) -> tuple[str | None, str | None]:
        """What is kept of the number; that of before where it is the same, under whichever key."""
        if self.tax_number is None:
            return None, None
        hashes = work.vault.keyed_hashes(self.tax_number)
        if self.present and self.present["holder_tax_hash"] in hashes:
            return self.present["holder_tax_number"], self.present["holder_tax_hash"]
        return work.vault.encrypt(self.tax_number), hashes[0]

    @property
    def is_change(self) -> bool:
        return self.present is None or any(self.present[name] != self.wanted[name] for name in COLUMNS)

    def moves(self, columns: tuple[str, ...]) -> bool:
        """Whether any of these is another one than before."""
        return self.present is not None and any(self.present[name] != self.wanted[name] for name in columns)

    @property
    def holder_changed(self) -> bool:
        before, after = self.present or {}, self.wanted
        return not holders.same(
            before.get("holder_folded", ""),
            before.get("holder_tax_hash"),
            after["holder_folded"],
            after["holder_tax_hash"],
        )


def _changes(batch: Batch, work: Work) -> list[Change]:
    _leave_out_unknown_places(batch, work)
    once(batch, "number")
    present = _present(batch)
    _leave_out_taken_codes(batch, present)
    return [Change(row, present.get(row.number.digits), work) for row in batch.rows]


def _present(batch: Batch) -> dict[str, dict[str, Any]]:
    columns = ("id", *COLUMNS)
    rows = looking.rows(Account, columns, "digits", [row.number.digits for row in batch.rows])
    at = columns.index("digits")
    return {row[at]: dict(zip(columns, row, strict=True)) for row in rows}


def _leave_out_unknown_places(batch: Batch, work: Work) -> None:
    problems: dict[int, tuple[str, str]] = {}
    for row in batch.rows:
        if row.katottg not in work.settlements:
            problems[row.line] = ("katottg", gettext("Такого населеного пункту в класифікаторі немає"))
        elif row.rem not in work.rems:
            problems[row.line] = ("rem", gettext("Такого РЕМ немає"))
    batch.leave_out(problems)


def _leave_out_taken_codes(batch: Batch, present: dict[str, dict[str, Any]]) -> None:
    """A code names one point: one that another account has, here or in the base, would stop the whole batch."""
    taken = gettext("Цей EIC належить іншому рахунку")
    owners = dict(looking.rows(Account, ("eic", "digits"), "eic", {row.eic for row in batch.rows if row.eic}))
    while True:
        wanted = {row.eic: row.number.digits for row in reversed(batch.rows) if row.eic}
        ours = {row.number.digits: row.eic for row in batch.rows}
        for eic, digits in owners.items():
            # Its present owner may be about to give it up in this very batch.
            if eic in wanted and ours.get(digits, eic) == eic:
                wanted[eic] = digits
        problems = {
            row.line: ("eic", taken) for row in batch.rows if row.eic and wanted[row.eic] != row.number.digits
        }
        if not problems:
            return
        # Whose row is left out gives up nothing: somebody may wait for that code in vain.
        batch.leave_out(problems)


def _make_way(changes: list[Change]) -> None:
    """Codes that go from one account to another must be free first."""
    moved = [one.present["id"] for one in changes if one.present and one.moves(("eic",)) and one.present["eic"]]
    if moved:
        Account.update(eic=None).where(Account.id.in_(moved)).execute()


def _look_for_houses_anew(changes: list[Change]) -> None:
    """Another address may stand in another place of the outage source; what its person said stays."""
    moved = [one.present["id"] for one in changes if one.present and one.moves(ADDRESS)]
    for part in chunked(moved, holders.CHUNK):
        kept = Account.place_how.is_null() | Account.place_how.not_in([CHOSEN, NONE])
        Account.update(place=None, place_how=None).where(Account.id.in_(part), kept).execute()


def power(cell: str) -> int:
    """kW in W; none is no power."""
    watts = values.thousandths(cell)
    if not 0 < watts < 10_000_000:
        raise Refused(gettext("Має бути більше за нуль і менше за 10 000 кВт"))
    return watts


KIND = Kind(
    slug="accounts",
    title=_("Рахунки"),
    columns=(
        Column("number", number),
        Column("contract", values.text(32), optional=True),
        Column("holder", values.text(255)),
        Column("tax_number", identifiers.tax_number, optional=True, secret=True),
        Column("katottg", str.upper),
        Column("street", values.text(255), optional=True),
        Column("house", values.text(32), optional=True),
        Column("flat", values.text(32), optional=True),
        Column("rem", values.text(255)),
        Column("eic", identifiers.eic, optional=True),
        Column("operator", values.one_of({name: name for name in OPERATORS})),
        Column("supplier", values.text(255), optional=True),
        Column("power_kw", power, optional=True),
        Column("subqueue", values.one_of({name: name for name in SUBQUEUES}), optional=True),
    ),
    keep=keep,
    survey=survey,
    together="number",
)
