"""What is wanted of the journal; it is asked by the address of the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from werkzeug.datastructures import MultiDict
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from portal.forms.base import PortalForm, stripped
from portal.language import gettext
from portal.language import lazy_gettext as _
from portal.models import User


class AuditForm(PortalForm):
    """Whose doings, and about which account; both may be empty."""

    person = SelectField(_("Працівник"), validate_choice=False)
    account = StringField(_("Номер рахунку"), filters=[stripped])

    @classmethod
    def of(cls, query: MultiDict[str, str], people: Sequence[User]) -> Self:
        """With what the address says, and the people to choose from."""
        form = cls(formdata=query)
        form.person.choices = [
            SelectChoice("", gettext("Усі")),
            *(SelectChoice(one.ref, one.full_name) for one in people if one.ref),
        ]
        return form
