"""What is said of an order: in its mails, beside its files, on its paper."""

from __future__ import annotations

import pytest

from portal.domain.leaving.contents import orders as taken_out
from portal.domain.orders import (
    answered,
    answering,
    attachments,
    catalogue,
    documents,
    drafts,
    processing,
    submitting,
    wording,
)
from portal.domain.orders.definition import Several, every_item
from portal.domain.orders.values import LONG_TEXT
from portal.models import Message, Order, OrderFile
from tests.conftest import NOW
from tests.domain.orders import filling
from tests.domain.orders.conftest import Scene
from tests.domain.orders.filling import CALENDAR, VAULT

FREE = next(kind for kind in catalogue.KINDS if not kind.paid and not kind.signed and kind.term.working)
MANY = next(
    kind for kind in catalogue.KINDS if any(isinstance(item, Several) for s in kind.steps for item in s.items)
)
LONG = [
    kind
    for kind in catalogue.KINDS
    if any(getattr(i, "value", None) is LONG_TEXT for s in kind.steps for i in every_item(s.items))
]


def mails() -> list[tuple[str, str | None]]:
    """(status, due date) of the mails about orders, in their order."""
    sent = Message.select().where(Message.template == "order_changed").order_by(Message.id)
    return [(one.data["status"], one.data["due_on"]) for one in sent]


def test_a_mail_names_no_term_that_stands_or_is_over(scene: Scene) -> None:
    order = filling.at_the_desk(FREE, scene.user, scene.account)
    due_on = order.due_on.isoformat()
    processing.ask(order, "Який поверх?", revision=None, actor=scene.operator, now=NOW)
    submitting.clarify(order, "Третій", revision=None, calendar=CALENDAR, actor=scene.user, now=NOW)
    processing.refuse(order, "Немає підстав", revision=None, actor=scene.operator, now=NOW)
    assert mails() == [
        (wording.status("submitted"), due_on),
        (wording.status("clarification"), None),
        (wording.status("submitted"), due_on),
        (wording.status("refused"), None),
    ]


def test_words_of_people_that_look_like_dates_stay_theirs() -> None:
    assert wording.mail("order_registered", {"registration_number": "2026-11-30"})[1].endswith(": 2026-11-30.")
    assert "«2026-W48-1»" in wording.mail("order_answered", {"reply": "2026-W48-1"})[1]
    assert wording.happened("order_scheduled", {"scheduled_on": "2026-12-04"}).endswith("04.12.2026")


def two_objects(scene: Scene) -> Order:
    """An order with two things of a kind, each with its file."""
    order = filling.submitted(MANY, scene.user, scene.account)
    files = [row for row in order.answers if row.get("purpose", "").count(".") == 2]
    first = files[0]["section"]
    twins = []
    for row in order.answers:
        if row["section"] == first:
            purpose = {"purpose": row["purpose"].replace(".", ".x", 1)} if "purpose" in row else {}
            twins.append({**row, "section": first.replace("1", "2"), **purpose})
    order.answers = [*order.answers, *twins]
    order.save()
    for row in twins:
        if "purpose" in row:
            OrderFile.create(order=order, file=filling.make_file(scene.user), purpose=row["purpose"])
    return order


def test_files_of_two_things_are_told_apart(scene: Scene) -> None:
    order = two_objects(scene)
    labels = [attachments.label_of(order, purpose) for purpose in attachments.files_of(order)]
    assert len(set(labels)) == len(labels)
    sections = {row["section"] for row in order.answers if row.get("purpose", "").count(".") == 2}
    assert len(sections) == 2
    for section in sections:
        assert any(label.startswith(f"{section}. ") for label in labels)
    once = next(row for row in order.answers if row["name"] == "surname")
    assert answered.label(once, order.answers) == once["label"]
    files = taken_out._files(order)
    assert sum(len(paths) for paths in files.values()) == OrderFile.select().count()


@pytest.mark.parametrize("kind", LONG, ids=lambda kind: kind.slug)
def test_the_paper_says_nothing_twice(scene: Scene, kind: catalogue.Kind) -> None:
    order = filling.at_the_desk(kind, scene.user, scene.account)
    long = next(row for row in order.answers if row["name"] in documents._long(kind))
    long["shown"] = "Слова, яких більше ніде немає"
    paper = documents.paper_of(order, VAULT, "http://localhost")
    shown = [paper.text, *(value for section in paper.sections for _label, value in section.rows)]
    assert sum("Слова, яких більше ніде немає" in one for one in shown) == 1


def test_something_else_is_named_on_the_paper(scene: Scene) -> None:
    for slug, name in (("dead-meter", "other_fault"), ("generating-unit", "other_source")):
        kind = catalogue.kind_of(slug)
        order = filling.submitted(kind, scene.user, scene.account, option=9)
        row = next(row for row in order.answers if row["name"] == name)
        row["shown"] = "Гуде вночі"
        text = documents.paper_of(order, VAULT, "http://localhost").text
        assert "уде вночі" in text
        assert "інше" not in text


def test_only_a_confirmed_person_is_said_to_be_identified(scene: Scene) -> None:
    order = filling.at_the_desk(FREE, scene.user, scene.account)
    for confirmed_at, applicant, identified in (
        (None, scene.user.full_name, False),
        (NOW, "Хтось Інший Зовсім", False),
        (NOW, scene.user.full_name.upper(), True),
    ):
        order.user.names_confirmed_at, order.applicant = confirmed_at, applicant
        paper = documents.paper_of(order, VAULT, "http://localhost")
        assert paper.identified is identified


def test_what_is_not_asked_for_any_more_does_not_go_along(scene: Scene) -> None:
    """Consents of co-owners were added, and then the tick was taken back."""
    order = filling.begun(MANY, scene.user, scene.account)
    filling.fill_in(order, scene.user)
    step = next(step for step in MANY.steps if any(isinstance(item, Several) for item in step.items))
    several = next(item for item in step.items if isinstance(item, Several))
    tick = next(item.when for item in several.items if getattr(item, "when", ""))
    rows = [{**row, tick: ""} for row in answering.rows_of(several, order.filled)]
    drafts.save(order, step, {several.name: rows}, vault=VAULT, now=NOW)
    before = OrderFile.select().count()
    submitting.submit(order, consent=True, vault=VAULT, calendar=CALENDAR, actor=scene.user, now=NOW)
    assert OrderFile.select().count() == before - 1
    listed = {row["purpose"] for row in order.answers if "purpose" in row}
    assert {row.purpose for row in OrderFile.select()} == listed
