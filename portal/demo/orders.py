"""The demo's orders: one of Ivan's for each thing that a person may have to do, made by the verbs themselves."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from portal.clock import kyiv_date
from portal.crypto import Vault
from portal.demo.papers import MADE_ON, MARK
from portal.domain import workdays
from portal.domain.files import keeping
from portal.domain.orders import catalogue, drafts, processing, submitting
from portal.domain.papers import typesetting
from portal.models import Account, File, Message, Order, User
from portal.storage import Storage

CALENDAR = workdays.calendar(work_on_holidays=True)
INVOICE = (
    ("Послуга", "Заміна приладу обліку (перехід на зонний облік). Разом до сплати: 1 248,00 грн."),
    (
        "Як сплатити",
        "Справжній рахунок має реквізити оператора. Цей вигадано, оплачувати його не потрібно.",
    ),
)


def add(
    ivan: User, home: Account, operator: User, *, vault: Vault, storage: Storage | None, now: datetime
) -> None:
    """Add the orders; with a ``storage`` one of them has an invoice."""
    _done(ivan, home, operator, vault, now)
    _asked(ivan, home, operator, vault, now)
    _waiting_for_the_desk(ivan, home, operator, vault, now)
    if storage is not None:
        _invoiced(ivan, home, operator, vault, storage, now)
    _half_filled(ivan, vault, now)
    # All of it happened before the demo began: nobody waits for these mails.
    Message.delete().where(Message.template == "order_changed").execute()


def _waiting_for_the_desk(ivan: User, home: Account, operator: User, vault: Vault, now: datetime) -> None:
    """One whose term runs out, and a new one."""
    order = _send(ivan, home, "supply-point-passport", vault, now - timedelta(days=13), {"delivery": "email"})
    processing.register(order, "1098", revision=None, actor=operator, now=now - timedelta(days=12))
    reason = "Лічильник рахує, навіть коли вимкнено всі автомати."
    _send(ivan, home, "metering-check", vault, now - timedelta(hours=5), {"reason": reason})


def _done(ivan: User, home: Account, operator: User, vault: Vault, now: datetime) -> None:
    order = _send(ivan, home, "signed-contract-copy", vault, now - timedelta(days=21), {"delivery": "email"})
    said: dict[str, Any] = {"revision": None, "actor": operator}
    processing.register(order, "1042", **said, now=now - timedelta(days=20))
    processing.finish(order, "Підписаний примірник надіслано на вашу пошту.", **said, now=now - timedelta(days=19))


def _asked(ivan: User, home: Account, operator: User, vault: Vault, now: datetime) -> None:
    text = "Після ремонту лінії напруга ввечері падає, лампи ледь світять. Прошу перевірити."
    order = _send(
        ivan,
        home,
        "complaint",
        vault,
        now - timedelta(days=3),
        {"subject": "Низька напруга ввечері", "text": text, "delivery": "email"},
    )
    said: dict[str, Any] = {"revision": None, "actor": operator, "now": now - timedelta(days=2)}
    processing.ask(order, "О котрій годині напруга падає найчастіше і з якого дня?", **said)


def _invoiced(ivan: User, home: Account, operator: User, vault: Vault, storage: Storage, now: datetime) -> None:
    wanted = {"zones": "two", "contact_time": "після 14:00"}
    order = _send(ivan, home, "meter-to-zones", vault, now - timedelta(days=4), wanted)
    said: dict[str, Any] = {"revision": None, "actor": operator}
    processing.register(order, "1187", **said, now=now - timedelta(days=3))
    moment = now - timedelta(days=2)
    processing.invoice(order, _invoice(operator, storage, moment), 124_800, **said, now=moment)


def _half_filled(ivan: User, vault: Vault, now: datetime) -> None:
    kind = catalogue.kind_of("change-of-owner")
    order = drafts.begin(kind, None, uuid=uuid.uuid4(), actor=ivan, now=now - timedelta(days=1))
    typed = {"previous_surname": "Петренко", "previous_number": "02-020202"}
    drafts.save(order, kind.steps[0], typed, vault=vault, now=now - timedelta(days=1))


def _send(ivan: User, home: Account, slug: str, vault: Vault, now: datetime, typed: Mapping[str, str]) -> Order:
    """A draft of this kind with these answers besides what is offered, and off it goes."""
    kind = catalogue.kind_of(slug)
    order = drafts.begin(kind, home, uuid=uuid.uuid4(), actor=ivan, now=now)
    order = drafts.draft_of(ivan, order.ref)
    for step in kind.steps:
        drafts.save(order, step, typed, vault=vault, now=now)
    submitting.submit(order, consent=True, vault=vault, calendar=CALENDAR, actor=ivan, now=now)
    return order


def _invoice(operator: User, storage: Storage, now: datetime) -> File:
    data = {"title": f"Рахунок № 48 від {kyiv_date(now):%d.%m.%Y}", "mark": MARK, "paragraphs": INVOICE}
    content = typesetting.pdf("demo_contract.typ", data, dated=MADE_ON)
    return keeping.keep_made(
        content, user=operator, name="рахунок-48.pdf", type="application/pdf", storage=storage, now=now
    )
