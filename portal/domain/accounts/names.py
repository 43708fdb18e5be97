"""Names for comparing and searching: without case, with all apostrophes alike, look-alikes of Latin folded."""

from __future__ import annotations

import re
import unicodedata

# Letters that look the same in Latin and in Cyrillic, after casefolding; people's keyboards mix them.
_LOOKALIKES = str.maketrans("aceiopxykmthb", "асеіорхукмтнв")
_APOSTROPHES = re.compile(r"['’ʼ`´‘‛ʹ′\"]")
_DASHES = re.compile(r"\s*[-‐‑‒–—]\s*")
_SPACES = re.compile(r"\s+")


def fold(name: str) -> str:
    """The form in which two spellings of one name are equal.

    >>> fold("  МАР`ЯНЕНКО ") == fold("Мар’яненко")
    True
    """
    # NFKC would make a space with a mark of an acute accent that stands for an apostrophe.
    apart = _APOSTROPHES.sub("'", name)
    text = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", apart).casefold())
    text = _APOSTROPHES.sub("'", text).translate(_LOOKALIKES)
    return _SPACES.sub(" ", _DASHES.sub("-", text)).strip()


def same_surname(typed: str, holder_name: str) -> bool:
    """Whether ``typed`` is the surname of the holder, or the holder's whole name."""
    given, holder = fold(typed), fold(holder_name)
    return bool(given) and given in (holder, holder.split(" ", 1)[0])
