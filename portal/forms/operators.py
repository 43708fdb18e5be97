"""Somebody new at the desk."""

from __future__ import annotations

from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from portal.domain.identity import emails
from portal.domain.identity.details import LONGEST_NAME
from portal.forms.base import Encodable, LengthAtMost, PortalForm, Required, stripped
from portal.language import gettext
from portal.language import lazy_gettext as _
from portal.models import Rem

SUPERVISOR = "supervisor"


class OperatorForm(PortalForm):
    """Who it is, and how far they reach: one РЕМ, or all of them as a supervisor."""

    email = StringField(_("Електронна пошта"), [Encodable(), LengthAtMost(emails.LONGEST)], filters=[stripped])
    surname = StringField(_("Прізвище"), [Encodable(), LengthAtMost(LONGEST_NAME)], filters=[stripped])
    given_name = StringField(_("Ім'я"), [Encodable(), LengthAtMost(LONGEST_NAME)], filters=[stripped])
    patronymic = StringField(
        _("По батькові (необов’язково)"), [Encodable(), LengthAtMost(LONGEST_NAME)], filters=[stripped]
    )
    rem = SelectField(_("Робоче місце"), [Required(_("Оберіть РЕМ або «Керівник»"))], validate_choice=False)

    @property
    def rem_name(self) -> str | None:
        """The name of the chosen РЕМ; None for a supervisor."""
        return None if self.rem.data == SUPERVISOR else self.rem.data


def operator_form(rems: list[Rem], *, blank: bool = False) -> OperatorForm:
    """With the РЕМ to choose from; ``blank`` whatever was sent."""
    form = OperatorForm(formdata=None) if blank else OperatorForm()  # type: ignore[no-untyped-call]
    form.rem.choices = [
        SelectChoice("", gettext("Оберіть")),
        *(SelectChoice(rem.name, rem.name) for rem in rems),
        SelectChoice(SUPERVISOR, gettext("Керівник: усі РЕМ, працівники, оголошення, журнал")),
    ]
    return form
