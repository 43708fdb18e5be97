"""Signed applications by the errand, with the real consumer, killed while it verifies."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from portal import clock
from portal.config import Settings
from portal.crypto import Vault
from portal.demo.signing import people
from portal.demo.signing.certificates import Wish, issue
from portal.demo.signing.pdfs import sign_pdf
from portal.domain.files import keeping
from portal.domain.orders import catalogue, documents, judging, signing
from portal.domain.signatures import trust
from portal.models import Event, Judgement, Order
from portal.storage import Storage, StorageAway, connect
from tests import factories
from tests.domain.orders import filling
from tests.tasks.mail_server import wait_for
from tests.tasks.test_consumer import Start, start_consumer
from tests.tasks.test_files import ENVIRONMENT

__all__ = ["start_consumer"]
pytestmark = pytest.mark.usefixtures("database")

SIGNED = next(kind for kind in catalogue.KINDS if kind.signed)


@pytest.fixture
def store(settings: Settings) -> Storage:
    return connect(settings.storage_url)


@pytest.fixture
def errand(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> Any:
    """The module of the errand, working with this test's settings."""
    for name, value in {**ENVIRONMENT, "RUN_DIR": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    from tasks import orders

    monkeypatch.setattr(orders, "settings", replace(settings))
    return orders


def signed_order(settings: Settings, store: Storage) -> Order:
    """An application that its applicant has signed and sent; nobody has looked at it yet."""
    user, account, _meter = factories.make_home()
    order = filling.submitted(SIGNED, user, account)
    for one in documents.waiting():
        documents.make(one, vault=filling.VAULT, storage=store, base_url="http://localhost", now=clock.now())
    order = Order.get_by_id(order.id)
    number = judging._tax_number(order, Vault(settings.encryption_keys))
    assert number, "the errand can read whose signature it has to be"
    own = issue(Wish("Заявник", tax_number=number), people.key("ec", number), people.authority())
    with store.open(order.document.storage_key) as opened:
        content = sign_pdf(opened.read(), own, clock.now() - timedelta(minutes=5))
    file = keeping.keep_made(
        content, user=user, name="a.pdf", type="application/pdf", storage=store, now=clock.now()
    )
    assert signing.sign(order, file.sha256, storage=store, calendar=filling.CALENDAR, actor=user, now=clock.now())
    return order


def outcome(order: Order) -> str:
    return str(Judgement.get(Judgement.order == order).outcome)


def is_read(pipe: Path, held: list[int]) -> bool:
    """Whether somebody stands at the other end; it is held open from then on."""
    with suppress(OSError):  # there is no reader yet
        held.append(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
    return bool(held)


def test_killed_while_it_verifies_it_is_verified_by_the_next(
    start_consumer: Start, settings: Settings, store: Storage
) -> None:
    """A list of trust that gives no bytes, a pipe, holds the verification until its errand is killed."""
    order = signed_order(settings, store)
    settings.trust_dir.mkdir(parents=True)
    pipe = settings.trust_dir / "demo.json"
    os.mkfifo(pipe)
    held: list[int] = []
    consumer = start_consumer()
    wait_for(lambda: is_read(pipe, held), "it stands at the pipe")
    consumer.send_signal(signal.SIGKILL)
    consumer.wait()
    for end in held:
        os.close(end)
    assert outcome(order) == "waiting"
    assert Order.get_by_id(order.id).status_name == "submitted"
    pipe.unlink()
    trust.keep(people.trust_list(), settings.trust_dir)
    start_consumer()
    wait_for(lambda: outcome(order) != "waiting", "judged by the next consumer", within=90)
    assert outcome(order) == "accepted"
    assert Event.select().where(Event.name == "order_signature_refused").count() == 0


def test_a_store_that_is_away_is_asked_again(
    errand: Any, settings: Settings, store: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = signed_order(settings, store)
    trust.keep(people.trust_list(), settings.trust_dir)

    def away(*_any: Any) -> None:
        raise StorageAway("the disk is not there")

    with monkeypatch.context() as broken:
        broken.setattr(judging, "_copied", away)
        errand.judge_signatures.call_local()
    assert outcome(order) == "waiting"
    errand.sweep_signatures.call_local()
    assert outcome(order) == "accepted"


def test_one_that_fails_by_our_fault_holds_nobody_up(
    errand: Any, settings: Settings, store: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = signed_order(settings, store)
    user, account = bad.user, bad.account
    good = filling.submitted(SIGNED, user, account)
    for one in documents.waiting():
        documents.make(one, vault=filling.VAULT, storage=store, base_url="http://localhost", now=clock.now())
    Judgement.create(order=good, file=bad.document)
    judge = judging.judge

    def fail(one: Judgement, **options: Any) -> None:
        if one.order == bad:
            raise KeyError("a fault of ours")
        judge(one, **options)

    monkeypatch.setattr(judging, "judge", fail)
    errand.judge_signatures.call_local()
    assert (outcome(bad), outcome(good)) == ("waiting", "refused")
