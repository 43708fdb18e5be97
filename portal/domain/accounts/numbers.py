"""Numbers of accounts and meters as people type them.

An account is known by its digits alone, eight to ten of them: 0101010101, 01-01/010/101, 08-080808 and
01010101 are all ways to write one. People type any separators, and a letter О for a zero.
"""

from __future__ import annotations

import re
import unicodedata

from portal.domain.errors import Refused
from portal.language import gettext as _

ZEROS = str.maketrans({"О": "0", "о": "0", "O": "0", "o": "0"})
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—―−/\\.,_:;№#()]+")
LONGEST_TYPED = 64


def account_digits(typed: str) -> str:
    """The digits of an account's number.

    Raises:
        Refused: there is something else than digits and separators in it, or not 8 to 10 digits.
    """
    digits = bare(typed)
    if not digits:
        raise Refused(_("Введіть номер особового рахунку"), code="number_empty")
    if not (digits.isascii() and digits.isdigit()):
        raise Refused(_("У номері рахунку мають бути лише цифри"), code="number_not_digits")
    if not 8 <= len(digits) <= 10:
        raise Refused(
            _("У номері рахунку від 8 до 10 цифр. Перевірте його в рахунку на оплату"), code="number_length"
        )
    return digits


def meter_digits(typed: str) -> str:
    """A meter's number for comparing: without separators and leading zeros, which people leave out."""
    return bare(typed).lstrip("0").casefold()


def bare(typed: str) -> str:
    # NFKC makes full-width digits plain ones; it would also make «№» a "No", whose o is then a zero.
    plain = unicodedata.normalize("NFKC", typed[:LONGEST_TYPED].replace("№", " "))
    return _SEPARATORS.sub("", plain).translate(ZEROS)
