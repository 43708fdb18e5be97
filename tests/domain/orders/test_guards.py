"""What once went wrong: verbs at the wrong time, two at once, numbers that no key opens, an account that left."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from peewee import Database

from portal import database as portal_database
from portal.crypto import Vault
from portal.domain.errors import Conflict, NotFound, Refused
from portal.domain.orders import (
    answering,
    attachments,
    catalogue,
    drafts,
    processing,
    queue,
    remembering,
    signing,
    submitting,
    vaulting,
)
from portal.domain.orders.definition import Field, Several, every_item
from portal.models import Account, AccountLink, Message, Order, OrderFile
from tests.conftest import NOW
from tests.domain.orders import filling
from tests.domain.orders.conftest import Scene
from tests.domain.orders.filling import CALENDAR, VAULT

SIGNED = next(kind for kind in catalogue.KINDS if kind.signed)
FREE = next(kind for kind in catalogue.KINDS if not kind.paid and not kind.signed)
LONGER = next(kind for kind in catalogue.KINDS if kind.extended)
MANY = next(
    kind
    for kind in catalogue.KINDS
    if any(isinstance(item, Several) for step in kind.steps for item in step.items)
)


@pytest.mark.parametrize("kind", [SIGNED, FREE])
def test_a_signed_application_is_taken_only_where_it_is_waited_for(scene: Scene, kind: Any) -> None:
    order = filling.begun(kind, scene.user, scene.account)
    filling.fill_in(order, scene.user)
    file = filling.make_file(scene.user)
    for _try in range(2):
        with pytest.raises(Conflict):
            signing.sign(
                order,
                file.sha256,
                storage=None,
                calendar=CALENDAR,
                actor=scene.user,
                now=NOW,  # type: ignore[arg-type]
            )
        with pytest.raises(Conflict):
            submitting.take_signed(order, calendar=CALENDAR, actor=scene.user, now=NOW)
    kept = Order.get_by_id(order.id)
    assert kept.status_name == "draft"
    assert kept.filled == order.filled
    assert len(list(kept.files)) == len(list(answering.places(kind, kept.filled)))


@pytest.mark.parametrize("sign", [False, True])
def test_a_correction_is_for_an_application_that_waits_for_its_signature(scene: Scene, sign: bool) -> None:
    order = (
        filling.at_the_desk(SIGNED, scene.user, scene.account)
        if sign
        else filling.begun(SIGNED, scene.user, scene.account)
    )
    with pytest.raises(Conflict):
        drafts.anew(order, uuid=uuid.uuid4(), actor=scene.user, now=NOW)
    assert Order.get_by_id(order.id).status_name == ("submitted" if sign else "draft")


def test_a_correction_takes_along_only_what_the_person_has_put_in(scene: Scene) -> None:
    order = filling.submitted(SIGNED, scene.user, scene.account)
    OrderFile.create(order=order, file=filling.make_file(scene.operator), purpose=attachments.ANSWER)
    draft = drafts.anew(order, uuid=uuid.uuid4(), actor=scene.user, now=NOW)
    assert attachments.ANSWER not in attachments.held(draft)


def test_what_waits_for_its_signature_stands_in_the_queue(scene: Scene) -> None:
    order = filling.submitted(SIGNED, scene.user, scene.account)
    assert [one.id for one in queue.page(scene.operator, state="waits").orders] == [order.id]


def test_files_neither_come_nor_go_after_the_submission(scene: Scene) -> None:
    kind = next(kind for kind in catalogue.KINDS if not kind.signed and any(answering.places(kind, {})))
    order = filling.begun(kind, scene.user, scene.account)
    filling.fill_in(order, scene.user)
    stale = drafts.draft_of(scene.user, order.ref)
    [(purpose, place, _key), *_rest] = answering.places(kind, order.filled)
    submitting.submit(order, consent=True, vault=VAULT, calendar=CALENDAR, actor=scene.user, now=NOW)
    held = attachments.held(order)
    [file, *_more] = attachments.files_of(order)[purpose]
    with pytest.raises((Conflict, NotFound)):
        attachments.detach(stale, purpose, file.ref)
    stale = Order.get_by_id(order.id)
    stale.status = "draft"
    with pytest.raises((Conflict, NotFound)):
        attachments.attach(
            stale, purpose, [filling.make_file(scene.user, place).sha256], actor=scene.user, now=NOW
        )
    assert attachments.held(order) == held


def test_a_term_that_is_extended_keeps_the_days_that_it_stood(scene: Scene) -> None:
    order = filling.at_the_desk(LONGER, scene.user, scene.account)
    said: dict[str, Any] = {"revision": None, "actor": scene.operator}
    processing.ask(order, "?", **said, now=NOW)
    submitting.clarify(
        order, "!", revision=None, calendar=CALENDAR, actor=scene.user, now=NOW + timedelta(days=20)
    )
    before = order.due_on
    processing.extend(order, calendar=CALENDAR, **said, now=NOW + timedelta(days=21))
    assert order.due_on == date(2027, 2, 3)
    assert order.due_on > before


@pytest.mark.parametrize("verb", ["register", "note_payment", "schedule", "finish", "invoice", "extend"])
def test_an_open_question_is_not_gone_round(scene: Scene, verb: str) -> None:
    kind = next(kind for kind in catalogue.KINDS if kind.paid)
    order = filling.at_the_desk(kind, scene.user, scene.account)
    said: dict[str, Any] = {"revision": None, "actor": scene.operator, "now": NOW}
    processing.register(order, "1", **said)
    processing.invoice(order, filling.make_file(scene.operator), 100, **said)
    processing.ask(order, "?", **said)
    calls: dict[str, Callable[[], None]] = {
        "register": lambda: processing.register(order, "2", **said),
        "note_payment": lambda: processing.note_payment(order, date(2026, 11, 30), calendar=CALENDAR, **said),
        "schedule": lambda: processing.schedule(order, date(2026, 12, 3), **said),
        "finish": lambda: processing.finish(order, "", **said),
        "invoice": lambda: processing.invoice(order, filling.make_file(scene.operator), 5, **said),
        "extend": lambda: processing.extend(order, calendar=CALENDAR, **said),
    }
    with pytest.raises(Conflict):
        calls[verb]()
    assert Order.get_by_id(order.id).question == "?"


def test_what_no_key_opens_any_more_is_asked_for_again(scene: Scene) -> None:
    sealed = next(
        kind
        for kind in catalogue.KINDS
        if any(isinstance(one, Field) and one.sealed for step in kind.steps for one in every_item(step.items))
    )
    filling.submitted(sealed, scene.user, scene.account)
    order = filling.begun(sealed, scene.user, scene.account)
    another = Vault(["a key that nothing was encrypted with"])
    assert remembering.offered(sealed, scene.user, None)
    opened = vaulting.opened(order.filled, another)
    assert all(opened[name] == "" for name, value in order.filled.items() if vaulting.is_sealed(value))
    assert vaulting.masks(order.filled, another) == {}
    done = filling.at_the_desk(sealed, scene.user, scene.account)
    shown = processing.disclose(done, vault=another, actor=scene.operator, now=NOW)
    assert set(shown.values()) == {"не вдається відкрити: бракує ключа"}


def test_nobody_applies_for_a_flat_that_left_their_cabinet(scene: Scene) -> None:
    order = filling.begun(FREE, scene.user, scene.account)
    filling.fill_in(order, scene.user)
    AccountLink.update(unlinked_at=NOW).where(AccountLink.user == scene.user).execute()
    with pytest.raises(Refused):
        submitting.submit(order, consent=True, vault=VAULT, calendar=CALENDAR, actor=scene.user, now=NOW)
    assert Order.get_by_id(order.id).status_name == "draft"


def test_an_account_of_the_railway_begins_nothing(scene: Scene) -> None:
    Account.update(operator="ukrzaliznytsia").execute()
    account = Account.get_by_id(scene.account.id)
    with pytest.raises(Refused):
        drafts.begin(FREE, account, uuid=uuid.uuid4(), actor=scene.user, now=NOW)


def test_a_stale_page_neither_adds_nor_drops_things_of_a_list(scene: Scene) -> None:
    order = filling.begun(MANY, scene.user, scene.account)
    step = next(step for step in MANY.steps if any(isinstance(item, Several) for item in step.items))
    several = next(item for item in step.items if isinstance(item, Several))
    [first] = answering.rows_of(several, order.filled)
    second = drafts.add_row(order, several, now=NOW)
    name = next(item.name for item in several.items if isinstance(item, Field))
    typed = [
        {"id": first["id"], name: "перший"},
        {"id": first["id"], name: "той самий ще раз"},
        {"id": "ffffff", name: "чужий"},
        {"id": "../../x", name: "кривий"},
    ]
    drafts.save(order, step, {several.name: typed}, vault=VAULT, now=NOW)
    rows = answering.rows_of(several, order.filled)
    assert [(row["id"], row.get(name)) for row in rows] == [(first["id"], "перший"), (second, "")]


def test_a_draft_is_not_withdrawn_but_thrown_away(scene: Scene) -> None:
    order = filling.begun(FREE, scene.user, scene.account)
    with pytest.raises(Conflict):
        submitting.withdraw(order, actor=scene.user, now=NOW)
    assert Message.select().count() == 0


def test_a_refused_application_keeps_nothing_of_what_was_filled_in(scene: Scene) -> None:
    order = filling.submitted(SIGNED, scene.user, scene.account)
    processing.refuse(order, "Не підписано", revision=None, actor=scene.operator, now=NOW)
    assert Order.get_by_id(order.id).filled == {}


def test_what_was_saved_in_time_is_sent_and_what_comes_later_is_told(database: Database, scene: Scene) -> None:
    """A save and a submission at once: either the save is in what was sent, or the one who typed is told."""
    order = filling.begun(FREE, scene.user, scene.account)
    filling.fill_in(order, scene.user)
    step = FREE.steps[0]
    ready, outcome = threading.Barrier(2), {}

    def run(name: str, verb: Callable[[], None]) -> None:
        try:
            ready.wait(timeout=10)
            verb()
            outcome[name] = "done"
        except Conflict:
            outcome[name] = "told"
        finally:
            portal_database.release()

    def save() -> None:
        drafts.save(drafts.draft_of(scene.user, order.ref), step, {"patronymic": "Петрович"}, vault=VAULT, now=NOW)

    def send() -> None:
        mine = drafts.draft_of(scene.user, order.ref)
        submitting.submit(mine, consent=True, vault=VAULT, calendar=CALENDAR, actor=scene.user, now=NOW)

    threads = [threading.Thread(target=run, args=pair) for pair in (("save", save), ("send", send))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert outcome["send"] == "done"
    kept = Order.get_by_id(order.id)
    sent = next(row["value"] for row in kept.answers if row["name"] == "patronymic")
    assert (sent == "Петрович") == (outcome["save"] == "done")


def test_the_same_button_pressed_many_times_at_once_is_one_draft(database: Database, scene: Scene) -> None:
    name, made = uuid.uuid4(), []
    ready = threading.Barrier(4)

    def press() -> None:
        try:
            ready.wait(timeout=10)
            made.append(drafts.begin(FREE, scene.account, uuid=name, actor=scene.user, now=NOW).ref)
        finally:
            portal_database.release()

    threads = [threading.Thread(target=press) for _press in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(made) == 4
    assert len(set(made)) == 1
    assert Order.select().count() == 1
