"""Registration, and asking for its link once more. What has to be filled in, the domain says."""

from __future__ import annotations

from wtforms import BooleanField, PasswordField, StringField
from wtforms.validators import EqualTo, Optional

from portal.domain.identity import emails, password_rules
from portal.domain.identity.details import LONGEST_NAME
from portal.domain.identity.registration import CONSENT, Details
from portal.forms.base import Encodable, LengthAtMost, PortalForm, Required, stripped
from portal.language import lazy_gettext as _

LONGEST_PHONE = 40


class EmailForm(PortalForm):
    """An address to send a link to."""

    email = StringField(_("Електронна пошта"), [Encodable(), LengthAtMost(emails.LONGEST)], filters=[stripped])


class ConfirmationForm(PortalForm):
    """Whoever reads the mailbox shows that it was them who registered."""

    password = PasswordField(
        _("Пароль"), [Encodable(), Required(_("Введіть пароль")), LengthAtMost(password_rules.LONGEST)]
    )


class PersonForm(PortalForm):
    """Who the person is, as registration and profile ask it."""

    surname = StringField(_("Прізвище"), [Encodable(), LengthAtMost(LONGEST_NAME)], filters=[stripped])
    given_name = StringField(_("Ім'я"), [Encodable(), LengthAtMost(LONGEST_NAME)], filters=[stripped])
    patronymic = StringField(
        _("По батькові"), [Encodable(), Optional(), LengthAtMost(LONGEST_NAME)], filters=[stripped]
    )
    phone = StringField(_("Телефон"), [Encodable(), LengthAtMost(LONGEST_PHONE)], filters=[stripped])


class NewPasswordForm(PortalForm):
    """A new password twice, taken as it was typed, spaces and all."""

    password = PasswordField(_("Пароль"), [Encodable(), LengthAtMost(password_rules.LONGEST)])
    password_again = PasswordField(
        _("Підтвердження паролю"),
        [Encodable(), EqualTo("password", _("Паролі не збігаються. Введіть обидва ще раз"))],
    )


class RegistrationForm(EmailForm, PersonForm, NewPasswordForm):
    """All that a cabinet begins with."""

    consent = BooleanField(CONSENT)

    def details(self) -> Details:
        """What was filled in."""
        return Details(
            email=self.email.data or "",
            surname=self.surname.data or "",
            given_name=self.given_name.data or "",
            patronymic=self.patronymic.data or "",
            phone=self.phone.data or "",
            password=self.password.data or "",
            consent=bool(self.consent.data),
        )
