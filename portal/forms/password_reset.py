"""A forgotten password: where to send the link, and the new password."""

from __future__ import annotations

from wtforms import PasswordField

from portal.domain.identity import password_rules
from portal.forms.base import Encodable, LengthAtMost
from portal.forms.registration import EmailForm, NewPasswordForm
from portal.language import lazy_gettext as _


class ResetForm(EmailForm):
    """The address of the cabinet."""


class ChosenPasswordForm(NewPasswordForm):
    """The new password, twice."""

    password = PasswordField(_("Новий пароль"), [Encodable(), LengthAtMost(password_rules.LONGEST)])
