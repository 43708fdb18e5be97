"""What a person tells about themselves: names that can stand in a contract, a phone that can be rung."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

from portal.domain.errors import Refused
from portal.language import gettext as _

LONGEST_NAME = 100
COUNTRY = "UA"
_MARKS = "'’ʼ`-‐‑– ."
_SPACES = re.compile(r"\s+")


def name(typed: str) -> str:
    """A surname, given name or patronymic with single spaces; empty stays empty.

    Raises:
        Refused: there is something in it that no name has.
    """
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", typed)).strip()
    if len(text) > LONGEST_NAME:
        raise Refused(_("Задовго: щонайбільше %(most)s символів", most=LONGEST_NAME))
    if text and not (text[0].isalpha() and all(_belongs_to_a_name(character) for character in text)):
        raise Refused(_("Тут можуть бути лише літери, апостроф, дефіс і пробіл"))
    return text


def phone(typed: str) -> str:
    """The number as +380671234567; without a country it is a Ukrainian one. Empty stays empty.

    Raises:
        Refused: nobody can be rung by this number.
    """
    import phonenumbers  # its tables are not needed by anything else

    text = typed.strip()
    if not text:
        return ""
    try:
        number = phonenumbers.parse(text, COUNTRY)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or number.extension or not phonenumbers.is_valid_number(number):
        raise Refused(_("Введіть номер телефону, наприклад 067 123 45 67"))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def checked(typed: Mapping[str, str], rules: Mapping[str, Callable[[str], str]]) -> dict[str, str]:
    """Every field by its rule.

    Raises:
        Refused: ``fields`` says of all of them at once what is wrong.
    """
    good, problems = {}, {}
    for field, rule in rules.items():
        try:
            good[field] = rule(typed[field])
        except Refused as error:
            problems[field] = str(error)
    if problems:
        raise Refused(fields=problems)
    return good


def required(rule: Callable[[str], str], complaint: str) -> Callable[[str], str]:
    """The rule for a field that may not stay empty."""

    def strict(typed: str) -> str:
        good = rule(typed)
        if not good:
            raise Refused(complaint)
        return good

    return strict


def personal_rules() -> dict[str, Callable[[str], str]]:
    """The rules of registration and profile alike. Not everybody has a patronymic."""
    return {
        "surname": required(name, _("Введіть прізвище")),
        "given_name": required(name, _("Введіть ім'я")),
        "patronymic": name,
        "phone": required(phone, _("Введіть номер телефону")),
    }


def _belongs_to_a_name(character: str) -> bool:
    return character in _MARKS or character.isalpha() or unicodedata.category(character) == "Mn"
