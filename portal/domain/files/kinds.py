"""What a file is, by its first bytes: neither its name nor what its sender says of it is believed."""

from __future__ import annotations

import re
from dataclasses import dataclass

# The manual: «Файли розміром до 16МБ».
LARGEST = 16 * 1024 * 1024
# Enough for every mark below.
HEAD = 64

_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
# The decoder of HEIF reads none of these: better not taken than called damaged.
_AVIF_BRANDS = {b"avif", b"avis"}
_QUICKTIME_BRAND = b"qt  "
_EBML = b"\x1a\x45\xdf\xa3"


@dataclass(frozen=True)
class Kind:
    """A type that is taken; ``suffix`` is what a file of it is named by when it is saved."""

    type: str
    is_picture: bool
    suffix: str


JPEG = Kind("image/jpeg", True, ".jpg")
PNG = Kind("image/png", True, ".png")
WEBP = Kind("image/webp", True, ".webp")
HEIC = Kind("image/heic", True, ".heic")
MP4 = Kind("video/mp4", False, ".mp4")
QUICKTIME = Kind("video/quicktime", False, ".mov")
WEBM = Kind("video/webm", False, ".webm")
# What a file may be served as, by type; pictures are made anew as JPEG.
SERVED = {kind.type: kind for kind in (JPEG, MP4, QUICKTIME, WEBM)}


def kind_of(head: bytes) -> Kind | None:
    """The kind that these first bytes belong to; None for everything that is not taken."""
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head.startswith(_EBML) and re.search(rb"\x42\x82.(webm|matroska)", head, re.DOTALL):
        return WEBM
    if head[4:8] == b"ftyp":
        # Photos of iPhones and their videos are the same container: the brand tells them apart.
        brands = {head[8:12], *(head[at : at + 4] for at in range(16, len(head) - 3, 4))}
        if head[8:12] in _HEIF_BRANDS:
            return HEIC
        if head[8:12] in _AVIF_BRANDS:
            return None
        return QUICKTIME if _QUICKTIME_BRAND in brands else MP4
    return None
