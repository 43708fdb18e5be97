"""What a person changes about themselves."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import BooleanField, PasswordField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.widgets import CheckboxInput, ListWidget

from portal.domain.identity import emails, password_rules
from portal.forms.base import Encodable, LengthAtMost, PortalForm, Required, stripped
from portal.forms.password_reset import ChosenPasswordForm
from portal.forms.registration import PersonForm
from portal.language import lazy_gettext as _
from portal.models import Account


class ProfileForm(PersonForm):
    """Names and phone."""


class CurrentPasswordForm(PortalForm):
    """A fresh proof that it is them."""

    current_password = PasswordField(
        _("Поточний пароль"),
        [Encodable(), Required(_("Введіть поточний пароль")), LengthAtMost(password_rules.LONGEST)],
    )


class EmailChangeForm(CurrentPasswordForm):
    """Another address."""

    email = StringField(
        _("Нова адреса електронної пошти"),
        [Encodable(), Required(_("Введіть нову адресу")), LengthAtMost(emails.LONGEST)],
        filters=[stripped],
    )


class PasswordChangeForm(CurrentPasswordForm, ChosenPasswordForm):
    """Another password."""


LEADS = [
    SelectChoice("0", _("не попереджати")),
    SelectChoice("1", _("саме тоді")),
    SelectChoice("15", _("за 15 хвилин")),
    SelectChoice("30", _("за 30 хвилин")),
    SelectChoice("60", _("за годину")),
]


class NotificationsForm(PortalForm):
    """What a person wants to be told, and how."""

    reading_receipts = BooleanField(_("Лист про те, що покази отримано"))
    reading_reminders = BooleanField(_("Нагадування про передачу показів"))
    changes = BooleanField(_("Про зміни: графік, черга, аварії та роботи за моєю адресою"))
    before = SelectField(_("Попередити, що світло вимкнуть за графіком"), choices=LEADS, validate_choice=False)
    back = SelectField(_("Попередити, що світло ввімкнуть за графіком"), choices=LEADS, validate_choice=False)
    accounts = SelectMultipleField(
        _("Про які адреси"),
        choices=[],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validate_choice=False,
    )
    by_mail = BooleanField(_("Про світло писати й на пошту"))
    quiet_from = StringField(_("Не турбувати з"), filters=[stripped])
    quiet_until = StringField(_("Не турбувати до"), filters=[stripped])

    def offer(self, accounts: Sequence[Account]) -> None:
        """Let the person choose among their homes, if there are several."""
        self.accounts.choices = [SelectChoice(account.ref, account.short_address) for account in accounts]
