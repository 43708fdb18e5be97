"""Numbers that people and things are known by, as people type them: each is read into one form, or refused.

Rules and sources: РНОКПП with its check digit (order of the Ministry of Finance № 822 of 2017, by python-stdnum);
passport book: two letters and six digits, ID card: nine digits (resolutions of the Verkhovna Rada № 2503-XII and
of the Cabinet № 302 of 2015); УНЗР: date of birth and five digits (law № 5492-VI, Article 4); EIC with its check
character (ENTSO-E, by python-stdnum).
"""

from __future__ import annotations

import re
from datetime import date

from stdnum.eu import eic as stdnum_eic
from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.ua import rntrc

from portal.domain.errors import Refused
from portal.language import gettext as _

_SEPARATORS = re.compile(r"[\s\-‐‑‒–—−.]+")
_BOOK = re.compile(r"[А-ЩЬЮЯҐЄІЇ]{2}\d{6}")
# Letters of a passport's series that a Latin keyboard has as well.
_TO_CYRILLIC = str.maketrans("ABCEHIKMOPTX", "АВСЕНІКМОРТХ")
# Codes hold Latin letters alone, and a Cyrillic keyboard has look-alikes of some.
_TO_LATIN = str.maketrans("АВСЕНІКМОРТХ", "ABCEHIKMOPTX")


def tax_number(typed: str) -> str:
    """РНОКПП: ten digits, the last of which proves the others. Raises Refused."""
    digits = _SEPARATORS.sub("", typed)
    try:
        return str(rntrc.validate(digits))
    except InvalidChecksum:
        raise Refused(_("Остання цифра не сходиться. Перевірте, чи немає описки.")) from None
    except ValidationError:
        raise Refused(_("У РНОКПП 10 цифр. Введіть лише цифри.")) from None


def passport_book(typed: str) -> str:
    """Series and number of a passport in the form of a book: «ВМ123456». Raises Refused."""
    text = _SEPARATORS.sub("", typed).replace("№", "").upper().translate(_TO_CYRILLIC)
    if not _BOOK.fullmatch(text):
        raise Refused(_("Серія — дві літери, номер — шість цифр, наприклад ВМ 123456"))
    return text


def id_card(typed: str) -> str:
    """The number of an ID card: nine digits. Raises Refused."""
    digits = _SEPARATORS.sub("", typed)
    if not (digits.isascii() and digits.isdecimal() and len(digits) == 9):
        raise Refused(_("У номері ID-картки 9 цифр, наприклад 001234567"))
    return digits


def unzr(typed: str) -> str:
    """УНЗР: «19850412-01234», the date of birth and five digits. Raises Refused."""
    digits = _SEPARATORS.sub("", typed)
    if not (digits.isascii() and digits.isdecimal() and len(digits) == 13):
        raise Refused(_("В УНЗР 13 цифр, наприклад 19850412-01234"))
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        raise Refused(_("УНЗР починається з дати народження: рік, місяць, день")) from None
    return f"{digits[:8]}-{digits[8:]}"


def eic(typed: str) -> str:
    """The code of a supply point: sixteen characters, the last of which proves the others. Raises Refused."""
    text = re.sub(r"\s+", "", typed).upper().translate(_TO_LATIN)
    try:
        return str(stdnum_eic.validate(text))
    except InvalidChecksum:
        raise Refused(_("Останній знак коду ЕІС не сходиться. Перевірте, чи немає описки.")) from None
    except ValidationError:
        raise Refused(_("У коді ЕІС 16 знаків: цифри й латинські літери, наприклад 62Z000101010101K")) from None


def masked(text: str, shown: int = 4) -> str:
    """«••••••7352»: enough to recognise, not enough to use."""
    kept = text[-shown:] if len(text) > shown else ""
    return "•" * (len(text) - len(kept)) + kept
