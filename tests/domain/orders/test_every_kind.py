"""Each kind from its form to «виконано», by its definition alone: nothing here knows a kind by its name."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest

from portal.domain.errors import Conflict, NotFound, Refused
from portal.domain.orders import (
    answered,
    answering,
    attachments,
    catalogue,
    deadlines,
    documents,
    drafts,
    history,
    processing,
    submitting,
    vaulting,
    wording,
)
from portal.domain.orders.definition import NEEDED, NONE, Field, Kind, Several, every_item
from portal.domain.orders.values import Facts
from portal.models import Consent, Event, Message, Order, Remembered
from tests.conftest import NOW
from tests.domain.orders import filling
from tests.domain.orders.conftest import Scene
from tests.domain.orders.filling import CALENDAR, VAULT

EVERY = pytest.mark.parametrize("kind", catalogue.KINDS, ids=lambda kind: kind.slug)
LATER = NOW + timedelta(days=1)


@EVERY
def test_from_the_form_to_its_end(kind: Kind, scene: Scene) -> None:
    order = filling.at_the_desk(kind, scene.user, scene.account)
    assert order.status_name == "submitted"
    assert order.rem.name == "Житомирський РЕМ"
    assert order.applicant.startswith("Українець")
    today = date(2026, 11, 30)
    assert order.due_on == (None if kind.paid else deadlines.due(kind.term, today, CALENDAR))

    def desk() -> Order:
        return processing.order_for_desk(scene.operator, order.ref)

    said = {"actor": scene.operator, "now": LATER}
    processing.register(desk(), "1187", revision=desk().revision, **said)
    if kind.paid:
        assert "finish" not in processing.may(desk())
        invoice = filling.make_file(scene.operator)
        processing.invoice(desk(), invoice, 124800, revision=desk().revision, **said)
        processing.note_payment(desk(), date(2026, 12, 1), calendar=CALENDAR, revision=desk().revision, **said)
        assert desk().due_on == deadlines.due(kind.term, date(2026, 12, 1), CALENDAR)
        processing.schedule(desk(), date(2026, 12, 10), revision=desk().revision, **said)
    processing.finish(desk(), "Зроблено.", revision=desk().revision, **said)
    done = history.order_of(scene.user, order.ref)
    assert done.status_name == "done"
    assert (done.registration_number, done.reply) == ("1187", "Зроблено.")
    assert done.closed_at == LATER
    assert processing.may(done) == set()
    told = [message.data["status"] for message in Message.select().where(Message.template == "order_changed")]
    assert told[-1] == wording.status("done")
    assert len(told) == len({message.key for message in Message.select()})


@EVERY
def test_the_answers_are_kept_as_they_were_given(kind: Kind, scene: Scene) -> None:
    order = filling.at_the_desk(kind, scene.user, scene.account)
    labels = {row["label"] for row in order.answers}
    asked = {
        str(item.label)
        for step in kind.steps
        for item in step.items
        if not isinstance(item, Several) and not (isinstance(item, Field) and _is_freeing(item, kind))
    }
    assert asked <= labels
    assert all(answered.words(row) for row in order.answers)
    # Of a signed one it stays until the signature was looked at: the person may have to correct it.
    assert bool(order.filled) is kind.signed, "what was filled in is kept once, as answers"
    sealed = [row for row in order.answers if "sealed" in row]
    assert all("value" not in row and row["shown"].startswith("•") for row in sealed)
    assert Consent.select().where(Consent.subject == f"order {order.number}").count() == 1


@EVERY
def test_the_document_says_all_of_it(kind: Kind, scene: Scene) -> None:
    order = filling.at_the_desk(kind, scene.user, scene.account)
    [waiting] = documents.waiting()
    paper = documents.paper_of(waiting, VAULT, "https://cabinet.example.com")
    printed = " ".join(
        [paper.title, paper.text, *(f"{label} {text}" for part in paper.sections for label, text in part.rows)]
        + [f"{label} {text}" for label, text in paper.applicant]
        + list(paper.attachments)
    )
    assert paper.number == order.number
    assert paper.address == f"https://cabinet.example.com/orders/{order.ref}"
    assert paper.signed == kind.signed
    for row in order.answers:
        text = VAULT.decrypt(row["sealed"]) if "sealed" in row else row.get("shown", row["label"])
        assert text in printed or text == "Житомирський РЕМ", row["label"]
    assert "•" not in printed, "official documents hold whole numbers"
    assert documents.sample(kind.slug).startswith(b"%PDF-")


@EVERY
def test_what_is_missing_is_said_beside_its_field(kind: Kind, scene: Scene) -> None:
    order = filling.begun(kind, scene.user, scene.account)
    order.filled = {name: value for name, value in order.filled.items() if isinstance(value, list)}
    Order.update(filled=order.filled).where(Order.id == order.id).execute()
    with pytest.raises(Refused) as refused:
        submitting.submit(order, consent=True, vault=VAULT, calendar=CALENDAR, actor=scene.user, now=NOW)
    needed = {
        item.name for step in kind.steps for item in step.items if not isinstance(item, Several) and item.is_needed
    }
    assert needed <= set(refused.value.fields)
    assert all(refused.value.fields.values())
    assert answering.first_unfinished(kind, order.filled, {}, Facts(NOW.date())) == kind.steps[0]


@EVERY
def test_nothing_goes_without_the_consent(kind: Kind, scene: Scene) -> None:
    order = filling.begun(kind, scene.user, scene.account)
    filling.fill_in(order, scene.user)
    with pytest.raises(Refused) as refused:
        submitting.submit(order, consent=False, vault=VAULT, calendar=CALENDAR, actor=scene.user, now=NOW)
    assert "consent" in refused.value.fields
    assert Order.get_by_id(order.id).status_name == "draft"


@EVERY
def test_what_was_filled_in_once_is_offered_next_time(kind: Kind, scene: Scene) -> None:
    filling.submitted(kind, scene.user, scene.account)
    again = filling.begun(kind, scene.user, scene.account)
    offered = vaulting.opened(again.filled, VAULT)
    for step in kind.steps:
        for item in every_item(step.items):
            if not isinstance(item, Field) or _is_freeing(item, kind):
                continue
            if item.remember and not _is_elsewhere(item, kind):
                assert offered.get(item.name), f"{item.name} is not offered"
                assert vaulting.is_sealed(again.filled[item.name]) == item.sealed
    for row in Remembered.select().where(Remembered.sealed):
        assert VAULT.decrypt(row.value)


@EVERY
def test_every_option_can_be_chosen(kind: Kind, scene: Scene) -> None:
    most = max(
        (len(item.options) for step in kind.steps for item in step.items if isinstance(item, Field)), default=0
    )
    for option in range(most):
        order = filling.submitted(kind, scene.user, scene.account, option=option)
        assert order.status_name in ("submitted", "awaiting_signature")


@EVERY
def test_a_long_answer_and_a_wrong_one_are_refused(kind: Kind, scene: Scene) -> None:
    order = filling.begun(kind, scene.user, scene.account)
    for step in kind.steps:
        typed = filling.step_typed(step, order)
        for item in every_item(step.items):
            if isinstance(item, Field) and not item.options and item.value.control in ("text", "textarea"):
                typed[item.name] = "я" * (item.value.longest + 1)
        drafts.save(order, step, typed, vault=VAULT, now=NOW)
        problems = answering.read(
            kind, vaulting.opened(order.filled, VAULT), {}, Facts(NOW.date()), (step,)
        ).problems
        for item in step.items:
            if isinstance(item, Field) and not item.options and item.value.control in ("text", "textarea"):
                assert item.name in problems


@EVERY
def test_an_account_is_asked_for_where_it_is_needed(kind: Kind, scene: Scene) -> None:
    if kind.account == NEEDED:
        with pytest.raises(Refused):
            drafts.begin(kind, None, uuid=uuid.uuid4(), actor=scene.user, now=NOW)
    elif kind.account == NONE:
        order = drafts.begin(kind, scene.account, uuid=uuid.uuid4(), actor=scene.user, now=NOW)
        assert order.account is None


@EVERY
def test_others_find_nothing_of_it(kind: Kind, scene: Scene) -> None:
    order = filling.at_the_desk(kind, scene.user, scene.account)
    for stranger in (scene.colleague, scene.elsewhere):
        with pytest.raises(NotFound):
            history.order_of(stranger, order.ref)
    with pytest.raises(NotFound):
        processing.order_for_desk(scene.elsewhere, order.ref)
    assert processing.order_for_desk(scene.colleague, order.ref).id == order.id
    assert processing.order_for_desk(scene.supervisor, order.ref).id == order.id


@EVERY
def test_a_draft_is_nobodys_elses(kind: Kind, scene: Scene) -> None:
    order = filling.begun(kind, scene.user, scene.account)
    with pytest.raises(NotFound):
        drafts.draft_of(scene.colleague, order.ref)
    for actor in (scene.operator, scene.supervisor):
        with pytest.raises(NotFound):
            processing.order_for_desk(actor, order.ref)


@EVERY
def test_sent_twice_is_sent_once(kind: Kind, scene: Scene) -> None:
    order = filling.begun(kind, scene.user, scene.account)
    filling.fill_in(order, scene.user)
    twin = drafts.draft_of(scene.user, order.ref)
    submitting.submit(order, consent=True, vault=VAULT, calendar=CALENDAR, actor=scene.user, now=NOW)
    with pytest.raises((Conflict, Refused)):
        submitting.submit(twin, consent=True, vault=VAULT, calendar=CALENDAR, actor=scene.user, now=NOW)
    happened = [event.name for event in Event.select().where(Event.subject_id == order.id)]
    assert len(happened) == 2


@EVERY
def test_files_of_another_type_are_refused_in_its_places(kind: Kind, scene: Scene) -> None:
    order = filling.begun(kind, scene.user, scene.account)
    for purpose, place, _key in answering.places(kind, order.filled):
        wrong = filling.make_file(scene.user, type="application/zip")
        with pytest.raises(Refused) as refused:
            attachments.attach(order, purpose, [wrong.sha256], actor=scene.user, now=NOW)
        assert refused.value.code == "unsupported_type"
        strange = filling.make_file(scene.colleague, place)
        told = attachments.attach(order, purpose, [strange.sha256], actor=scene.user, now=NOW)
        assert told == {strange.sha256: "missing"}, "somebody else's file"


def _is_freeing(item: Field, kind: Kind) -> bool:
    return any(
        isinstance(one, Field) and one.unless == item.name for step in kind.steps for one in every_item(step.items)
    )


def _is_elsewhere(item: Field, kind: Kind) -> bool:
    """Whether the field hangs on an option that the filling does not choose."""
    for step in kind.steps:
        for one in step.items:
            if isinstance(one, Field):
                for option in one.options[1:]:
                    if item in option.items:
                        return True
    return False
