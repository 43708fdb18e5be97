"""QR codes as one filled path of SVG: sharp at every size, and without seams between the modules."""

from __future__ import annotations

from dataclasses import dataclass

import segno

QUIET = 4  # modules of white around, as ISO/IEC 18004 asks
_MOST_LETTERS = 900


@dataclass(frozen=True)
class Drawn:
    """The path of the dark modules in a square of ``side`` units, a unit a module, the quiet zone included."""

    path: str
    side: int


def matrix(text: str) -> list[list[bool]]:
    """The modules, row by row, True for dark. Raises ValueError above 900 letters."""
    if len(text) > _MOST_LETTERS:
        raise ValueError("too long for a code that is easy to scan")
    code = segno.make(text, error="m", micro=False, boost_error=False)
    return [[bool(module) for module in row] for row in code.matrix]


def draw(text: str) -> Drawn:
    """The code of a text. Raises ValueError above 900 letters."""
    rows = matrix(text)
    path = "".join(
        f"M{start + QUIET} {number + QUIET}h{length}v1h-{length}z"
        for number, row in enumerate(rows)
        for start, length in _runs(row)
    )
    return Drawn(path, len(rows) + 2 * QUIET)


def svg(text: str) -> str:
    """The same as a picture by itself."""
    drawn = draw(text)
    box = f"0 0 {drawn.side} {drawn.side}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}"><path d="{drawn.path}"/></svg>'


def _runs(row: list[bool]) -> list[tuple[int, int]]:
    """(start, length) of each run of dark modules."""
    found: list[tuple[int, int]] = []
    for place, dark in enumerate(row):
        if not dark:
            continue
        if found and sum(found[-1]) == place:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((place, 1))
    return found
