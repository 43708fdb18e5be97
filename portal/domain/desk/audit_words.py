"""What the journal says about each action. Nothing is decided here; a test finds actions without words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.language import gettext as _
from portal.language import lazy_gettext
from portal.models import Audit

SENTENCES = {
    "account_seen": lazy_gettext("Переглянуто рахунок"),
    "announcement_added": lazy_gettext("Додано оголошення"),
    "announcement_changed": lazy_gettext("Змінено оголошення"),
    "announcement_withdrawn": lazy_gettext("Знято оголошення"),
    "audit_log_seen": lazy_gettext("Переглянуто журнал"),
    "billing_taken_in": lazy_gettext("Завантажено файл бази обліку"),
    "contacts_disclosed": lazy_gettext("Показано контакти споживачів"),
    "export_downloaded": lazy_gettext("Завантажено вивантажені покази"),
    "file_seen": lazy_gettext("Переглянуто файл"),
    "handout_published": lazy_gettext("Викладено документ для завантаження"),
    "missing_addresses_seen": lazy_gettext("Переглянуто адреси, яких немає в списках"),
    "operator_added": lazy_gettext("Додано працівника"),
    "operator_secret_renewed": lazy_gettext("Видано новий код для входу"),
    "operator_switched_off": lazy_gettext("Вимкнено працівника"),
    "operator_switched_on": lazy_gettext("Увімкнено працівника"),
    "order_answered": lazy_gettext("Відповідь на замовлення"),
    "order_disclosed": lazy_gettext("Показано персональні дані замовлення"),
    "order_document_attached": lazy_gettext("Додано документ до замовлення"),
    "order_done": lazy_gettext("Замовлення виконано"),
    "order_extended": lazy_gettext("Продовжено термін замовлення"),
    "order_invoiced": lazy_gettext("Виставлено рахунок за замовленням"),
    "order_paid": lazy_gettext("Зазначено оплату замовлення"),
    "order_questioned": lazy_gettext("Запитано уточнення до замовлення"),
    "order_refused": lazy_gettext("Відмовлено у замовленні"),
    "order_registered": lazy_gettext("Зареєстровано замовлення"),
    "order_scheduled": lazy_gettext("Заплановано роботи за замовленням"),
    "order_seen": lazy_gettext("Переглянуто замовлення"),
    "reading_accepted": lazy_gettext("Прийнято показ"),
    "reading_rejected": lazy_gettext("Відхилено показ"),
    "reading_seen": lazy_gettext("Переглянуто показ"),
    "readings_exported": lazy_gettext("Вивантажено прийняті покази"),
    "searched": lazy_gettext("Пошук"),
    "signed_in_at_desk": lazy_gettext("Вхід на робоче місце"),
    "works_ended": lazy_gettext("Завершено аварійне відключення"),
    "works_reported": lazy_gettext("Повідомлено про аварійне відключення"),
}
_KINDS = {
    "number": lazy_gettext("за номером"),
    "name": lazy_gettext("за прізвищем"),
    "too_short": lazy_gettext("запит закороткий"),
}


def sentence(action: str, details: Mapping[str, Any]) -> str:
    """What was done; the bare name of an action that a newer version of the portal has written."""
    said = str(SENTENCES.get(action, action))
    if action == "searched":
        kind = str(_KINDS.get(details.get("kind", ""), ""))
        return _("%(said)s %(kind)s, знайдено: %(found)s", said=said, kind=kind, found=details.get("found", 0))
    if action == "audit_log_seen" and details.get("person"):
        return _("%(said)s: %(person)s", said=said, person=details["person"])
    return said


def actor(row: Audit) -> str:
    """Who it was, as they were called then."""
    return str(row.actor_label) if row.actor_id else _("Команда на сервері")
