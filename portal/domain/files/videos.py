"""Videos: is the container whole, and away with what it says about the place.

MP4, QuickTime and 3GP are boxes in boxes (ISO/IEC 14496-12): four bytes of size, four of type. Phones write where
a video was taken into ``udta`` and ``meta`` of the movie. Such boxes are renamed to ``free``, which players skip,
so no offset changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import BinaryIO

from portal.domain.errors import Refused
from portal.domain.files.kinds import WEBM, Kind
from portal.language import gettext as _

_TELLING = (b"udta", b"meta")
_HOLDING = (b"moov", b"trak")
# Real ones have some dozens; more are there to keep us busy.
MOST_BOXES = 10_000


def check_and_clean(path: Path, kind: Kind) -> None:
    """Refuse what broke off on its way; blank the place where it was taken.

    Raises:
        Refused: ``broken_video``.
    """
    if kind is WEBM:
        return  # its header was seen, and it keeps no place
    found = set()
    with path.open("r+b") as opened:
        size = opened.seek(0, 2)
        for place, name, begin, end in _boxes(opened, 0, size, count(1), depth=0):
            found.add(name)
            if name in _TELLING:
                opened.seek(place + 4)
                opened.write(b"free")
                opened.seek(begin)
                opened.write(b"\0" * min(end - begin, size - begin))
    if not {b"ftyp", b"moov"} <= found:
        raise _broken()


def _boxes(
    opened: BinaryIO, at: int, end: int, seen: Iterator[int], *, depth: int
) -> Iterator[tuple[int, bytes, int, int]]:
    """(place, type, begin of the content, end) of each box, and of those in the ones that hold others.

    ``seen`` counts them all, however deep they lie.
    """
    while at + 8 <= end:
        opened.seek(at)
        head = opened.read(16)
        length, name = int.from_bytes(head[:4], "big"), head[4:8]
        begin = at + 8
        if length == 1:
            length, begin = int.from_bytes(head[8:16], "big"), at + 16
        elif length == 0:
            length = end - at
        if length < begin - at or at + length > end or next(seen) > MOST_BOXES:
            raise _broken()
        yield at, name, begin, at + length
        if name in _HOLDING and depth < 3:
            yield from _boxes(opened, begin, at + length, seen, depth=depth + 1)
        at += length


def _broken() -> Refused:
    return Refused(_("Відео не вдалося прочитати: файл пошкоджений або неповний"), code="broken_video")
