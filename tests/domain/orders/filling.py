"""Fill in any kind of order by its definition: what a person would type, whatever is asked for."""

from __future__ import annotations

import hashlib
import itertools
import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from portal.crypto import Vault, random_ref
from portal.demo.people import CITY_FLAT
from portal.domain import workdays
from portal.domain.files.kinds import JPEG, MP4, PDF
from portal.domain.orders import answering, attachments, catalogue, drafts, submitting, vaulting
from portal.domain.orders import values as known
from portal.domain.orders.definition import NONE, PDFS, VIDEOS, Field, Files, Kind, Several, Step, every_item
from portal.models import Account, File, Order, User
from tests.conftest import NOW

VAULT = Vault(["first key of tests", "second key of tests"])
CALENDAR = workdays.calendar(work_on_holidays=True)
_serial = itertools.count()

TYPED = {
    known.TEXT: "Сонячна панель",
    known.LONG_TEXT: "Лічильник рахує більше, ніж мав би.\nПрошу перевірити.",
    known.NAME: "Українець",
    known.PHONE: "067 123 45 67",
    known.EMAIL: "ivan@example.com",
    known.ADDRESS: "10001, м. Житомир, вул. Житомирська, 5",
    known.PAST_DAY: "05.03.2015",
    known.COMING_DAY: "2026-12-14",
    known.TICK: "yes",
    known.REM: "Житомирський РЕМ",
    known.KILOWATTS: "4,5",
    known.ACCOUNT_OR_EIC: "02-020202",
    known.METER_NUMBER: "0202020",
    known.TAX_NUMBER: CITY_FLAT.tax_number,
    known.PASSPORT_BOOK: "ВМ 123456",
    known.ID_CARD: "001234567",
    known.UNZR: "19850412-01234",
}


def typed_for(field: Field, option: int = 0) -> str:
    """What a person types into the field; of a choice the option of this number, as far as there are so many."""
    if field.options:
        return field.options[min(option, len(field.options) - 1)].value
    return TYPED[field.value]


def step_typed(step: Step, order: Order, option: int = 0) -> dict[str, Any]:
    """Everything of a step, what hangs on other options and ticks too; ticks that free from a field stay unset."""
    freeing = {item.unless for item in every_item(step.items) if isinstance(item, Field) and item.unless}
    typed: dict[str, Any] = {}
    for item in every_item(step.items):
        if isinstance(item, Several):
            rows = answering.rows_of(item, order.filled)
            typed[item.name] = [{**row, **_row_typed(item)} for row in rows]
        elif isinstance(item, Field) and item.name not in freeing:
            typed[item.name] = typed_for(item, option)
    return typed


def fill_in(order: Order, user: User, now: datetime = NOW, option: int = 0) -> None:
    """All steps, with a file in each place."""
    kind = catalogue.kind_of(order.kind)
    for step in kind.steps:
        drafts.save(order, step, step_typed(step, order, option), vault=VAULT, now=now)
    for purpose, place, _key in answering.places(kind, vaulting.opened(order.filled, VAULT)):
        attachments.attach(order, purpose, [make_file(user, place).sha256], actor=user, now=now)


def begun(kind: Kind, user: User, account: Account | None, now: datetime = NOW) -> Order:
    """A draft of this kind, about the account if the kind is about one."""
    about = None if kind.account == NONE else account
    order = drafts.begin(kind, about, uuid=uuid.uuid4(), actor=user, now=now)
    return drafts.draft_of(user, order.ref)


def submitted(kind: Kind, user: User, account: Account | None, now: datetime = NOW, option: int = 0) -> Order:
    """An order of this kind that the person has sent; a signed kind waits for its signature."""
    order = begun(kind, user, account, now)
    fill_in(order, user, now, option)
    submitting.submit(order, consent=True, vault=VAULT, calendar=CALENDAR, actor=user, now=now)
    return order


def at_the_desk(kind: Kind, user: User, account: Account | None, now: datetime = NOW) -> Order:
    """The same, and signed where it has to be."""
    order = submitted(kind, user, account, now)
    if kind.signed:
        submitting.take_signed(order, calendar=CALENDAR, actor=user, now=now)
    return order


def make_file(user: User, place: Files | None = None, type: str = "") -> File:
    """A kept file of a type that the place takes; its bytes are nowhere."""
    taken = place.takes[0] if place else PDFS
    kind = {PDFS: PDF, VIDEOS: MP4}.get(taken, JPEG)
    number = next(_serial)
    return File.create(
        ref=random_ref(),
        user=user,
        sha256=hashlib.sha256(f"file {number}".encode()).hexdigest(),
        size=1000 + number,
        type=type or kind.type,
        storage_key=f"no/bo/{number:06}",
        name=f"файл {number}",
        created_at=NOW,
    )


def _row_typed(several: Several) -> dict[str, str]:
    return {item.name: typed_for(item) for item in several.items if isinstance(item, Field)}


def steps_of(kinds: tuple[Kind, ...] = catalogue.KINDS) -> Iterator[tuple[Kind, Step]]:
    """Every step of every kind."""
    for kind in kinds:
        for step in kind.steps:
            yield kind, step
