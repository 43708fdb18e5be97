"""What is filled in at the desk."""

from __future__ import annotations

from wtforms import RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from portal.domain.readings import remarks
from portal.forms.base import Encodable, LengthAtMost, PortalForm, cleaned
from portal.language import lazy_gettext as _

LONGEST_REASON = 500
READY = [SelectChoice(code, words) for code, words in remarks.REASONS.items()]


class RejectionForm(PortalForm):
    """Why a reading is rejected: a reason that is at hand, own words, or both."""

    ready = RadioField(
        _("Чому відхиляєте?"),
        choices=READY,
        validate_choice=False,
    )
    words = TextAreaField(_("Своїми словами"), [Encodable(), LengthAtMost(LONGEST_REASON)], filters=[cleaned])

    def reason(self) -> str:
        """What the consumer will read."""
        ready = str(remarks.REASONS.get(self.ready.data or "", ""))
        return ". ".join(part.rstrip(".") for part in (ready, self.words.data or "") if part)
