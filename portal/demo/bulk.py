"""A big base of made-up accounts for benchmarks: hundreds of thousands in minutes, the same ones every time.

Rows are written past the models, by executemany in big transactions, with ids counted here so that children
need no look-ups.
"""

from __future__ import annotations

import base64
import hashlib
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from peewee import fn
from stdnum.eu import eic

from portal.clock import kyiv_date
from portal.database import db, is_sqlite
from portal.demo import pasts
from portal.domain.accounts import names
from portal.domain.billing import writing
from portal.models import Account, Consumption, Meter, Reading, Register, Settlement, Submission, Table

# Accounts of this kind of number are ours; those of the named people begin with 0.
FIRST_NUMBER = 20_0000_0000
BATCH = 5_000
READINGS = 3
TWO_ZONES_IN_TEN = 3
INSTALLED = date(2018, 5, 14)

SURNAMES = (
    "Шевченко",
    "Бойко",
    "Кравченко",
    "Ковальчук",
    "Олійник",
    "Поліщук",
    "Марченко",
    "Лисенко",
    "Руденко",
    "Савченко",
    "Мороз",
    "Карпенко",
    "Гончаренко",
    "Сидоренко",
    "Гаврилюк",
    "Левченко",
    "Романюк",
    "Мазур",
    "Дем’янчук",
    "Присяжнюк",
)
NAMES = (
    ("Олександр", "Михайлович"),
    ("Наталія", "Іванівна"),
    ("Володимир", "Петрович"),
    ("Людмила", "Василівна"),
    ("Віктор", "Степанович"),
    ("Тетяна", "Миколаївна"),
    ("Юрій", "Анатолійович"),
    ("Світлана", "Григорівна"),
    ("Ігор", "Володимирович"),
    ("Ніна", "Федорівна"),
)
STREETS = (
    "вул. Шевченка",
    "вул. Лесі Українки",
    "вул. Миру",
    "вул. Садова",
    "вул. Лісова",
    "вул. Київська",
    "вул. Незалежності",
    "вул. Польова",
    "пров. Шкільний",
    "вул. Покровська",
)


@dataclass
class Rows:
    """The rows of one batch, by table."""

    accounts: list[tuple[Any, ...]] = field(default_factory=list)
    meters: list[tuple[Any, ...]] = field(default_factory=list)
    registers: list[tuple[Any, ...]] = field(default_factory=list)
    submissions: list[tuple[Any, ...]] = field(default_factory=list)
    readings: list[tuple[Any, ...]] = field(default_factory=list)
    consumptions: list[tuple[Any, ...]] = field(default_factory=list)


COLUMNS: dict[type[Table], tuple[str, ...]] = {
    Account: (
        "id",
        "ref",
        "digits",
        "number_shown",
        "contract_number",
        "eic",
        "holder_name",
        "holder_folded",
        "settlement_id",
        "street",
        "house",
        "flat",
        "rem_id",
        "operator",
        "supplier",
        "power_w",
        "subqueue",
    ),
    Meter: ("id", "account_id", "number", "installed_on"),
    Register: ("id", "meter_id", "direction", "zone", "zones", "digits"),
    Submission: (
        "id",
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
    ),
    Reading: ("submission_id", "register_id", "value"),
    Consumption: ("account_id", "meter_number", "direction", "zone", "period", "wh"),
}


def present() -> int:
    """How many accounts of this kind there are."""
    return int(Account.select().where(Account.digits >= str(FIRST_NUMBER), Account.digits < "21").count())


def fill(
    wanted: int, now: datetime, *, history: bool, advanced: Callable[[int], object] = lambda made: None
) -> int:
    """Add accounts until there are ``wanted``; ``history`` adds 25 months of use to each new one.

    The settlements must be there. ``advanced`` hears of every batch. Returns how many were added.
    """
    have = present()
    maker = Maker(now, history=history)
    if is_sqlite():
        # A base that can be made again need not survive a power cut while it is made.
        db.execute_sql("PRAGMA synchronous = off")
        db.execute_sql("PRAGMA cache_size = -400000")
    for start in range(have, wanted, BATCH):
        numbers = range(start, min(start + BATCH, wanted))
        with db.atomic():
            _write(maker.batch(numbers))
        advanced(len(numbers))
    _finish()
    return max(0, wanted - have)


class Maker:
    """Makes rows for account numbers; the same number always gives the same account."""

    def __init__(self, now: datetime, *, history: bool) -> None:
        today = kyiv_date(now)
        self._history = history
        served = list(Settlement.select().where(Settlement.rem.is_null(False)).order_by(Settlement.id))
        self._settlements = [(place.id, place.rem_id) for place in served]
        # Every third home stands in one of the towns.
        self._towns = [(place.id, place.rem_id) for place in served if place.category == "M"]
        firsts = [pasts.newest_first_of_month(today)]
        for _month in range(pasts.MONTHS):
            firsts.append((firsts[-1] - timedelta(days=1)).replace(day=1))
        self._firsts = firsts
        self._moments = [
            datetime(first.year, first.month, first.day, 7, 30, tzinfo=UTC) for first in firsts[:READINGS]
        ]
        self._next = {model: (model.select(fn.MAX(model.id)).scalar() or 0) + 1 for model in COLUMNS}

    def batch(self, numbers: Iterable[int]) -> Rows:
        """The rows of these accounts."""
        rows = Rows()
        for number in numbers:
            self._add(number, rows)
        return rows

    def _id(self, model: type[Table]) -> int:
        self._next[model] += 1
        return self._next[model] - 1

    def _add(self, number: int, rows: Rows) -> None:
        chance = random.Random(number)
        account, meter = self._id(Account), self._id(Meter)
        digits = str(FIRST_NUMBER + number)
        settlement, rem = chance.choice(self._towns if number % 3 == 0 else self._settlements)
        given, patronymic = chance.choice(NAMES)
        holder = f"{chance.choice(SURNAMES)} {given} {patronymic}"
        rows.accounts.append(
            (
                account,
                base64.urlsafe_b64encode(chance.randbytes(12)).decode(),
                digits,
                f"{digits[:2]}-{digits[2:4]}/{digits[4:7]}/{digits[7:]}",
                digits,
                _eic(number),
                holder,
                names.fold(holder),
                settlement,
                chance.choice(STREETS),
                str(chance.randint(1, 180)),
                str(chance.randint(1, 90)) if number % 3 == 0 else "",
                rem,
                "zhytomyroblenergo",
                "ТОВ «ЖОЕК»",
                chance.choice((5000, 7000, 10000)),
                f"{chance.randint(1, 6)}.{chance.randint(1, 2)}",
            )
        )
        rows.meters.append((meter, account, f"{number:07}", INSTALLED.isoformat()))
        zones = 2 if number % 10 < TWO_ZONES_IN_TEN else 1
        usual = [chance.randint(60, 180) // zones for _zone in range(zones)]
        values = [chance.randint(8_000, 60_000) for _zone in range(zones)]
        registers = [self._id(Register) for _zone in range(zones)]
        for zone, register in enumerate(registers, 1):
            rows.registers.append((register, meter, "A+", zone, zones, 5))
        self._add_readings(number, chance, account, rem, meter, registers, values, usual, rows)
        if self._history:
            for month in self._firsts[1:]:
                for zone in range(zones):
                    wh = pasts.use_in(month, usual[zone]) * 1000
                    rows.consumptions.append((account, f"{number:07}", "A+", zone + 1, month.isoformat(), wh))

    def _add_readings(
        self,
        number: int,
        chance: random.Random,
        account: int,
        rem: int,
        meter: int,
        registers: list[int],
        values: list[int],
        usual: list[int],
        rows: Rows,
    ) -> None:
        for index, moment in enumerate(self._moments):
            submission = self._id(Submission)
            at = moment.isoformat(sep=" ", timespec="microseconds")
            rows.submissions.append(
                (
                    submission,
                    chance.randbytes(16).hex(),
                    hashlib.sha256(f"{number} {moment}".encode()).hexdigest(),
                    account,
                    meter,
                    at,
                    at,
                    self._firsts[index].isoformat(),
                    "accepted",
                    True,
                    "[]",
                    "import",
                    "",
                    rem,
                )
            )
            for register, value in zip(registers, values, strict=True):
                rows.readings.append((submission, register, value))
            before = self._firsts[index + 1]
            values = [value - pasts.use_in(before, use) for value, use in zip(values, usual, strict=True)]


def _eic(number: int) -> str | None:
    """A code of its own; the few whose check character would be a dash, which is none, go without."""
    body = f"62Z2{number:011}"
    check = eic.calc_check_digit(body)
    return body + check if check != "-" else None


def _write(rows: Rows) -> None:
    batches = (rows.accounts, rows.meters, rows.registers, rows.submissions, rows.readings, rows.consumptions)
    for (model, columns), batch in zip(COLUMNS.items(), batches, strict=True):
        writing.insert(model, columns, batch)


def _finish() -> None:
    """Let the database go on as after ordinary inserts."""
    if is_sqlite():
        db.execute_sql("PRAGMA synchronous = full")
        db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    else:
        for model in COLUMNS:
            table = model._meta.table_name
            db.execute_sql(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT MAX(id) FROM {table}))"  # noqa: S608
            )
    db.execute_sql("ANALYZE")
