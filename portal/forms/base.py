"""What all forms share: cleaning of what was typed, the commonest checks, and errors of the domain."""

from __future__ import annotations

import re
import unicodedata
from typing import Any
from uuid import UUID

from flask import request
from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.validators import DataRequired, StopValidation, ValidationError

from portal.domain.errors import DomainError, Refused
from portal.language import gettext as _

# Bringing letters into one form takes the square of the marks on one letter, so a field is cut before. What is
# left is still too long for every field of one line.
LONGEST_LINE = 1000
# Control characters break logs and mails, bidirectional marks make text look like another text.
INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_PIECE = 500
_BREAKS = re.compile(r"\r\n?")


class PortalForm(FlaskForm):
    """A form of the portal. CSRF is checked for every request by the app, so not once more here."""

    class Meta:
        csrf = False
        locales = ("uk",)

        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            """Only the fields of a form that was sent: where a text is asked for, JSON or a file is none."""
            if formdata is None or hasattr(formdata, "getlist"):
                return formdata
            return request.form if request.method == "POST" else None

        def get_translations(self, form: Any) -> None:
            """Our own validators bring their words along."""
            return

    def take(self, error: DomainError) -> None:
        """Put what the domain refused beside the fields it named, the rest above the form."""
        fields = error.fields if isinstance(error, Refused) else {}
        for name, text in fields.items():
            field = self._named(name)
            if field is None:
                self.form_errors.append(text)
            else:
                field.errors = [*field.errors, text]
        if not fields:
            self.form_errors.append(str(error))

    def _named(self, name: str) -> Any:
        """The field that the domain means by this name, or None."""
        return self._fields.get(name)


def stripped(value: str | None) -> str:
    """A line without spaces around and without characters that nobody typed; what is much too long is cut."""
    visible = INVISIBLE.sub("", value or "").strip()
    return visible if visible.isascii() else unicodedata.normalize("NFC", visible[:LONGEST_LINE])


def cleaned(text: str | None) -> str:
    """A longer text without what nobody typed; its lines stay lines.

    It is brought into one form piece by piece: that takes the square of the marks on one letter.
    """
    visible = INVISIBLE.sub("", _BREAKS.sub("\n", text or "")).strip()
    if visible.isascii():
        return visible
    pieces = (visible[begin : begin + _PIECE] for begin in range(0, len(visible), _PIECE))
    return "".join(unicodedata.normalize("NFC", piece) for piece in pieces)


def uuid_or_none(text: str | None) -> UUID | None:
    """The text as a UUID, or None where it is none."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


class Required(DataRequired):
    """The field must be filled in; ``text`` says so in words of the field."""

    def __init__(self, text: str | None = None) -> None:
        super().__init__(text or _("Заповніть це поле"))


class LengthAtMost:
    """At most so many characters."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.field_flags = {"maxlength": most}

    def __call__(self, form: PortalForm, field: Field) -> None:
        if len(field.data or "") > self.most:
            raise ValidationError(_("Задовго: щонайбільше %(most)s символів", most=self.most))


class Encodable:
    """Refuses half-characters that no database can keep; the field's text is dropped with them."""

    def __call__(self, form: PortalForm, field: Field) -> None:
        try:
            (field.data or "").encode()
        except UnicodeEncodeError as error:
            field.data = ""
            raise StopValidation(_("Текст містить пошкоджені символи. Введіть його ще раз")) from error
