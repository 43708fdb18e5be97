"""What an operator does with an order: a small form for each verb, with the revision that was on the screen."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import DateField, FileField, StringField, TextAreaField
from wtforms.validators import Optional

from portal.domain import money
from portal.domain.errors import Refused
from portal.forms.base import Encodable, LengthAtMost, cleaned, stripped
from portal.forms.orders import OrderForm
from portal.language import gettext
from portal.language import lazy_gettext as _

LONGEST = 2000


def _text(label: Any) -> TextAreaField:
    return TextAreaField(label, [Encodable(), LengthAtMost(LONGEST)], filters=[cleaned], render_kw={"rows": 3})


class RegistrationForm(OrderForm):
    registration_number = StringField(
        _("Реєстраційний номер"), [Encodable(), LengthAtMost(32)], filters=[stripped]
    )


class QuestionForm(OrderForm):
    question = _text(_("Що потрібно уточнити"))


class InvoiceForm(OrderForm):
    amount = StringField(_("Сума, грн"), [Encodable(), LengthAtMost(20)], filters=[stripped])
    file = FileField(_("Рахунок (PDF)"))

    def kopiykas(self) -> int:
        """Raises Refused for the field."""
        try:
            return money.kopiykas(self.amount.data or "")
        except Refused as error:
            raise Refused(fields={"amount": str(error)}) from error


class PaymentForm(OrderForm):
    paid_on = DateField(_("Дата надходження коштів"), [Optional()])


class ScheduleForm(OrderForm):
    scheduled_on = DateField(_("Дата робіт"), [Optional()])


class ReplyForm(OrderForm):
    reply = _text(_("Відповідь споживачу"))


class DocumentForm(OrderForm):
    file = FileField(_("Документ (PDF або фото)"))


class CompletionForm(OrderForm):
    reply = _text(_("Відповідь споживачу"))


class RefusalForm(OrderForm):
    reason = _text(_("Чому відмовляєте"))


def day_of(form: OrderForm, name: str) -> date:
    """The date of a field. Raises Refused for it when there is none."""
    value: date | None = form[name].data
    if value is None:
        raise Refused(fields={name: gettext("Введіть дату")})
    return value
