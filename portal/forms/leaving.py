"""What is asked before data are taken out, or a cabinet is deleted."""

from __future__ import annotations

from wtforms import BooleanField

from portal.forms.base import PortalForm, Required
from portal.forms.profile import CurrentPasswordForm
from portal.language import lazy_gettext as _


class DataForm(CurrentPasswordForm):
    """A fresh password for the archive."""


class ConfirmationForm(PortalForm):
    """That they know what they are doing."""

    understood = BooleanField(
        _("Розумію, що видалений кабінет відновити не можна"),
        [Required(_("Поставте позначку, якщо справді хочете видалити кабінет"))],
    )


class DeletionForm(CurrentPasswordForm, ConfirmationForm):
    """The same with a fresh password."""
