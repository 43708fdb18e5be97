"""The form of photos and videos: which reading they are for."""

from __future__ import annotations

from wtforms import HiddenField, SelectField

from portal.domain.readings import history
from portal.formatting import day
from portal.forms.base import PortalForm
from portal.language import gettext as _
from portal.language import lazy_gettext


class PhotosForm(PortalForm):
    """``account`` is what the form was drawn for, ``reading`` the uuid of a submission or empty."""

    account = HiddenField()
    reading = SelectField(lazy_gettext("До якого показу"), validate_choice=False)


def photos_form(lines: list[history.Line], **data: str) -> PhotosForm:
    """With the last readings to choose from; the newest one unless another was chosen."""
    newest = str(lines[0].submission.uuid) if lines else ""
    form = PhotosForm(data={"reading": newest, **data})  # type: ignore[no-untyped-call]
    form.reading.choices = [
        *((str(line.submission.uuid), _described(line)) for line in lines),
        ("", _("Без показу")),
    ]
    return form


def _described(line: history.Line) -> str:
    values = " / ".join(str(value) for _label, value in line.values)
    return f"{values}, {day(line.submission.reading_date)}"
