"""Adding an account to the cabinet."""

from __future__ import annotations

from wtforms import StringField

from portal.forms.base import Encodable, LengthAtMost, PortalForm, Required, stripped
from portal.language import lazy_gettext as _


class LinkForm(PortalForm):
    """The number and one proof from the paper invoice."""

    number = StringField(
        _("Введіть особовий рахунок"),
        [Encodable(), Required(_("Введіть номер особового рахунку")), LengthAtMost(40)],
        filters=[stripped],
    )
    proof = StringField(
        _("Прізвище власника або номер лічильника"),
        [Encodable(), Required(_("Введіть прізвище власника або номер лічильника")), LengthAtMost(120)],
        filters=[stripped],
    )
