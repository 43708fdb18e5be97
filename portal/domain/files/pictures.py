"""Pictures made anew: whatever else lay in the file, EXIF and the place where it was taken above all, is gone."""

from __future__ import annotations

import errno
import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

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
_EARLIEST, _CLOCK_LEEWAY = datetime(2000, 1, 1, tzinfo=UTC), timedelta(minutes=5)
_OF_THE_MACHINE = (errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOENT, errno.ENOMEM)
_EXIF_IFD, _TAKEN, _TAKEN_OFFSET = 0x8769, 0x9003, 0x9011

# What pillow thinks of EXIF that others wrote badly; sizes are looked at here. Once and for all, as the filters
# belong to every thread: setting them back would be a race.
warnings.filterwarnings("ignore", module=r"PIL\.")
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)


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
        MemoryError, OSError: the machine can't do it now, which says nothing about the picture.
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


def credible(moment: datetime | None, now: datetime) -> datetime | None:
    """When a picture is said to be taken, unless no clock can have been so wrong."""
    return moment if moment and _EARLIEST <= moment <= now + _CLOCK_LEEWAY else None


@contextmanager
def _readable(path: Path) -> Iterator[Image.Image]:
    """Open a picture of one of our formats; whatever its bytes do to the decoder is said as Refused.

    Trouble of the machine is not the picture's fault, and passes through: a photo that was refused is thrown away.
    """
    _know_heif()
    try:
        with Image.open(path, formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise _too_many()
            yield opened
    except (Refused, MemoryError):
        raise
    except Image.DecompressionBombError as error:
        raise _too_many() from error
    except Exception as error:  # decoders raise nearly anything at bytes that were made to hurt them
        if isinstance(error, OSError) and error.errno in _OF_THE_MACHINE:
            raise
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
    if picture.mode.startswith("I;16"):  # pillow would cut 16 bits off at 255, which leaves all white
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
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
