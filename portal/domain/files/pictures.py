"""Pictures made anew: whatever else lay in the file, first of all where it was taken, is gone."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from portal.clock import KYIV
from portal.domain.errors import Refused
from portal.language import gettext as _

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
MOST_PIXELS = 64_000_000
# A larger one takes hundreds of megabytes while it is decoded: such are made one at a time, by an errand.
LIGHT_PIXELS = 16_000_000
LONGEST_SIDE = 2560
THUMBNAIL_SIDE = 320
QUALITY, THUMBNAIL_QUALITY = 85, 75
_EXIF_IFD, _TAKEN, _TAKEN_OFFSET = 0x8769, 0x9003, 0x9011


@dataclass(frozen=True)
class Made:
    """JPEGs of the picture and of its thumbnail, and when it was taken, if it says so."""

    picture: bytes
    thumbnail: bytes
    taken_at: datetime | None


def make_anew(path: Path) -> Made:
    """Decode a picture wholly and encode it again, turned as it was meant to be seen.

    Raises:
        Refused: ``broken_picture``, or ``too_many_pixels``.
    """
    with _readable(path) as opened:
        taken_at = _taken_at(opened)
        if opened.format == "JPEG":
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        picture = _plain(ImageOps.exif_transpose(opened))
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
        large = _jpeg(picture, QUALITY)
        picture.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
        return Made(large, _jpeg(picture, THUMBNAIL_QUALITY), taken_at)


def is_heavy(path: Path) -> bool:
    """Whether making it anew is too much for a request. Raises Refused as :func:`make_anew` does."""
    with _readable(path) as opened:
        return opened.format == "HEIF" or opened.width * opened.height > LIGHT_PIXELS


class _readable:
    """Open a picture of one of our formats; whatever its bytes do to the decoder is said as Refused."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened: Image.Image | None = None
        self._quiet = warnings.catch_warnings()

    def __enter__(self) -> Image.Image:
        _know_heif()
        self._quiet.__enter__()
        warnings.simplefilter("ignore")
        try:
            self._opened = Image.open(self._path, formats=FORMATS)
        except BaseException as error:
            self._quiet.__exit__(None, None, None)
            raise (_too_many() if isinstance(error, Image.DecompressionBombError) else _broken()) from error
        if self._opened.width * self._opened.height > MOST_PIXELS:
            self.__exit__(None, None, None)
            raise _too_many()
        return self._opened

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if self._opened is not None:
            self._opened.close()
        self._quiet.__exit__(None, None, None)
        # Decoders raise nearly anything at bytes that were made to hurt them.
        if isinstance(error, Exception) and not isinstance(error, Refused):
            raise _broken() from error


def _know_heif() -> None:
    if "HEIF" not in Image.OPEN:
        from pillow_heif import register_heif_opener

        register_heif_opener()


def _plain(picture: Image.Image) -> Image.Image:
    """RGB, on white where it was transparent."""
    picture.load()
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        white = Image.new("RGB", layer.size, "white")
        white.paste(layer, mask=layer.getchannel("A"))
        return white
    return picture.convert("RGB")


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    written = io.BytesIO()
    # Onto a new one, so that nothing of the old one's information comes along.
    fresh = Image.new("RGB", picture.size)
    fresh.paste(picture)
    fresh.save(written, "JPEG", quality=quality, optimize=True, progressive=True)
    return written.getvalue()


def _taken_at(opened: Image.Image) -> datetime | None:
    """What the camera wrote; without an offset it is meant in Kyiv's time."""
    try:
        details = opened.getexif().get_ifd(_EXIF_IFD)
        moment = datetime.strptime(str(details.get(_TAKEN, "")).strip("\0 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007
        offset = str(details.get(_TAKEN_OFFSET, "")).strip("\0 ")
        aware = datetime.fromisoformat(f"{moment.isoformat()}{offset}") if offset else moment.replace(tzinfo=KYIV)
        return aware.astimezone(UTC) if aware.tzinfo else None
    except Exception:
        return None


def _broken() -> Refused:
    return Refused(_("Фото не вдалося прочитати: файл пошкоджений"), code="broken_picture")


def _too_many() -> Refused:
    return Refused(_("Фото завелике: щонайбільше 64 мегапікселі"), code="too_many_pixels")
