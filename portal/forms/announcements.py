"""What is told to everybody; moments are typed as they are in Kyiv."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Optional, ValidationError

from portal.clock import KYIV
from portal.domain.desk.announcements import LONGEST_TEXT, LONGEST_TITLE, Words
from portal.forms.base import Encodable, LengthAtMost, PortalForm, Required, stripped
from portal.language import gettext
from portal.language import lazy_gettext as _
from portal.models import Announcement

TYPED = "%Y-%m-%dT%H:%M"


class Moment:
    """Refuses what is no date with a time."""

    def __call__(self, form: PortalForm, field: Any) -> None:
        if field.data and moment(field.data) is None:
            raise ValidationError(gettext("Введіть дату й час, наприклад 01.12.2026 09:00"))


class AnnouncementForm(PortalForm):
    """An announcement; the domain says what has to be in it."""

    title = StringField(_("Заголовок"), [Encodable(), LengthAtMost(LONGEST_TITLE)], filters=[stripped])
    text = TextAreaField(_("Текст"), [Encodable(), Optional(), LengthAtMost(LONGEST_TEXT)], filters=[stripped])
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
            "title": announcement.title,
            "text": announcement.text,
            "tone": announcement.tone,
            "starts_at": typed(announcement.starts_at),
            "ends_at": typed(announcement.ends_at) if announcement.ends_at else "",
        },
    )


def typed(value: datetime) -> str:
    """As a field of date and time wants it: Kyiv's."""
    return value.astimezone(KYIV).strftime(TYPED)


def moment(text: str) -> datetime | None:
    """The moment that was typed, or None where it is none."""
    try:
        return datetime.strptime(text, TYPED).replace(tzinfo=KYIV)
    except ValueError:
        return None
