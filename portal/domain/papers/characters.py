"""Text that can be set in type: only signs that the fonts of typst have.

PDF/A forbids a sign without a picture, and typst dies of some scripts that its fonts don't know; so what people
typed is held to a list. An emoji becomes «□», one for each run of them; what is invisible goes.
"""

from __future__ import annotations

import re
import unicodedata

STAND_IN = "□"
# Latin, Greek and Cyrillic letters, punctuation, currencies, arrows and a few signs of arithmetic.
ALLOWED = (
    "\u0020-\u007e\u00a0-\u00ac\u00ae-\u017f\u0218-\u021b\u02bc\u0391-\u03a1\u03a3-\u03c9"
    "\u0400-\u045f\u0462\u0463\u0472-\u0475\u0490-\u0493\u04d8\u04d9"
    "\u2010-\u2015\u2018-\u201f\u2020-\u2022\u2026\u2030\u2032\u2033\u2039\u203a\u2044\u20ac\u20b4\u2116\u2122"
    "\u2153\u2154\u215b-\u215e\u2190-\u2193\u2206\u2212\u221a\u221e\u2248\u2260\u2264\u2265\u25a1"
)
_UNKNOWN = re.compile(f"[^{ALLOWED}]+")
_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")


def typeable(text: str) -> str:
    """One line in signs that can be printed, with letters and their marks put together."""
    shown = "".join(_seen(sign) for sign in unicodedata.normalize("NFC", text))
    return _UNKNOWN.sub(STAND_IN, shown).strip()


def lines(text: str) -> list[str]:
    """The lines of a value, each typeable; empty ones at both ends are gone."""
    found = [typeable(line) for line in _BREAK.split(text)]
    while found and not found[-1]:
        found.pop()
    while found and not found[0]:
        found.pop(0)
    return found


def paragraphs(text: str) -> list[list[str]]:
    """Paragraphs, which empty lines part, as lists of lines."""
    found: list[list[str]] = [[]]
    for line in lines(text):
        if line:
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return [one for one in found if one]


def _seen(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind in ("Zs", "Cc") and sign != "\u00a0":
        return " "
    # Marks that no letter took up, marks of direction, halves of pairs, what nobody assigned.
    return "" if kind[0] in "CM" else sign
