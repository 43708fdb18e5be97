"""That there is no power somewhere, as the desk tells it; moments are typed as they are in Kyiv."""

from __future__ import annotations

from datetime import datetime

from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Optional

from portal.domain.outages.emergencies import (
    LONGEST_HOUSES,
    LONGEST_PLACE,
    LONGEST_REASON,
)
from portal.domain.outages.kinds import EMERGENCY, GAV
from portal.forms.base import Encodable, LengthAtMost, PortalForm, Required, cleaned, stripped
from portal.forms.moments import Moment, moment, typed
from portal.language import gettext
from portal.language import lazy_gettext as _
from portal.models import Rem


class OutageForm(PortalForm):
    """``rem`` is drawn, and asked for, only where there is one to choose; the domain says what has to be in the
    rest."""

    rem = SelectField(_("РЕМ"), validate_choice=False)
    kind = RadioField(
        _("Що сталося"),
        choices=[
            SelectChoice(EMERGENCY, _("Аварійне відключення")),
            SelectChoice(GAV, _("ГАВ — графік аварійних відключень")),
        ],
        validate_choice=False,
    )
    settlement = StringField(_("Населений пункт"), [Encodable(), LengthAtMost(LONGEST_PLACE)], filters=[stripped])
    houses = TextAreaField(
        _("Вулиці та будинки"), [Encodable(), Optional(), LengthAtMost(LONGEST_HOUSES)], filters=[cleaned]
    )
    reason = TextAreaField(
        _("Причина"), [Encodable(), Optional(), LengthAtMost(LONGEST_REASON)], filters=[cleaned]
    )
    starts_at = StringField(_("Світла немає з"), [Required(_("Введіть, з якого часу немає світла")), Moment()])
    ends_at = StringField(_("Світло буде о"), [Optional(), Moment()])

    @property
    def begins(self) -> datetime:
        """Since when; call it when the form is valid."""
        found = moment(self.starts_at.data or "")
        assert found is not None
        return found

    @property
    def ends(self) -> datetime | None:
        """Until when; None: until it is ended."""
        return moment(self.ends_at.data or "")


def outage_form(rems: list[Rem], *, begins: datetime | None = None) -> OutageForm:
    """With the РЕМ to choose from; an empty one that ``begins`` then, or what was sent."""
    blank = {"formdata": None, "data": {"kind": EMERGENCY, "starts_at": typed(begins)}} if begins else {}
    form = OutageForm(**blank)  # type: ignore[no-untyped-call]
    form.rem.choices = [
        SelectChoice("", gettext("Оберіть")),
        *(SelectChoice(str(rem.source_id), rem.name) for rem in rems),
    ]
    return form
