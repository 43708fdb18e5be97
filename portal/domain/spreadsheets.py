"""What a spreadsheet must not take for a formula."""

from __future__ import annotations

# The beginnings of one, also in the wide letters of other scripts.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_SKIPPED = " \u00a0"


def plain(text: str) -> str:
    """Text that stays text: an apostrophe stands before what would be a formula."""
    return f"'{text}" if text.lstrip(_SKIPPED).startswith(FORMULA) else text
