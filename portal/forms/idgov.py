"""What is asked of those who come by id.gov.ua; what the provider told is not asked again."""

from __future__ import annotations

from wtforms import BooleanField, StringField

from portal.domain.identity.idgov.entering import Filled
from portal.domain.identity.registration import CONSENT
from portal.forms.base import Encodable, LengthAtMost, PortalForm, Required, stripped
from portal.forms.registration import EmailForm, PersonForm
from portal.language import lazy_gettext as _


class CabinetForm(EmailForm, PersonForm):
    """Where to write and ring, and the names that the provider did not tell."""

    consent = BooleanField(CONSENT)

    def filled(self) -> Filled:
        """What was filled in."""
        return Filled(
            email=self.email.data or "",
            surname=self.surname.data or "",
            given_name=self.given_name.data or "",
            patronymic=self.patronymic.data or "",
            phone=self.phone.data or "",
            consent=bool(self.consent.data),
        )


class MailedCodeForm(PortalForm):
    """The digits from the mail."""

    code = StringField(
        _("Код із листа"), [Encodable(), Required(_("Введіть код із листа")), LengthAtMost(20)], filters=[stripped]
    )
