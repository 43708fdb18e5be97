"""What is told to everybody; moments are typed as they are in Kyiv."""

from __future__ import annotations

from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Optional

from portal.domain.desk.announcements import LONGEST_TEXT, LONGEST_TITLE, Words, seen
from portal.forms.base import Encodable, LengthAtMost, PortalForm, Required, cleaned, stripped
from portal.forms.moments import Moment, moment, typed
from portal.language import lazy_gettext as _
from portal.models import Announcement


class AnnouncementForm(PortalForm):
    """An announcement; the domain says what has to be in it."""

    seen = HiddenField()
    title = StringField(_("Заголовок"), [Encodable(), LengthAtMost(LONGEST_TITLE)], filters=[stripped])
    text = TextAreaField(_("Текст"), [Encodable(), Optional(), LengthAtMost(LONGEST_TEXT)], filters=[cleaned])
    tone = RadioField(
        _("Вигляд"),
        choices=[SelectChoice("info", _("Звичайне")), SelectChoice("warning", _("Застереження"))],
        validate_choice=False,
    )
    starts_at = StringField(_("Показувати з"), [Required(_("Введіть, з якого часу показувати")), Moment()])
    ends_at = StringField(_("Показувати до"), [Optional(), Moment()])

    def words(self) -> Words:
        """What was filled in; call it when the form is valid."""
        starts_at = moment(self.starts_at.data or "")
        assert starts_at is not None
        return Words(
            self.title.data or "",
            self.text.data or "",
            self.tone.data or "",
            starts_at,
            moment(self.ends_at.data or ""),
        )


def filled(announcement: Announcement) -> AnnouncementForm:
    """The form with what the announcement says now."""
    return AnnouncementForm(  # type: ignore[no-untyped-call]
        formdata=None,
        data={
            "seen": seen(announcement),
            "title": announcement.title,
            "text": announcement.text,
            "tone": announcement.tone,
            "starts_at": typed(announcement.starts_at),
            "ends_at": typed(announcement.ends_at) if announcement.ends_at else "",
        },
    )
