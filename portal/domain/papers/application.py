"""A person's application (заява) as the PDF that is signed and kept.

What is left empty is printed as a dotted line, to be filled in by hand: an application whose number is empty is
the sample that people may download.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_date

from portal.domain import qr
from portal.domain.papers import typesetting
from portal.domain.papers.characters import lines, paragraphs, typeable
from portal.language import LOCALE

TEMPLATE = "application.typ"


@dataclass(frozen=True)
class Section:
    """A titled table of answers: (label, value), where a value may have line breaks."""

    title: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Application:
    """All that is printed; the word ЗАЯВА itself is the template's.

    ``address`` is the absolute URL of the order, where the QR leads; without one there is none. ``rem`` may be
    empty. ``applicant`` are the rows of the head, ``text`` the request itself in paragraphs that empty lines
    part, ``consents`` stand above the signature. ``signed`` says that a КЕП will be put on it; otherwise it was
    sent from the cabinet, and ``identified`` says that the applicant came there through electronic identification.
    """

    number: str
    address: str
    title: str
    rem: str
    applicant: tuple[tuple[str, str], ...]
    text: str
    sections: tuple[Section, ...]
    attachments: tuple[str, ...]
    consents: tuple[str, ...]
    made_on: date
    signed: bool
    identified: bool = False


def render(application: Application) -> bytes:
    """The application as PDF/A-2a, tagged. Nothing but its content counts: the same one gives the same bytes.

    Raises:
        NotSet: typst could not make it.
    """
    return typesetting.pdf(TEMPLATE, data(application), dated=application.made_on)


def data(application: Application) -> dict[str, Any]:
    """What the template is given, in signs that can be printed."""
    return {
        "number": typeable(application.number),
        "title": typeable(application.title),
        "rem": typeable(application.rem),
        "applicant": _rows(application.applicant),
        "paragraphs": paragraphs(application.text),
        "sections": [{"title": typeable(one.title), "rows": _rows(one.rows)} for one in application.sections],
        "attachments": [typeable(one) for one in application.attachments],
        "consents": [typeable(one) for one in application.consents],
        "made_on": {"year": application.made_on.year, "month": application.made_on.month}
        | {"day": application.made_on.day, "words": _in_words(application.made_on)},
        "signed": application.signed,
        "identified": application.identified,
        "address": application.address,
        "qr": qr.svg(application.address) if application.address else "",
    }


def _rows(rows: tuple[tuple[str, str], ...]) -> list[dict[str, Any]]:
    return [{"label": typeable(label), "lines": lines(value)} for label, value in rows]


def _in_words(day: date) -> str:
    """«24 листопада 2026 року», unbroken"""
    return format_date(day, "d MMMM y 'року'", locale=LOCALE).replace(" ", "\u00a0")
