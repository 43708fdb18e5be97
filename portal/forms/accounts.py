"""Adding an account to the cabinet."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.widgets import CheckboxInput, ListWidget

from portal.forms.base import Encodable, LengthAtMost, PortalForm, Required, stripped
from portal.language import lazy_gettext as _
from portal.models import Account


class LinkForm(PortalForm):
    """The number and one proof from the paper invoice."""

    number = StringField(
        _("Введіть особовий рахунок"),
        [Encodable(), Required(_("Введіть номер особового рахунку")), LengthAtMost(40)],
        filters=[stripped],
    )
    proof = StringField(
        _("Прізвище власника або номер лічильника"),
        # Whether one is needed, the domain says: the holder by id.gov.ua needs none.
        [Encodable(), LengthAtMost(120)],
        filters=[stripped],
    )


class OffersForm(PortalForm):
    """Homes that are the person's by their РНОКПП: all of them, unless some are crossed out."""

    accounts = SelectMultipleField(
        _("Ваші рахунки"),
        choices=[],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        validate_choice=False,
    )

    @classmethod
    def of(cls, offered: Sequence[Account], *, is_sent: bool = False) -> OffersForm:
        """The form for these accounts, as it was sent or with every box ticked."""
        form = cls() if is_sent else cls(formdata=None, data={"accounts": [account.ref for account in offered]})
        form.accounts.choices = [
            SelectChoice(account.ref, f"{account.number_shown} — {account.address}") for account in offered
        ]
        return form
