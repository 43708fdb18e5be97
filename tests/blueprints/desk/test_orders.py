"""The desk's orders: the queue by deadline, every verb by its form, who may, what a second operator is told."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from portal import clock
from portal.domain.orders import catalogue, processing, queue
from portal.domain.orders.deadlines import NO_DATE
from portal.models import Account, Audit, Order, User
from tests import factories
from tests.conftest import NOW
from tests.domain.files import papers
from tests.domain.orders import filling
from tests.page import PageClient
from tests.queries import full_scans, recorded

FREE = next(kind for kind in catalogue.KINDS if not kind.paid and not kind.signed and kind.term.working)
PAID = next(kind for kind in catalogue.KINDS if kind.paid)
SIGNED = next(kind for kind in catalogue.KINDS if kind.signed)
LONGER = next(kind for kind in catalogue.KINDS if kind.extended)
BY_HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def person(app: Flask) -> tuple[User, Account]:
    for source_id, name in ((7, "Житомирський РЕМ"), (9, "Коростенський РЕМ")):
        factories.make_rem(name, source_id)
    user, account, _meter = factories.make_home()
    return user, account


@pytest.fixture
def operator(client: PageClient, person: tuple[User, Account]) -> User:
    user = factories.make_user(
        role="operator", rem=person[1].rem, surname="Савчук", given_name="Олена", patronymic="Петрівна"
    )
    client.sign_in(user)
    return user


def order_of(person: tuple[User, Account], kind: Any = FREE) -> Order:
    return filling.at_the_desk(kind, *person)


def act(client: PageClient, order: Order, action: str, data: dict[str, Any] | None = None, **options: Any) -> Any:
    """Send the form of an action as the page draws it."""
    address = f"/desk/orders/{order.ref}/{action}"
    page = client.get(f"/desk/orders/{order.ref}").page
    values = page.form_values(address)
    return client.post(address, {**values, **(data or {})}, content_type="multipart/form-data", **options)


def test_a_paid_order_from_registration_to_its_end(
    client: PageClient, operator: User, person: tuple[User, Account]
) -> None:
    order = order_of(person, PAID)
    assert act(client, order, "registration", {"registration_number": "1187"}).status_code == 303
    invoice = (io.BytesIO(papers.pdf()), "рахунок.pdf")
    act(client, order, "invoice", {"amount": "1 248,00", "file": invoice})
    act(client, order, "payment", {"paid_on": "2026-11-30"})
    act(client, order, "schedule", {"scheduled_on": "2026-12-04"})
    page = client.get(f"/desk/orders/{order.ref}").page
    assert "1 248,00 ₴" in page.words().replace("\u00a0", " ")
    assert "Роботи заплановано на 04.12.2026" in page.words()
    act(client, order, "completion", {"reply": "Встановлено"})
    done = Order.get_by_id(order.id)
    assert (done.status_name, done.invoice_amount, done.reply) == ("done", 124800, "Встановлено")
    assert done.paid_on == date(2026, 11, 30)
    names = [row.action for row in Audit.select().where(Audit.subject_kind == "order").order_by(Audit.id)]
    assert [name for name in names if name != "order_seen"] == [
        "order_registered",
        "order_invoiced",
        "order_paid",
        "order_scheduled",
        "order_done",
    ]


@pytest.mark.parametrize(
    ("kind", "action", "data", "field", "words"),
    [
        (FREE, "registration", {"registration_number": " "}, "registration_number", "Введіть реєстраційний номер"),
        (FREE, "question", {"question": ""}, "question", "що потрібно уточнити"),
        (FREE, "reply", {"reply": ""}, "reply", "Напишіть відповідь"),
        (FREE, "refusal", {"reason": ""}, "reason", "причину"),
        (FREE, "refusal", {"reason": "я" * 2001}, "reason", "Задовго"),
        (FREE, "document", {}, "file", "Виберіть файл"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    client: PageClient,
    operator: User,
    person: tuple[User, Account],
    kind: Any,
    action: str,
    data: dict[str, str],
    field: str,
    words: str,
) -> None:
    order = order_of(person, kind)
    for headers in ({}, BY_HTMX):
        answer = act(client, order, action, data, headers=headers)
        assert answer.status_code == 422
        place = next(one for one in answer.page.tree.iter() if one.get("id") == f"{action}-{field}-error")
        assert words in answer.page.words(place)
    assert Order.get_by_id(order.id).revision == order.revision


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"amount": "багато", "file": "pdf"}, "1248,00"),
        ({"amount": "0", "file": "pdf"}, "суму рахунку"),
        ({"amount": "100"}, "Виберіть файл"),
        ({"amount": "100", "file": "jpeg"}, "PDF"),
    ],
)
def test_an_invoice_is_a_sum_and_a_pdf(
    client: PageClient, operator: User, person: tuple[User, Account], data: dict[str, Any], words: str
) -> None:
    from tests.domain.files import samples

    order = order_of(person, PAID)
    act(client, order, "registration", {"registration_number": "1"})
    files = {"pdf": (papers.pdf(), "рахунок.pdf"), "jpeg": (samples.jpeg((64, 48)), "рахунок.jpg")}
    sent = dict(data)
    if "file" in sent:
        content, name = files[sent["file"]]
        sent["file"] = (io.BytesIO(content), name)
    answer = act(client, order, "invoice", sent)
    assert answer.status_code == 422
    assert words in answer.page.words()
    assert Order.get_by_id(order.id).status_name == "registered"


def test_the_second_operator_is_told_and_nothing_is_overwritten(
    client: PageClient, another_client: PageClient, operator: User, person: tuple[User, Account]
) -> None:
    order = order_of(person)
    colleague = factories.make_user(role="operator", rem=person[1].rem, surname="Гнатюк")
    another_client.sign_in(colleague)
    address = f"/desk/orders/{order.ref}/registration"
    old = another_client.get(f"/desk/orders/{order.ref}").page.form_values(address)
    act(client, order, "registration", {"registration_number": "1187"})
    answer = another_client.post(address, {**old, "registration_number": "99"}, headers=BY_HTMX)
    assert answer.status_code == 409
    assert "Савчук О.П." in answer.page.words()
    assert "№ 1187" in answer.page.words()
    assert Order.get_by_id(order.id).registration_number == "1187"


def test_an_action_that_makes_no_sense_is_not_offered_and_not_done(
    client: PageClient, operator: User, person: tuple[User, Account]
) -> None:
    order = order_of(person, PAID)
    page = client.get(f"/desk/orders/{order.ref}").page
    offered = {form.get("id", "")[4:] for form in page.all("form") if form.get("id", "").startswith("act-")}
    assert offered == {"registration", "question", "reply", "document", "refusal"}
    revision = Order.get_by_id(order.id).revision
    for action in ("completion", "schedule", "payment", "extension"):
        answer = client.post(
            f"/desk/orders/{order.ref}/{action}",
            {"revision": revision, "reply": "x", "paid_on": "2026-11-30", "scheduled_on": "2026-12-04"},
        )
        assert answer.status_code == 409, action
    assert client.post(f"/desk/orders/{order.ref}/magic", {"revision": revision}).status_code == 404
    assert Order.get_by_id(order.id).status_name == "submitted"


def test_a_form_without_a_revision_changes_nothing(
    client: PageClient, operator: User, person: tuple[User, Account]
) -> None:
    order = order_of(person)
    for revision in ("", "abc", "-1", "9" * 30):
        answer = client.post(
            f"/desk/orders/{order.ref}/registration", {"revision": revision, "registration_number": "1"}
        )
        assert answer.status_code == 409


def test_the_longer_term(client: PageClient, operator: User, person: tuple[User, Account]) -> None:
    order = order_of(person, LONGER)
    act(client, order, "extension")
    assert Order.get_by_id(order.id).due_on == date(2027, 1, 14)
    page = client.get(f"/desk/orders/{order.ref}").page
    assert not [form for form in page.all("form") if form.get("id") == "act-extension"]


def test_personal_numbers_are_masked_until_they_are_asked_for(
    client: PageClient, operator: User, person: tuple[User, Account]
) -> None:
    kind = next(
        one
        for one in catalogue.KINDS
        if any(getattr(item, "sealed", False) for step in one.steps for item in step.items)
    )
    order = order_of(person, kind)
    number = filling.TYPED[filling.known.TAX_NUMBER]
    page = client.get(f"/desk/orders/{order.ref}").page
    assert number not in page.text
    assert f"••••••{number[-4:]}" in page.text
    shown = client.post(f"/desk/orders/{order.ref}/disclosure", {})
    assert number in shown.page.text
    assert Audit.select().where(Audit.action == "order_disclosed", Audit.actor == operator).count() == 1
    assert number not in client.get(f"/desk/orders/{order.ref}").page.text


def test_overdue_and_urgent_orders_stand_first(
    client: PageClient, operator: User, person: tuple[User, Account]
) -> None:
    undated = order_of(person, PAID)
    with clock.frozen(NOW - timedelta(days=20)):
        late = filling.at_the_desk(FREE, *person, now=NOW - timedelta(days=20))
    fresh = order_of(person, FREE)
    numbers = [order.number for order in queue.page(operator).orders]
    assert numbers == [late.number, fresh.number, undated.number]
    words = client.get("/desk/orders").page.words()
    assert "прострочено на" in words
    assert words.index(late.number) < words.index(fresh.number) < words.index(undated.number)
    assert Order.get_by_id(undated.id).queue_on == NO_DATE


def test_the_queue_is_narrowed_down(client: PageClient, operator: User, person: tuple[User, Account]) -> None:
    new, waiting, done = (order_of(person) for _number in range(3))
    act(client, waiting, "question", {"question": "?"})
    act(client, done, "refusal", {"reason": "Ні"})
    shown = {
        state: client.get(f"/desk/orders?state={state}").page.words() for state in ("", "new", "waits", "closed")
    }
    assert new.number in shown["new"]
    assert waiting.number not in shown["new"]
    assert waiting.number in shown["waits"]
    assert done.number in shown["closed"]
    assert done.number not in shown[""]


def test_pages_of_the_queue_go_on_where_they_ended(operator: User, person: tuple[User, Account]) -> None:
    orders = [order_of(person) for _number in range(3)]
    for number in range(queue.PAGE + 5):
        Order.create(
            **{
                **{
                    name: getattr(orders[0], name)
                    for name in ("kind", "definition_version", "user", "answers", "filled")
                },
                "uuid": __import__("uuid").uuid4(),
                "ref": f"ref{number}",
                "number": f"2612-{number:04}",
                "rem": person[1].rem,
                "status": "registered",
                "created_at": NOW,
                "queue_on": date(2026, 12, 1) + timedelta(days=number % 3),
            }
        )
    seen: list[str] = []
    after: str | None = None
    while True:
        found = queue.page(operator, after=after)
        seen += [order.number for order in found.orders]
        if found.following is None:
            break
        after = found.following
    assert len(seen) == len(set(seen)) == queue.PAGE + 8
    assert queue.waiting(operator) == queue.PAGE + 8


@pytest.mark.parametrize("role", ["operator", "supervisor"])
@pytest.mark.parametrize("address", ["/desk/orders", "/desk/orders?state=new", "/desk/orders?state=closed"])
def test_a_page_costs_few_queries_and_reads_nothing_from_end_to_end(
    client: PageClient, operator: User, person: tuple[User, Account], role: str, address: str
) -> None:
    order_of(person)
    client.sign_in(operator if role == "operator" else factories.make_user(role="supervisor"))
    with recorded() as statements:
        assert client.get(address).status_code == 200
    assert len(statements) <= 10, [sql for sql, _ in statements]
    assert full_scans(statements) == []


def test_nobody_else_sees_or_changes_it(app: Flask, client: PageClient, person: tuple[User, Account]) -> None:
    order = order_of(person)
    elsewhere = factories.make_user(role="operator", rem=factories.make_rem("Коростенський РЕМ", 9))
    for user in (elsewhere, person[0], factories.make_user()):
        client.sign_in(user)
        for address in (f"/desk/orders/{order.ref}", "/desk/orders/no-such-ref"):
            assert client.get(address).status_code == 404
        for action in ("registration", "refusal", "disclosure"):
            answer = client.post(f"/desk/orders/{order.ref}/{action}", {"revision": order.revision, "reason": "x"})
            assert answer.status_code == 404
    client.sign_in(elsewhere)
    assert order.number not in client.get("/desk/orders").page.words()
    assert Order.get_by_id(order.id).status_name == "submitted"
    client.sign_in(factories.make_user(role="supervisor"))
    assert order.number in client.get("/desk/orders").page.words()


def test_a_look_is_written_down(client: PageClient, operator: User, person: tuple[User, Account]) -> None:
    order = order_of(person)
    client.get(f"/desk/orders/{order.ref}")
    [row] = Audit.select().where(Audit.action == "order_seen")
    assert (row.actor_id, row.subject_id, row.details["number"]) == (operator.id, order.id, order.number)


def test_a_drafts_address_does_not_exist_at_the_desk(
    client: PageClient, operator: User, person: tuple[User, Account]
) -> None:
    draft = filling.begun(FREE, *person)
    assert client.get(f"/desk/orders/{draft.ref}").status_code == 404
    assert draft.number not in client.get("/desk/orders").page.words()


def test_a_signed_application_says_that_its_signature_waits(
    client: PageClient, operator: User, person: tuple[User, Account]
) -> None:
    from portal.domain.orders import attachments
    from portal.models import OrderFile

    order = order_of(person, SIGNED)
    OrderFile.create(order=order, file=filling.make_file(person[0]), purpose=attachments.SIGNED)
    assert "КЕП: очікує перевірки" in client.get(f"/desk/orders/{order.ref}").page.words()


def test_the_processing_knows_every_verb_of_the_page() -> None:
    from portal.blueprints.desk.orders import ACTIONS

    for action in ACTIONS:
        assert callable(getattr(processing, action.verb))


def test_what_was_written_outlives_a_colleague_who_was_quicker(
    client: PageClient, another_client: PageClient, operator: User, person: tuple[User, Account]
) -> None:
    order = order_of(person)
    another_client.sign_in(factories.make_user(role="operator", rem=person[1].rem, surname="Гнатюк"))
    address = f"/desk/orders/{order.ref}/reply"
    old = another_client.get(f"/desk/orders/{order.ref}").page.form_values(address)
    act(client, order, "registration", {"registration_number": "1187"})
    answer = another_client.post(address, {**old, "reply": "Довга відповідь"}, headers=BY_HTMX)
    assert answer.status_code == 409
    again = answer.page.form_values(address)
    assert again["reply"] == "Довга відповідь"
    assert another_client.post(address, again).status_code == 303
    assert Order.get_by_id(order.id).reply == "Довга відповідь"
    old = another_client.get(f"/desk/orders/{order.ref}").page.form_values(address)
    act(client, order, "completion")
    answer = another_client.post(address, {**old, "reply": "Ще одна"}, headers=BY_HTMX)
    assert answer.page.form_values(address)["reply"] == "Ще одна", "though nobody can send it any more"


def test_an_error_leads_to_its_field(client: PageClient, operator: User, person: tuple[User, Account]) -> None:
    answer = act(client, order_of(person), "reply", {"reply": ""})
    assert answer.status_code == 422
    links = [link.get("href", "") for box in answer.page.all("div", role="alert") for link in box.iter("a")]
    assert links == ["#reply-reply"]
    assert answer.page.all("textarea", id="reply-reply")


def test_the_way_back_leads_to_the_same_page_of_the_queue(
    client: PageClient, operator: User, person: tuple[User, Account]
) -> None:
    order = order_of(person)
    page = client.get(f"/desk/orders/{order.ref}?after=2026-12-01_5&state=new").page
    backs = [link.get("href", "") for link in page.all("a") if "/desk/orders?" in link.get("href", "")]
    assert any("after=2026-12-01_5" in href and "state=new" in href for href in backs)
    assert page.form_values(f"/desk/orders/{order.ref}/registration")["after"] == "2026-12-01_5"
    page = client.get(f"/desk/orders/{order.ref}?after=%3Cx%3E").page
    assert "after" not in page.form_values(f"/desk/orders/{order.ref}/registration")


def test_the_qr_of_a_paper_leads_the_desk_to_the_order(
    client: PageClient, another_client: PageClient, operator: User, person: tuple[User, Account]
) -> None:
    order = order_of(person)
    answer = client.get(f"/orders/{order.ref}", follow=True)
    assert answer.status_code == 200
    assert f"№ {order.number}" in answer.page.words()
    elsewhere = factories.make_user(role="operator", rem=factories.make_rem("Малинський РЕМ", 14))
    another_client.sign_in(elsewhere)
    assert another_client.get(f"/orders/{order.ref}", follow=True).status_code == 404
