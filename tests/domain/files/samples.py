"""Files as phones make them, small ones."""

from __future__ import annotations

import io
import random

import pillow_heif
from PIL import Image

KYIV_PLACE = {1: "N", 2: (50.0, 15.0, 16.0), 3: "E", 4: (28.0, 39.0, 27.0)}


def picture(size: tuple[int, int] = (640, 480), seed: int = 1) -> Image.Image:
    chance = random.Random(seed)
    small = Image.frombytes("RGB", (64, 48), chance.randbytes(64 * 48 * 3))
    return small.resize(size, Image.Resampling.BICUBIC)


def exif(orientation: int = 1, taken: str = "2026:11:30 09:15:00", offset: str = "") -> Image.Exif:
    made = Image.Exif()
    made[0x0112] = orientation
    made[0x010F] = "Samsung"
    made.get_ifd(0x8769)[0x9003] = taken
    if offset:
        made.get_ifd(0x8769)[0x9011] = offset
    made.get_ifd(0x8825).update(KYIV_PLACE)
    return made


def jpeg(size: tuple[int, int] = (640, 480), seed: int = 1, **tags: object) -> bytes:
    written = io.BytesIO()
    picture(size, seed).save(written, "JPEG", exif=exif(**tags))  # type: ignore[arg-type]
    return written.getvalue()


def png(mode: str = "RGB") -> bytes:
    written = io.BytesIO()
    made = picture().convert(mode)
    if mode == "RGBA":
        made.putalpha(0)
    made.save(written, "PNG")
    return written.getvalue()


def heic(size: tuple[int, int] = (640, 480)) -> bytes:
    written = io.BytesIO()
    pillow_heif.from_pillow(picture(size)).save(written, format="HEIF", exif=exif().tobytes())
    return written.getvalue()


def box(name: bytes, content: bytes = b"") -> bytes:
    return (8 + len(content)).to_bytes(4, "big") + name + content


PLACE = b"+50.2544+028.6578/"


def mp4(data: bytes = b"frames", brand: bytes = b"isom", *, place: bool = True) -> bytes:
    told = box(b"udta", box("©xyz".encode("latin-1"), PLACE)) if place else b""
    track = box(b"trak", box(b"tkhd", b"\0" * 20) + (box(b"meta", PLACE) if place else b""))
    movie = box(b"moov", box(b"mvhd", b"\0" * 20) + track + told)
    return box(b"ftyp", brand + b"\0\0\0\0" + brand) + movie + box(b"mdat", data)


WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm\x42\x87\x81\x04" + b"\0" * 64
