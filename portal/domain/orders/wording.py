"""The sentences about orders: statuses, what happened. Nothing is decided here."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from portal.domain.accounts import names
from portal.domain.signatures import wording as signatures
from portal.domain.signatures.judgement import from_json
from portal.language import gettext, lazy_gettext
from portal.models import Event, Judgement, Order, User

STATUSES = {
    "draft": lazy_gettext("Чернетка"),
    "awaiting_signature": lazy_gettext("Очікуємо підписану заяву"),
    "submitted": lazy_gettext("Надіслано, чекає на реєстрацію"),
    "registered": lazy_gettext("Зареєстровано, у роботі"),
    "invoiced": lazy_gettext("Очікуємо оплату рахунку"),
    "paid": lazy_gettext("Оплачено, плануємо роботи"),
    "scheduled": lazy_gettext("Роботи заплановано"),
    "done": lazy_gettext("Виконано"),
    "clarification": lazy_gettext("Потрібні уточнення"),
    "withdrawn": lazy_gettext("Відкликано"),
    "refused": lazy_gettext("Відмовлено"),
}

# The same where there is little room: in the desk's lists.
SHORT = {
    "draft": lazy_gettext("Чернетка"),
    "awaiting_signature": lazy_gettext("Чекає підпису"),
    "submitted": lazy_gettext("Нове"),
    "registered": lazy_gettext("У роботі"),
    "invoiced": lazy_gettext("Чекає оплати"),
    "paid": lazy_gettext("Оплачено"),
    "scheduled": lazy_gettext("Заплановано"),
    "done": lazy_gettext("Виконано"),
    "clarification": lazy_gettext("Уточнення"),
    "withdrawn": lazy_gettext("Відкликано"),
    "refused": lazy_gettext("Відмовлено"),
}

# In the past tense, as the timeline says it; details are filled in.
HAPPENED = {
    "order_begun": lazy_gettext("Створено чернетку"),
    "order_filled_in": lazy_gettext("Заяву заповнено, чекаємо на підпис"),
    "order_submitted": lazy_gettext("Заявку надіслано"),
    "order_signed": lazy_gettext("Завантажено підписану заяву"),
    "order_signature_refused": lazy_gettext("Підпис не прийнято: %(reason)s"),
    "order_registered": lazy_gettext("Заявку зареєстровано, № %(registration_number)s"),
    "order_questioned": lazy_gettext("Потрібні уточнення: %(question)s"),
    "order_clarified": lazy_gettext("Ви відповіли на запитання"),
    "order_invoiced": lazy_gettext("Завантажено рахунок"),
    "order_paid": lazy_gettext("Кошти надійшли"),
    "order_scheduled": lazy_gettext("Роботи заплановано на %(scheduled_on)s"),
    "order_answered": lazy_gettext("Відповідь працівника РЕМ"),
    "order_document_attached": lazy_gettext("Додано документ"),
    "order_extended": lazy_gettext("Термін продовжено до %(due_on)s: потрібна перевірка лічильника"),
    "order_done": lazy_gettext("Виконано"),
    "order_refused": lazy_gettext("Відмовлено: %(reason)s"),
    "order_withdrawn": lazy_gettext("Заявку відкликано"),
    "order_discarded": lazy_gettext("Чернетку видалено"),
    "order_replaced": lazy_gettext("Заяву виправлено: замість неї — № %(number)s"),
}
# How the desk reads what the person has done.
HAPPENED_AT_THE_DESK = {"order_clarified": lazy_gettext("Споживач відповів на запитання")}


# What a mail says: behind the number in its subject, and in its text.
MAILS = {
    "order_submitted": (
        lazy_gettext("заявку надіслано"),
        lazy_gettext("Ми отримали вашу заявку. Щойно її зареєструють у РЕМ, ми напишемо."),
    ),
    "order_filled_in": (
        lazy_gettext("підпишіть заяву"),
        lazy_gettext(
            "Заяву сформовано. Підпишіть її електронним підписом і завантажте в кабінет: інакше вона недійсна."
        ),
    ),
    "order_signed": (
        lazy_gettext("підписану заяву надіслано"),
        lazy_gettext(
            "Ми отримали підписану заяву. Підпис очікує перевірки. Щойно заяву зареєструють, ми напишемо."
        ),
    ),
    "order_signature_refused": (
        lazy_gettext("підпис не прийнято"),
        lazy_gettext("Підписану заяву не прийнято. %(reason)s"),
    ),
    "order_registered": (
        lazy_gettext("зареєстровано"),
        lazy_gettext("Вашу заявку зареєстровано, реєстраційний номер: %(registration_number)s."),
    ),
    "order_questioned": (
        lazy_gettext("потрібні уточнення"),
        lazy_gettext(
            "РЕМ запитує: «%(question)s». Дайте відповідь у кабінеті. Поки ви відповідаєте, термін стоїть."
        ),
    ),
    "order_clarified": (
        lazy_gettext("відповідь надіслано"),
        lazy_gettext("Ми отримали вашу відповідь і працюємо далі."),
    ),
    "order_invoiced": (
        lazy_gettext("завантажено рахунок"),
        lazy_gettext("Рахунок за послугу чекає на вас у кабінеті. Після надходження коштів візьмемося до робіт."),
    ),
    "order_paid": (
        lazy_gettext("кошти надійшли"),
        lazy_gettext("Ми отримали оплату. Дату робіт повідомимо окремо."),
    ),
    "order_scheduled": (
        lazy_gettext("роботи заплановано"),
        lazy_gettext("Роботи заплановано на %(scheduled_on)s. Забезпечте, будь ласка, доступ до лічильника."),
    ),
    "order_answered": (lazy_gettext("є відповідь"), lazy_gettext("Відповідь працівника РЕМ: «%(reply)s»")),
    "order_document_attached": (
        lazy_gettext("додано документ"),
        lazy_gettext("РЕМ додав до замовлення документ: %(file)s. Його можна завантажити в кабінеті."),
    ),
    "order_extended": (
        lazy_gettext("термін продовжено"),
        lazy_gettext("Потрібна перевірка лічильника, тому відповімо до %(due_on)s."),
    ),
    "order_done": (lazy_gettext("виконано"), lazy_gettext("Ваше замовлення виконано.")),
    "order_refused": (lazy_gettext("відмовлено"), lazy_gettext("На жаль, ми відмовили. Причина: %(reason)s")),
    "order_withdrawn": (
        lazy_gettext("заявку відкликано"),
        lazy_gettext("Ви відкликали заявку. Подати нову можна будь-коли."),
    ),
}


def status(name: str) -> str:
    """A status as people read it."""
    return str(STATUSES[name])


def happened(name: str, details: dict[str, Any], *, at_the_desk: bool = False) -> str:
    """The sentence about an event."""
    words = (HAPPENED_AT_THE_DESK.get(name) if at_the_desk else None) or HAPPENED[name]
    return str(words) % _readable(details)


def mail(name: str, details: dict[str, Any]) -> tuple[str, str]:
    """(the end of the subject, the text) of the mail about an event."""
    tail, text = MAILS[name]
    return str(tail), str(text) % _readable(details)


def last_event(order: Order) -> str | None:
    """«Зареєстровано, № 1187 (Савчук О.П.)»: what was done to the order last, and by whom."""
    event = (
        Event.select(Event, User)
        .left_outer_join(User)
        .where(Event.subject_kind == "order", Event.subject_id == order.id)
        .order_by(Event.id.desc())
        .first()
    )
    if event is None:
        return None
    sentence = happened(event.name, event.details, at_the_desk=True)
    return f"{sentence} ({event.actor.short_name})" if event.actor_id else sentence


def _readable(details: dict[str, Any]) -> dict[str, str]:
    """Dates as people write them; what looks like one in the words of people is left to them."""
    return {
        key: date.fromisoformat(value).strftime("%d.%m.%Y") if key.endswith("_on") else str(value)
        for key, value in details.items()
    }


_SIGNATURES = {
    "waiting": lazy_gettext("КЕП: очікує перевірки"),
    "accepted": lazy_gettext("КЕП: підпис заявника підтверджено"),
    "marked": lazy_gettext("КЕП: не вдалося підтвердити"),
    "refused": lazy_gettext("КЕП: не прийнято"),
}


_GIVEN = {
    "waiting": lazy_gettext("Підпис перевіряємо"),
    "accepted": lazy_gettext("Підпис на документі підтверджено"),
    "marked": lazy_gettext("Підпис на документі не вдалося підтвердити"),
    "refused": lazy_gettext("Підпис не підтверджує цього документа"),
}


def signature_of_given(judged: Judgement) -> str:
    """The same of a document that the operator gave."""
    return str(_GIVEN[judged.outcome])


def signature(judged: Judgement | None = None) -> str:
    """What may be said of a signature in a word; of one that nobody has verified yet, that it waits."""
    return str(_SIGNATURES[judged.outcome if judged else "waiting"])


def another_name(judged: Judgement | None, applicant: str) -> str:
    """What the desk should look at: nobody who signed is called as the applicant is. Names do change, and a РНОКПП
    does not, so nothing is refused for it."""
    if judged is None or not judged.report or not applicant:
        return ""
    signers = [one.signer.name for one in from_json(json.dumps(judged.report)).judgements if one.signer.name]
    if not signers or any(names.same_surname(applicant.split()[0], name) for name in signers):
        return ""
    return gettext("Підписувача звуть інакше, ніж заявника: %(names)s. Перевірте.", names=", ".join(signers))


def signature_in_full(judged: Judgement | None) -> list[str]:
    """All that was found out, sentence by sentence: of the document, of each signature, of the lists."""
    if judged is None or not judged.report:
        return []
    report = from_json(json.dumps(judged.report))
    found = [signatures.reason(report.code)] if report.code else []
    found += [signatures.document(report)] if report.document else []
    for one in report.judgements:
        found += signatures.sentences(one)
    return [*found, signatures.lists(report)]
