"""What the provider tells of a person, read with care: banks leave fields out and fill others with «n/a»."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.domain import identifiers
from portal.domain.errors import Refused
from portal.domain.identity import details, emails

# What stands in a field that has nothing to say. The backslash is real: seen so.
_EMPTY = {"", "n/a", "n\\a", "na", "none", "null", "-", "–", "—"}
# Longer ones are nobody's number, name or address.
LONGEST = 300
TAX, PASSPORT, UNZR = "tax", "passport", "unzr"


@dataclass(frozen=True)
class Person:
    """Who it is by the provider's word; what is not known is empty.

    ``tax_number`` is РНОКПП. Who has none for religious reasons has the number of a passport in its stead. ``way``
    is the provider's name for how they identified themselves.
    """

    tax_number: str = ""
    passport: str = ""
    unzr: str = ""
    surname: str = ""
    given_name: str = ""
    patronymic: str = ""
    email: str = ""
    phone: str = ""
    way: str = ""

    @property
    def numbers(self) -> list[tuple[str, str]]:
        """What the person is known by, as (kind, number): the strongest first. Never a name or an e-mail."""
        found = [(TAX, self.tax_number), (PASSPORT, self.passport), (UNZR, self.unzr)]
        return [(kind, number) for kind, number in found if number]

    @property
    def is_named(self) -> bool:
        """Whether surname and given name are the provider's word; not everybody has a patronymic."""
        return bool(self.surname and self.given_name)

    @property
    def full_name(self) -> str:
        """«Українець Іван Іванович», or empty."""
        return " ".join(name for name in (self.surname, self.given_name, self.patronymic) if name)


def read(answer: Mapping[str, Any]) -> Person:
    """The person of an answer; fields that can't be what they are called count as not given."""
    code = _text(answer, "drfocode")
    code = "" if set(code) == {"0"} else code  # certificates of people without one hold ten zeros
    tax_number = _by(identifiers.tax_number, code)
    return Person(
        tax_number=tax_number,
        passport="" if tax_number else _passport(code),
        unzr=_by(identifiers.unzr, _text(answer, "unzr")),
        surname=_name(_text(answer, "lastname")),
        given_name=_name(_text(answer, "givenname")),
        patronymic=_name(_text(answer, "middlename")),
        email=emails.spelled(_text(answer, "email")) or "",
        phone=_by(details.phone, _text(answer, "phone")),
        way=re.sub(r"[^a-z_]", "", _text(answer, "auth_type").lower())[:16],
    )


def _text(answer: Mapping[str, Any], key: str) -> str:
    value = answer.get(key)
    text = " ".join(value.split()) if isinstance(value, str) and len(value) <= LONGEST else ""
    return "" if text.casefold() in _EMPTY else text


def _by(rule: Callable[[str], str], text: str) -> str:
    try:
        return rule(text) if text else ""
    except Refused:
        return ""


def _passport(code: str) -> str:
    """A book («ВМ123456», with letters of either alphabet) or an ID card (nine digits)."""
    return _by(identifiers.passport_book, code) or _by(identifiers.id_card, code)


def _name(text: str) -> str:
    """Certificates shout: «УКРАЇНЕЦЬ» is «Українець», «НЕЧУЙ-ЛЕВИЦЬКИЙ» is «Нечуй-Левицький»."""
    calm = re.sub(r"[^\s-]+", lambda word: word[0].capitalize(), text) if text.isupper() else text
    return _by(details.name, calm)
