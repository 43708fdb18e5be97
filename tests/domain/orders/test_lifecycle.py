"""Events and status never disagree, whatever is tried, and two at once are one and one who is told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from peewee import Database

from portal import database as portal_database
from portal.domain.errors import Conflict, DomainError
from portal.domain.orders import attachments, catalogue, drafts, lifecycle, processing, submitting, wording
from portal.models import Event, Message, Order, OrderStatus, User
from tests import factories
from tests.conftest import NOW
from tests.domain.orders import filling
from tests.domain.orders.conftest import Scene
from tests.domain.orders.filling import CALENDAR

TODAY = date(2026, 11, 30)


def test_the_table_knows_every_status(database: Database) -> None:
    statuses = {row.name for row in OrderStatus.select()}
    assert set(lifecycle.TRANSITIONS) == statuses
    assert {to for onward in lifecycle.TRANSITIONS.values() for to in onward} <= statuses
    assert set(wording.STATUSES) == statuses


Verb = Callable[[Order, User, User], Any]
# Everything that anybody may try, with the desk's and the person's own verbs.
VERBS: dict[str, Verb] = {
    "register": lambda order, person, desk: processing.register(order, "1187", revision=None, actor=desk, now=NOW),
    "ask": lambda order, person, desk: processing.ask(order, "Який номер?", revision=None, actor=desk, now=NOW),
    "invoice": lambda order, person, desk: processing.invoice(
        order, filling.make_file(desk), 124800, revision=None, actor=desk, now=NOW
    ),
    "note_payment": lambda order, person, desk: processing.note_payment(
        order, TODAY, calendar=CALENDAR, revision=None, actor=desk, now=NOW
    ),
    "schedule": lambda order, person, desk: processing.schedule(order, TODAY, revision=None, actor=desk, now=NOW),
    "answer": lambda order, person, desk: processing.answer(order, "Так", revision=None, actor=desk, now=NOW),
    "attach": lambda order, person, desk: processing.attach(
        order, filling.make_file(desk), revision=None, actor=desk, now=NOW
    ),
    "extend": lambda order, person, desk: processing.extend(
        order, calendar=CALENDAR, revision=None, actor=desk, now=NOW
    ),
    "finish": lambda order, person, desk: processing.finish(order, "", revision=None, actor=desk, now=NOW),
    "refuse": lambda order, person, desk: processing.refuse(order, "Ні", revision=None, actor=desk, now=NOW),
    "clarify": lambda order, person, desk: submitting.clarify(
        order, "102", revision=None, calendar=CALENDAR, actor=person, now=NOW
    ),
    "withdraw": lambda order, person, desk: submitting.withdraw(order, actor=person, now=NOW),
    "sign": lambda order, person, desk: submitting.take_signed(order, calendar=CALENDAR, actor=person, now=NOW),
}


@pytest.fixture(scope="module")
def crowd(template: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One database for all examples: each makes an order of its own."""
    import shutil

    from tests.conftest import dispose

    if not hasattr(template, "suffix"):
        with template.copy("test_random_moves") as url:
            bound = portal_database.bind(url)
            yield factories.make_home()
            dispose(bound)
        return
    path = tmp_path_factory.mktemp("moves") / "portal.sqlite3"
    shutil.copy(template, path)
    bound = portal_database.bind(f"sqlite://{path}")
    yield factories.make_home()
    dispose(bound)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(catalogue.KINDS),
    tried=st.lists(st.tuples(st.sampled_from(sorted(VERBS)), st.booleans()), max_size=14),
)
def test_random_moves_of_two_actors(crowd: Any, kind: Any, tried: list[tuple[str, bool]]) -> None:
    """A stale copy of the order is what the second actor still has on the screen."""
    person, account, _meter = crowd
    desk = User.get_or_none(User.role == "operator") or factories.make_user(role="operator", rem=account.rem)
    order = filling.submitted(kind, person, account)
    stale = Order.get_by_id(order.id)
    for name, is_stale in tried:
        copy = stale if is_stale else Order.get_by_id(order.id)
        before = Order.get_by_id(order.id)
        events = _events(order)
        try:
            VERBS[name](copy, person, desk)
        except DomainError:
            after = Order.get_by_id(order.id)
            assert (after.status_name, after.revision) == (before.status_name, before.revision), name
            assert _events(order) == events, f"{name} was refused and is in the journal"
        else:
            after = Order.get_by_id(order.id)
            assert copy.revision == after.revision == before.revision + 1, "nothing was overwritten"
            happened, status = _events(order)[-1]
            assert status == after.status_name, "the journal says what the row says"
            assert (
                after.status_name == before.status_name
                or after.status_name in (lifecycle.TRANSITIONS[before.status_name])
            )
            assert wording.HAPPENED[happened]
        now = Order.get_by_id(order.id)
        assert (now.closed_at is not None) == (now.status_name in lifecycle.CLOSED)
        assert (now.resumes is not None) == (now.asked_on is not None)
        assert now.status_name != "clarification" or now.resumes is not None
        if not is_stale:
            stale = Order.get_by_id(order.id) if len(name) % 2 else stale
    assert Order.get_by_id(order.id).revision == len(_events(order)) - 1


def _events(order: Order) -> list[tuple[str, str]]:
    rows = Event.select().where(Event.subject_kind == "order", Event.subject_id == order.id).order_by(Event.id)
    return [(row.name, row.details["status"]) for row in rows]


def test_two_operators_at_once(database: Database, scene: Scene) -> None:
    """Both have the page open; one is done, the other is told who was first."""
    kind = next(kind for kind in catalogue.KINDS if not kind.paid and not kind.signed)
    order = filling.at_the_desk(kind, scene.user, scene.account)
    ready, told = threading.Barrier(2), []

    def work(actor: User, number: str) -> None:
        try:
            mine = processing.order_for_desk(actor, order.ref)
            ready.wait(timeout=10)
            processing.register(mine, number, revision=mine.revision, actor=actor, now=NOW)
            told.append((number, ""))
        except Conflict as error:
            told.append((number, str(error)))
        finally:
            portal_database.release()

    threads = [
        threading.Thread(target=work, args=(actor, number))
        for actor, number in ((scene.operator, "1"), (scene.colleague, "2"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    [winner] = [number for number, words in told if not words]
    [words] = [words for _number, words in told if words]
    assert Order.get_by_id(order.id).registration_number == winner
    assert f"№ {winner}" in words
    assert len(_events(order)) == 3


def test_a_form_that_is_older_than_the_order_changes_nothing(scene: Scene) -> None:
    kind = next(kind for kind in catalogue.KINDS if not kind.paid and not kind.signed)
    order = filling.at_the_desk(kind, scene.user, scene.account)
    seen = order.revision
    processing.answer(order, "Перша", revision=seen, actor=scene.operator, now=NOW)
    fresh = processing.order_for_desk(scene.colleague, order.ref)
    with pytest.raises(Conflict) as conflict:
        processing.answer(fresh, "Друга", revision=seen, actor=scene.colleague, now=NOW)
    assert "Савчук О.П." in str(conflict.value)
    assert Order.get_by_id(order.id).reply == "Перша"


def test_a_clarification_leads_back_to_where_it_was_and_stops_the_term(scene: Scene) -> None:
    kind = next(kind for kind in catalogue.KINDS if not kind.paid and not kind.signed and kind.term.working)
    order = filling.at_the_desk(kind, scene.user, scene.account)
    due = order.due_on
    processing.register(order, "5", revision=None, actor=scene.operator, now=NOW)
    processing.ask(order, "Який поверх?", revision=None, actor=scene.operator, now=NOW)
    assert (order.status_name, order.resumes, order.question) == ("clarification", "registered", "Який поверх?")
    for other in ("submitted", "invoiced", "done"):
        with pytest.raises(Conflict):
            lifecycle.move(order, other, "order_clarified", actor=scene.user, at=NOW)
    file = filling.make_file(scene.user)
    attachments.attach(order, attachments.CLARIFICATION, [file.sha256], actor=scene.user, now=NOW)
    submitting.clarify(
        order, "Третій", revision=None, calendar=CALENDAR, actor=scene.user, now=NOW + timedelta(days=2)
    )
    assert (order.status_name, order.resumes, order.question) == ("registered", None, "")
    assert order.due_on == CALENDAR.add(due, 2)


def test_withdrawn_up_to_registered_and_not_after(scene: Scene) -> None:
    paid = next(kind for kind in catalogue.KINDS if kind.paid)
    order = filling.at_the_desk(paid, scene.user, scene.account)
    assert submitting.may_withdraw(order)
    processing.register(order, "5", revision=None, actor=scene.operator, now=NOW)
    assert submitting.may_withdraw(order)
    processing.invoice(order, filling.make_file(scene.operator), 100, revision=None, actor=scene.operator, now=NOW)
    assert not submitting.may_withdraw(order)
    processing.ask(order, "?", revision=None, actor=scene.operator, now=NOW)
    assert not submitting.may_withdraw(order), "nor by the detour of a question"
    with pytest.raises(Conflict):
        submitting.withdraw(order, actor=scene.user, now=NOW)


def test_a_draft_that_is_thrown_away_leaves_nothing_of_what_was_filled_in(scene: Scene) -> None:
    order = filling.begun(catalogue.KINDS[0], scene.user, scene.account)
    filling.fill_in(order, scene.user)
    drafts.discard(order, actor=scene.user, now=NOW)
    kept = Order.get_by_id(order.id)
    assert (kept.status_name, kept.filled, kept.answers) == ("withdrawn", {}, [])
    assert list(kept.files) == []
    assert Message.select().count() == 0


def test_a_correction_before_the_signature_is_a_new_application(scene: Scene) -> None:
    import uuid

    kind = next(kind for kind in catalogue.KINDS if kind.signed)
    order = filling.submitted(kind, scene.user, scene.account)
    draft = drafts.anew(order, uuid=uuid.uuid4(), actor=scene.user, now=NOW)
    assert Order.get_by_id(order.id).status_name == "withdrawn"
    assert draft.number != order.number
    assert attachments.held(draft) == attachments.held(order)
    submitting.submit(draft, consent=True, vault=filling.VAULT, calendar=CALENDAR, actor=scene.user, now=NOW)
    assert Order.get_by_id(draft.id).status_name == "awaiting_signature"


def test_an_answer_is_to_the_question_that_was_seen(scene: Scene) -> None:
    """A tab that still shows the first question does not answer the second."""
    kind = next(kind for kind in catalogue.KINDS if not kind.paid and not kind.signed)
    order = filling.at_the_desk(kind, scene.user, scene.account)
    said: dict[str, Any] = {"calendar": CALENDAR, "actor": scene.user, "now": NOW}
    processing.ask(order, "Який поверх?", revision=None, actor=scene.operator, now=NOW)
    seen = order.revision
    submitting.clarify(order, "Третій", revision=seen, **said)
    processing.ask(order, "Який під'їзд?", revision=None, actor=scene.operator, now=NOW)
    with pytest.raises(Conflict):
        submitting.clarify(order, "Третій", revision=seen, **said)
    assert Order.get_by_id(order.id).question == "Який під'їзд?"


def test_each_question_has_room_for_files_of_its_own(scene: Scene) -> None:
    kind = next(kind for kind in catalogue.KINDS if not kind.paid and not kind.signed)
    order = filling.at_the_desk(kind, scene.user, scene.account)
    for number in (1, 2):
        processing.ask(order, f"Питання {number}", revision=None, actor=scene.operator, now=NOW)
        assert attachments.held(order)[attachments.CLARIFICATION] == 0
        hashes = [filling.make_file(scene.user).sha256 for _ in range(10)]
        attachments.attach(order, attachments.CLARIFICATION, hashes, actor=scene.user, now=NOW)
        submitting.clarify(order, "Ось", revision=None, calendar=CALENDAR, actor=scene.user, now=NOW)
    held = attachments.files_of(order)
    assert {purpose: len(files) for purpose, files in held.items()} == {
        "clarification.1": 10,
        "clarification.2": 10,
    }
    assert attachments.label_of(order, "clarification.2") == "Файли до відповіді 2"
