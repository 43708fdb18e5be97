"""PDFs of people: is one whole, and can it be opened without a password. They are kept as they came.

Only the skeleton is looked at: whoever opens it does so with a program of their own, out of a sandbox. What is
signed is read more closely, by portal.domain.signatures.
"""

from __future__ import annotations

import mmap
import re
from pathlib import Path

from portal.domain.errors import Refused
from portal.language import gettext as _

# Readers look for the end in the last kilobyte; some programs add a few bytes behind it.
TAIL = 2048
_END = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF")
# It stands in a trailer or in the dictionary of an xref stream, which are never compressed.
_LOCKED = re.compile(rb"/Encrypt\s*(?:<<|\d+\s+\d+\s+R\b)")


def check(path: Path) -> None:
    """Refuse what broke off on its way, and what only a password opens.

    Raises:
        Refused: ``broken_pdf``, ``locked_pdf``.
    """
    size = path.stat().st_size
    with path.open("rb") as opened:
        opened.seek(max(0, size - TAIL))
        ends = _END.findall(opened.read(TAIL))
        if not ends or int(ends[-1]) >= size:
            raise broken()
        with mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content:
            if _LOCKED.search(content):
                raise locked()


def broken() -> Refused:
    return Refused(_("PDF не вдалося прочитати: файл пошкоджений або неповний"), code="broken_pdf")


def locked() -> Refused:
    return Refused(
        _("PDF захищено паролем. Збережіть його без пароля й додайте ще раз."),
        code="locked_pdf",
    )
