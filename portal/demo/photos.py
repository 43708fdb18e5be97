"""Made-up photos of a meter: a dark window with white figures on a grey case, a little askew."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, ImageFilter, ImageFont

SIZE = (960, 600)
THUMBNAIL = (320, 320)
TILT = -3


def meter(value: int, digits: int) -> tuple[bytes, bytes]:
    """JPEGs of the picture and of its thumbnail."""
    picture = Image.linear_gradient("L").resize(SIZE).rotate(90).resize(SIZE)
    picture = Image.merge(
        "RGB", [picture.point(lambda light, add=add: 90 + light // 4 + add) for add in (0, 8, 16)]
    )
    case = ImageDraw.Draw(picture)
    case.rounded_rectangle((130, 60, 830, 560), 36, fill="#dfe3e2", outline="#8a9390", width=6)
    case.rounded_rectangle((200, 170, 760, 330), 12, fill="#14181b", outline="#5d6664", width=5)
    figures = ImageFont.load_default(104)
    for place, figure in enumerate(f"{value:0{digits}}"):
        left = 222 + place * (520 / digits)
        case.rounded_rectangle((left, 186, left + 480 / digits, 314), 8, fill="#23282c")
        case.text((left + 240 / digits, 250), figure, font=figures, fill="#f4f4ee", anchor="mm")
    case.text((480, 120), "kWh", font=ImageFont.load_default(34), fill="#37403e", anchor="mm")
    for place in range(22):
        left = 260 + place * 20
        case.rectangle((left, 400, left + (6 if place % 3 else 12), 470), fill="#37403e")
    case.text((480, 505), "220 V  5-60 A", font=ImageFont.load_default(26), fill="#37403e", anchor="mm")
    turned = picture.rotate(TILT, Image.Resampling.BICUBIC, fillcolor="#7d868b")
    soft = turned.filter(ImageFilter.GaussianBlur(0.8)).crop((60, 30, 900, 570))
    return _jpeg(soft), _jpeg(soft.copy(), THUMBNAIL)


def _jpeg(picture: Image.Image, size: tuple[int, int] | None = None) -> bytes:
    if size:
        picture.thumbnail(size)
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=82)
    return written.getvalue()
