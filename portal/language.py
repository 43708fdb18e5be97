"""Words for people: Ukrainian is the source language, the ``uk`` catalogue holds its plural forms.

Without the catalogue gettext would use the two forms of English, and 2 and 21 would come out wrong. It is
small, so it is compiled in memory when the process starts; there is no built file that could be missing.
"""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import LazyProxy, Translations

CATALOGUE = Path(__file__).parent / "translations" / "uk" / "LC_MESSAGES" / "portal.po"
LOCALE = "uk"


@cache
def translations() -> Translations:
    """The compiled catalogue."""
    with CATALOGUE.open("rb") as source:
        catalogue = read_po(source, locale=LOCALE, domain="portal")
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled, domain="portal")


def gettext(text: str, **values: Any) -> str:
    """The text in the people's language, with ``%(name)s`` filled in."""
    words: str = translations().ugettext(text)
    return words % values if values else words


def ngettext(one: str, many: str, num: int, **values: Any) -> str:
    """The right plural form for ``num``, which also fills ``%(num)s``."""
    words: str = translations().ungettext(one, many, num)
    return words % {"num": num, **values}


def lazy_gettext(text: str) -> Any:
    """Like :func:`gettext`, looked up when it is shown: for texts of modules and classes."""
    return LazyProxy(gettext, text, enable_cache=False)
