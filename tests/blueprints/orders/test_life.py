"""An order's page along its life: signing, questions, invoice, withdrawal, and the mails that go out."""

from __future__ import annotations

import io
import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from portal import clock
from portal.domain.orders import attachments, catalogue, documents, processing, submitting
from portal.domain.papers import application
from portal.extensions import storage
from portal.models import Judgement, Message, Order, OrderFile, User
from tests import factories, signing
from tests.blueprints.orders.conftest import Ivan
from tests.conftest import NOW
from tests.domain.orders import filling
from tests.domain.orders.filling import CALENDAR, VAULT
from tests.domain.papers import samples as papers
from tests.domain.signatures import samples
from tests.domain.signatures.samples import judged, signed
from tests.page import PageClient

SIGNED = next(kind for kind in catalogue.KINDS if kind.signed)
PAID = next(kind for kind in catalogue.KINDS if kind.paid)
FREE = next(kind for kind in catalogue.KINDS if not kind.paid and not kind.signed)


@pytest.fixture
def operator(ivan: Ivan) -> User:
    return factories.make_user(
        role="operator", rem=ivan.account.rem, surname="Савчук", given_name="Олена", patronymic="Петрівна"
    )


def pdf(content: bytes, name: str = "заява.pdf") -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name


def awaiting(ivan: Ivan) -> Order:
    return filling.submitted(SIGNED, ivan.user, ivan.account)


def make_documents(app: Flask) -> None:
    with app.app_context():
        for order in documents.waiting():
            documents.make(order, vault=VAULT, storage=storage(), base_url="http://localhost", now=NOW)


def test_the_application_is_made_and_can_be_downloaded(app: Flask, ivan: Ivan, stranger: PageClient) -> None:
    order = awaiting(ivan)
    before = ivan.client.get(f"/orders/{order.ref}").page
    assert "Формуємо заяву" in before.words()
    make_documents(app)
    page = ivan.client.get(f"/orders/{order.ref}").page
    [link] = [a for a in page.all("a") if "Завантажити заяву" in page.words(a)]
    answer = ivan.client.get(link.get("href", ""))
    assert answer.data.startswith(b"%PDF-")
    assert answer.mimetype == "application/pdf"
    assert stranger.get(link.get("href", "")).status_code == 404


def test_the_document_is_made_once(app: Flask, ivan: Ivan) -> None:
    order = awaiting(ivan)
    make_documents(app)
    first = Order.get_by_id(order.id).document_id
    with app.app_context():
        again = Order.get_by_id(order.id)
        documents.make(again, vault=VAULT, storage=storage(), base_url="http://elsewhere", now=NOW)
    assert Order.get_by_id(order.id).document_id == first
    assert len(attachments.files_of(order)[attachments.DOCUMENT]) == 1


@pytest.mark.parametrize("address", ["/orders/{ref}/signed", "/documents"])
def test_the_signed_application_goes_to_the_operator(ivan: Ivan, address: str) -> None:
    order = awaiting(ivan)
    content = signing.signed_pdf(application.render(papers.SHORT))
    answer = ivan.client.post(
        address.format(ref=order.ref),
        {"order": order.ref, "file-signed": pdf(content)},
        content_type="multipart/form-data",
        follow=True,
    )
    assert "КЕП: очікує перевірки" in answer.page.words()
    assert "чекає на реєстрацію" in answer.page.words()
    assert not re.search("дійсн|перевірено", answer.page.words()), "nothing more may be said of it"
    kept = Order.get_by_id(order.id)
    assert kept.status_name == "submitted"
    assert kept.due_on == date(2026, 12, 30)
    subjects = [message.data["tail"] for message in Message.select().where(Message.template == "order_changed")]
    assert subjects == ["підпишіть заяву", "підписану заяву надіслано"]


def test_the_page_shows_that_a_signature_is_being_verified(
    app: Flask, ivan: Ivan, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = awaiting(ivan)
    file = filling.make_file(ivan.user)
    with app.app_context():
        submitting.take_signed(Order.get_by_id(order.id), calendar=CALENDAR, actor=ivan.user, now=NOW)
        OrderFile.create(order=order, file=file, purpose=attachments.SIGNED)
    Order.update(document=file).where(Order.id == order.id).execute()
    judgement = Judgement.create(order=order, file=file)

    def shown() -> tuple[str, str, str]:
        """(its words, the pace at which it asks, the address that it asks)"""
        page = ivan.client.get(f"/orders/{order.ref}").page
        [part] = [one for one in page.all("div") if one.get("id") == "order-state"]
        pace, _comma, _more = str(part.get("hx-trigger")).partition(",")
        return page.words(part), pace, str(part.get("hx-get"))

    words, pace, address = shown()
    assert "Перевіряємо підпис" in words
    assert pace == "every 3s"
    assert ivan.client.get(address).status_code == 204
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=4))
    assert ivan.client.get(address).status_code == 200, "it asks less often from now on"
    words, pace, address = shown()
    assert "довше, ніж звичайно" in words
    assert pace == "every 60s"
    Judgement.update(outcome="marked", reason="not_confirmed").where(Judgement.id == judgement.id).execute()
    assert "не вдалося підтвердити" in ivan.client.get(address).page.words()
    words, _pace, _address = shown()
    assert "Перевір" not in words


def test_what_was_found_out_about_the_signature_is_shown(app: Flask, ivan: Ivan, operator: User) -> None:
    order = awaiting(ivan)
    make_documents(app)
    file = filling.make_file(ivan.user)
    with app.app_context():
        submitting.take_signed(Order.get_by_id(order.id), calendar=CALENDAR, actor=ivan.user, now=NOW)
        OrderFile.create(order=order, file=file, purpose=attachments.SIGNED)
        held = judged(signed("ec"), made=samples.application()).to_json()
        Judgement.create(order=order, file=file, outcome="marked", reason="not_confirmed", report=json.loads(held))
    page = ivan.client.get(f"/orders/{order.ref}").page
    assert "КЕП: не вдалося підтвердити" in page.words()
    assert "Підписано саме той документ, який сформував портал." in page.words()
    assert "Чи не скасовано сертифікат, не перевірено" in page.words()
    ivan.client.sign_in(operator)
    words = ivan.client.get(f"/desk/orders/{order.ref}").page.words()
    assert "КЕП: не вдалося підтвердити" in words
    assert "звуть інакше" not in words
    Order.update(applicant="Шевчук Оксана Петрівна").where(Order.id == order.id).execute()
    words = ivan.client.get(f"/desk/orders/{order.ref}").page.words()
    assert "Підписувача звуть інакше, ніж заявника: Українець Іван Іванович. Перевірте." in words


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (application.render(papers.SHORT), "підпис"),
        (signing.signed_pdf(application.render(papers.SHORT))[:-2000], ""),
        (signing.signed_pdf(application.render(papers.SHORT)) + b"\nmore", ""),
        (b"\xff\xd8\xff\xe0" + b"\0" * 500, ""),
        (b"", "Виберіть файл"),
    ],
    ids=["not signed", "cut off", "something behind it", "no PDF", "nothing"],
)
def test_what_is_no_signed_application_is_refused_with_its_reason(ivan: Ivan, content: bytes, words: str) -> None:
    order = awaiting(ivan)
    sent: dict[str, Any] = {"order": order.ref}
    if content:
        sent["file-signed"] = pdf(content)
    answer = ivan.client.post("/documents", sent, content_type="multipart/form-data")
    assert answer.status_code == 422
    notices = [answer.page.words(one) for one in answer.page.all("div", class_="notice-error")]
    assert notices
    assert words in notices[0]
    assert Order.get_by_id(order.id).status_name == "awaiting_signature"


def test_a_signed_application_of_six_megabytes_is_too_large(ivan: Ivan) -> None:
    order = awaiting(ivan)
    content = signing.signed_pdf(application.render(papers.SHORT))
    padded = content[:-6] + b"\n%" + b" " * (5 * 1024 * 1024) + b"\n%%EOF\n"
    answer = ivan.client.post(
        "/documents", {"order": order.ref, "file-signed": pdf(padded)}, content_type="multipart/form-data"
    )
    assert answer.status_code == 422
    assert "5 МБ" in answer.page.words()


def test_a_correction_before_the_signature(ivan: Ivan) -> None:
    order = awaiting(ivan)
    answer = ivan.client.post(f"/orders/{order.ref}/correction", {}, follow=True)
    assert answer.page.h1 == "Перевірте й надішліть"
    assert Order.get_by_id(order.id).status_name == "withdrawn"
    assert "замість неї" in ivan.client.get(f"/orders/{order.ref}").page.words()


def test_a_question_is_answered_with_a_file(ivan: Ivan, operator: User) -> None:
    order = filling.at_the_desk(FREE, ivan.user, ivan.account)
    processing.ask(order, "Який поверх?", revision=None, actor=operator, now=NOW)
    page = ivan.client.get(f"/orders/{order.ref}").page
    assert "Який поверх?" in page.words()
    empty = ivan.client.post(f"/orders/{order.ref}/clarification", {"answer": "  "})
    assert empty.status_code == 422
    assert "Напишіть відповідь" in empty.page.error_of("answer")
    from tests.domain.files import samples

    sent = {"answer": "Третій", "file-clarification": (io.BytesIO(samples.jpeg((64, 48))), "план.jpg")}
    answer = ivan.client.post(
        f"/orders/{order.ref}/clarification", sent, content_type="multipart/form-data", follow=True
    )
    assert "Відповідь надіслано" in answer.page.words()
    assert "Третій" in answer.page.words()
    assert "план.jpg" in answer.page.words()
    assert Order.get_by_id(order.id).status_name == "submitted"


def test_a_file_is_taken_out_of_an_answer_again(ivan: Ivan, operator: User) -> None:
    from tests.domain.files import samples

    order = filling.at_the_desk(FREE, ivan.user, ivan.account)
    processing.ask(order, "Який поверх?", revision=None, actor=operator, now=NOW)
    where = f"/orders/{order.ref}/clarification"
    sent = {"answer": "", "file-clarification": (io.BytesIO(samples.jpeg((64, 48))), "не те.jpg")}
    page = ivan.client.post(where, sent, content_type="multipart/form-data").page
    (button,) = page.all("button", aria_label="Прибрати: не те.jpg")
    typed = {"answer": "Третій", "file-clarification": (io.BytesIO(samples.jpeg((48, 64))), "план.jpg")}
    answer = ivan.client.post(button.get("formaction", ""), typed, content_type="multipart/form-data")
    assert answer.status_code == 200
    assert answer.page.form_values(where)["answer"] == "Третій"
    assert "план.jpg" in answer.page.words()
    assert "не те.jpg" not in answer.page.words()
    with_a_wrong_one = {"answer": "Третій", "file-clarification": (io.BytesIO(b"MZ" + b"\0" * 50), "x.exe")}
    (button,) = answer.page.all("button", aria_label="Прибрати: план.jpg")
    again = ivan.client.post(button.get("formaction", ""), with_a_wrong_one, content_type="multipart/form-data")
    assert again.status_code == 422
    assert again.page.form_values(where)["answer"] == "Третій"
    assert "x.exe" in again.page.words()
    assert "план.jpg" not in again.page.words()


def test_an_old_tab_takes_no_file_out_of_another_answer(ivan: Ivan, operator: User, stranger: PageClient) -> None:
    """The question was answered in another tab, and asked otherwise: what was typed here is still there."""
    order = filling.at_the_desk(FREE, ivan.user, ivan.account)
    processing.ask(order, "Який поверх?", revision=None, actor=operator, now=NOW)
    old = {"answer": "Довга відповідь", "revision": str(order.revision)}
    removal = f"/orders/{order.ref}/clarification/files/any/removal"
    assert stranger.post(removal, old).status_code == 404
    ivan.client.post(f"/orders/{order.ref}/clarification", {"answer": "Третій"})
    told = ivan.client.post(removal, old)
    assert told.status_code == 409
    processing.ask(Order.get_by_id(order.id), "А під'їзд?", revision=None, actor=operator, now=NOW)
    asked = ivan.client.post(removal, old)
    assert asked.status_code == 409
    assert "А під'їзд?" in asked.page.words()
    assert asked.page.form_values(f"/orders/{order.ref}/clarification")["answer"] == "Довга відповідь"


def test_the_invoice_is_shown_and_downloaded(app: Flask, ivan: Ivan, operator: User, stranger: PageClient) -> None:
    order = filling.at_the_desk(PAID, ivan.user, ivan.account)
    processing.register(order, "1187", revision=None, actor=operator, now=NOW)
    with app.app_context():
        from portal.domain.files import keeping

        file = keeping.keep_made(
            b"%PDF-1.7 invoice",
            user=operator,
            name="рахунок.pdf",
            type="application/pdf",
            storage=storage(),
            now=NOW,
        )
    processing.invoice(order, file, 124800, revision=None, actor=operator, now=NOW)
    page = ivan.client.get(f"/orders/{order.ref}").page
    assert "Рахунок на 1 248,00 ₴" in page.words().replace("\u00a0", " ")
    assert "протягом 10 робочих днів після надходження коштів" in page.words()
    assert ivan.client.get(f"/files/{file.ref}").data == b"%PDF-1.7 invoice"
    assert stranger.get(f"/files/{file.ref}").status_code == 404
    listed = ivan.client.get("/orders").page
    assert "1187" in listed.words()
    assert f"/files/{file.ref}" in listed.text


def test_news_are_marked_until_the_order_is_opened(ivan: Ivan, operator: User) -> None:
    order = filling.at_the_desk(FREE, ivan.user, ivan.account)
    assert "нове" not in ivan.client.get("/orders").page.words()
    processing.register(order, "5", revision=None, actor=operator, now=NOW)
    assert "нове" in ivan.client.get("/orders").page.words()
    home = ivan.client.get("/").page
    assert order.number in home.words()
    ivan.client.get(f"/orders/{order.ref}")
    assert "нове" not in ivan.client.get("/orders").page.words()


def test_the_page_asks_for_itself_only_when_something_changed(ivan: Ivan, operator: User) -> None:
    order = filling.at_the_desk(FREE, ivan.user, ivan.account)
    page = ivan.client.get(f"/orders/{order.ref}").page
    address = page.one("div", id="order-state").get("hx-get", "")
    assert ivan.client.get(address, headers={"HX-Request": "true"}).status_code == 204
    processing.register(order, "5", revision=None, actor=operator, now=NOW)
    fresh = ivan.client.get(address, headers={"HX-Request": "true"})
    assert fresh.status_code == 200
    assert "зареєстровано, № 5" in fresh.page.words()
    assert "Савчук О.П., Житомирський РЕМ" in fresh.page.words()


def test_taking_it_back(ivan: Ivan, operator: User) -> None:
    order = filling.at_the_desk(FREE, ivan.user, ivan.account)
    assert "Відкликати заявку?" in ivan.client.get(f"/orders/{order.ref}/withdrawal").page.h1
    answer = ivan.client.post(f"/orders/{order.ref}/withdrawal", {}, follow=True)
    assert "Заявку відкликано" in answer.page.words()
    assert ivan.client.post(f"/orders/{order.ref}/withdrawal", {}).status_code == 409
    assert Order.get_by_id(order.id).status_name == "withdrawn"


def test_each_change_of_the_desk_is_a_mail(ivan: Ivan, operator: User) -> None:
    order = filling.at_the_desk(PAID, ivan.user, ivan.account)
    said: dict[str, Any] = {"revision": None, "actor": operator, "now": NOW}
    processing.register(order, "1187", **said)
    processing.invoice(order, filling.make_file(operator), 100, **said)
    processing.note_payment(order, date(2026, 11, 30), calendar=CALENDAR, **said)
    processing.schedule(order, date(2026, 12, 3), **said)
    processing.schedule(order, date(2026, 12, 4), **said)
    processing.answer(order, "Чекайте на майстра", **said)
    processing.finish(order, "", **said)
    mails = [message.data for message in Message.select().order_by(Message.id)]
    assert [mail["tail"] for mail in mails] == [
        "заявку надіслано",
        "зареєстровано",
        "завантажено рахунок",
        "кошти надійшли",
        "роботи заплановано",
        "роботи заплановано",
        "є відповідь",
        "виконано",
    ]
    assert "03.12.2026" in mails[4]["text"]
    assert "04.12.2026" in mails[5]["text"]


def test_the_documents_page_without_anything_to_sign(ivan: Ivan) -> None:
    page = ivan.client.get("/documents").page
    assert "Заява без ЕЦП не є дійсною" in page.words()
    assert "Спершу заповніть заяву" in page.words()
    assert ivan.client.post("/documents", {}).status_code == 422


def test_an_old_page_of_a_question_loses_nothing_and_answers_no_other(ivan: Ivan, operator: User) -> None:
    order = filling.at_the_desk(FREE, ivan.user, ivan.account)
    where = f"/orders/{order.ref}/clarification"
    processing.ask(order, "Який поверх?", revision=None, actor=operator, now=NOW)
    old = ivan.client.get(f"/orders/{order.ref}").page.form_values(where)
    ivan.client.post(where, {**old, "answer": "Третій"})
    processing.ask(Order.get_by_id(order.id), "Який під'їзд?", revision=None, actor=operator, now=NOW)
    answer = ivan.client.post(where, {**old, "answer": "Третій"})
    assert answer.status_code == 409
    assert "Який під'їзд?" in answer.page.words()
    assert answer.page.value("answer") == "Третій"
    again = ivan.client.post(where, {**answer.page.form_values(where), "answer": "Другий"}, follow=True)
    assert "Відповідь надіслано" in again.page.words()
