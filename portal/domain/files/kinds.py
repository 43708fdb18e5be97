"""What a file is, by its first bytes: neither its name nor what its sender says of it is believed."""

from __future__ import annotations

import re
from dataclasses import dataclass

# The manual: «Файли розміром до 16МБ».
LARGEST = 16 * 1024 * 1024
# Enough for every mark below.
HEAD = 128

_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
# The decoder of HEIF reads none of these: better not taken than called damaged.
_AVIF_BRANDS = {b"avif", b"avis"}
_QUICKTIME_BRAND = b"qt  "
# Some programs write a mark of byte order or empty lines before the header.
_BEFORE_PDF = b"\xef\xbb\xbf \t\r\n"
# A signature that stands by itself: CMS signedData (RFC 5652), a container that begins so (ETSI EN 319 162-1).
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_SIGNED_CONTAINER = b"mimetypeapplication/vnd.etsi.asic-"
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
PDF = Kind("application/pdf", False, ".pdf")
# What a file may be served as, by type; pictures are made anew as JPEG.
SERVED = {kind.type: kind for kind in (JPEG, MP4, QUICKTIME, WEBM, PDF)}


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
    if head.lstrip(_BEFORE_PDF).startswith(b"%PDF-"):
        return PDF
    return None


def is_signature(head: bytes) -> bool:
    """Whether these first bytes are of a .p7s or of an ASiC container: taken nowhere, but often given."""
    is_cms = head.startswith(b"\x30") and _SIGNED_DATA in head[:24]
    return is_cms or (head.startswith(b"PK\x03\x04") and head[30:].startswith(_SIGNED_CONTAINER))
