"""Dates with a time, typed as they are in Kyiv."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from wtforms.validators import ValidationError

from portal.clock import KYIV
from portal.forms.base import PortalForm
from portal.language import gettext as _

TYPED = "%Y-%m-%dT%H:%M"


class Moment:
    """Refuses what is no date with a time."""

    def __call__(self, form: PortalForm, field: Any) -> None:
        if field.data and moment(field.data) is None:
            raise ValidationError(_("Введіть дату й час, наприклад 01.12.2026 09:00"))


def typed(value: datetime) -> str:
    """As a field of date and time wants it."""
    return value.astimezone(KYIV).strftime(TYPED)


def moment(text: str) -> datetime | None:
    """The moment that was typed, or None where it is none."""
    try:
        return datetime.strptime(text, TYPED).replace(tzinfo=KYIV)
    except ValueError:
        return None
