"""Sums of money as people type them, in whole kopiykas."""

from __future__ import annotations

import re

from portal.domain.errors import Refused
from portal.language import gettext as _

_SUM = re.compile(r"(\d{1,9})(?:[.,](\d{1,2}))?")


def kopiykas(typed: str) -> int:
    """«1 248,00», «1248.5», «1248» in kopiykas. Raises Refused."""
    found = _SUM.fullmatch(re.sub(r"[\s\u00a0₴]|грн\.?", "", typed))
    if not found or not found[0].isascii():
        raise Refused(_("Введіть суму, наприклад 1248,00"))
    whole, rest = found.groups()
    return int(whole) * 100 + int((rest or "0").ljust(2, "0"))
