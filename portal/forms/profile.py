"""What a person changes about themselves."""

from __future__ import annotations

from wtforms import BooleanField, PasswordField, StringField

from portal.domain.identity import emails, password_rules
from portal.forms.base import Encodable, LengthAtMost, PortalForm, Required, stripped
from portal.forms.password_reset import ChosenPasswordForm
from portal.forms.registration import PersonForm
from portal.language import lazy_gettext as _


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


class NotificationsForm(PortalForm):
    """Which mails are wanted."""

    reading_receipts = BooleanField(_("Лист про те, що покази отримано"))
