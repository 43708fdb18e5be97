"""Orders and the errands: documents are made one after the other; a mail server that is away holds up nobody."""

from __future__ import annotations

import collections
import socket
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from peewee import Database

from portal import clock, delivery, storage
from portal.config import Settings
from portal.domain.orders import catalogue, documents, processing
from portal.models import Message, Order, User
from portal.storage import StorageAway
from tests import factories
from tests.domain.orders import filling
from tests.tasks.mail_server import MailServer
from tests.tasks.test_files import ENVIRONMENT

FREE = next(kind for kind in catalogue.KINDS if not kind.paid and not kind.signed)


@pytest.fixture
def person(database: Database) -> tuple[User, Any]:
    user, account, _meter = factories.make_home()
    return user, account


@pytest.fixture
def errand(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Any):  # type: ignore[no-untyped-def]
    """The module of the errand, working with this test's settings."""
    for name, value in {**ENVIRONMENT, "RUN_DIR": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    from tasks import orders

    monkeypatch.setattr(orders, "settings", replace(settings))
    return orders


def test_every_document_is_made_once(errand: Any, person: tuple[User, Any], settings: Settings) -> None:
    orders = [filling.at_the_desk(FREE, *person) for _number in range(3)]
    for _ring in range(2):
        errand.make_documents.call_local()
    made = [Order.get_by_id(order.id).document for order in orders]
    assert len({file.id for file in made}) == 3
    kept = storage.connect(settings.storage_url)
    for file in made:
        with kept.open(file.storage_key) as opened:
            assert opened.read(5) == b"%PDF-"
    assert not documents.waiting()


def test_one_that_can_not_be_made_does_not_hold_up_the_others(
    errand: Any, person: tuple[User, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = (filling.at_the_desk(FREE, *person) for _number in range(2))
    Order.update(kind="no-such-kind").where(Order.id == bad.id).execute()
    errand.make_documents.call_local()
    assert Order.get_by_id(good.id).document_id is not None
    assert [order.id for order in documents.waiting()] == [bad.id]


def test_a_store_that_is_away_is_tried_again(
    errand: Any, person: tuple[User, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    order = filling.at_the_desk(FREE, *person)

    def away(*_any: Any, **_more: Any) -> None:
        raise StorageAway("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(documents.keeping, "keep_made", away)
        errand.make_documents.call_local()
    assert Order.get_by_id(order.id).document_id is None
    errand.sweep_documents.call_local()
    assert Order.get_by_id(order.id).document_id is not None


def test_the_mail_server_is_down_for_an_hour(
    mail_settings: Settings, mail_server: MailServer, person: tuple[User, Any], now: datetime
) -> None:
    """Every order goes on to its end meanwhile, and every mail arrives afterwards, each once."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        down = replace(mail_settings, smtp_url=f"smtp://127.0.0.1:{nobody.getsockname()[1]}")
        operator = factories.make_user(role="operator", rem=person[1].rem)
        orders = []
        for minute in range(0, 60, 6):
            with clock.frozen(now + timedelta(minutes=minute)) as moment:
                order = filling.at_the_desk(FREE, *person, now=moment)
                said: dict[str, Any] = {"revision": None, "actor": operator, "now": moment}
                processing.register(order, f"{minute}", **said)
                processing.finish(order, "", **said)
                orders.append(order)
                assert delivery.deliver(down) is delivery.Outcome.NO_LINE
    assert {Order.get_by_id(order.id).status_name for order in orders} == {"done"}
    for hour in (1, 2, 3):
        with clock.frozen(now + timedelta(hours=hour)):
            delivery.deliver(mail_settings)
    subjects = collections.Counter(mail_server.subjects)
    for order in orders:
        for tail in ("заявку надіслано", "зареєстровано", "виконано"):
            assert subjects[f"Замовлення № {order.number}: {tail}"] == 1
    assert Message.select().where(Message.sent_at.is_null()).count() == 0
