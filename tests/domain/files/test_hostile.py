"""Bytes that were made to hurt, and those that are only unusual."""

from __future__ import annotations

import io
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from portal.domain.errors import Refused
from portal.domain.files import pictures, videos
from portal.domain.files.kinds import MP4, kind_of
from tests.domain.files import samples


def written(picture: Image.Image, format_: str) -> bytes:
    kept = io.BytesIO()
    picture.save(kept, format_)
    return kept.getvalue()


WHOLE = {
    "heic": samples.heic((160, 128)),
    "jpeg": samples.jpeg((160, 120)),
    "png": samples.png("RGBA"),
    "webp": written(samples.picture((160, 120)), "WEBP"),
}


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(sorted(WHOLE)),
    spots=st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=8)), min_size=1, max_size=5),
    cut=st.floats(0, 1),
)
def test_whatever_the_bytes_it_is_made_or_refused(
    tmp_path: Path, kind: str, spots: list[tuple[float, bytes]], cut: float
) -> None:
    content = bytearray(WHOLE[kind])
    for place, new in spots:
        # Squared: what leads a decoder astray stands at the beginning.
        at = int(place**2 * (len(content) - 1))
        content[at : at + len(new)] = new
    path = tmp_path / "mutated"
    path.write_bytes(content[: len(content) if cut > 0.3 else int(len(content) * cut * 3)])
    code, made = "", None
    try:
        pictures.is_heavy(path)
        made = pictures.make_anew(path)
    except Refused as refused:
        code = refused.code
    assert code in (("",) if made else ("broken_picture", "too_many_pixels"))
    assert made is None or Image.open(io.BytesIO(made.picture)).format == "JPEG"


@pytest.mark.parametrize("kind", sorted(WHOLE))
def test_half_a_picture_is_none(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "half"
    path.write_bytes(WHOLE[kind][: len(WHOLE[kind]) // 2])
    with pytest.raises(Refused) as refused:
        pictures.make_anew(path)
    assert refused.value.code == "broken_picture"


@pytest.mark.parametrize(
    ("brand", "taken"), [(b"heic", True), (b"mif1", True), (b"avif", False), (b"avis", False)]
)
def test_what_can_not_be_decoded_is_not_called_damaged(brand: bytes, taken: bool) -> None:
    kind = kind_of(samples.box(b"ftyp", brand + b"\0\0\0\0mif1"))
    assert (kind is not None) == taken


def test_sixteen_bits_of_grey_stay_grey(tmp_path: Path) -> None:
    path = tmp_path / "grey.png"
    Image.new("I;16", (40, 30), 0x8000).save(path)
    shown = Image.open(io.BytesIO(pictures.make_anew(path).picture))
    assert shown.getpixel((5, 5)) == (128, 128, 128)


def test_two_pictures_in_one_as_phones_make_them(tmp_path: Path) -> None:
    path = tmp_path / "mpo.jpg"
    samples.picture((640, 480)).save(path, "MPO", save_all=True, append_images=[samples.picture((64, 48), 2)])
    assert Image.open(io.BytesIO(pictures.make_anew(path).picture)).size == (640, 480)


def test_threads_leave_the_warnings_of_others_alone(tmp_path: Path) -> None:
    before = list(warnings.filters)

    def make(number: int) -> None:
        path = tmp_path / f"{number}.jpg"
        path.write_bytes(samples.jpeg((300, 200), seed=number))
        pictures.make_anew(path)

    with ThreadPoolExecutor(4) as several:
        list(several.map(make, range(24)))
    assert warnings.filters == before


@pytest.mark.parametrize(
    "inside",
    [
        b"".join(samples.box(b"trak", samples.box(b"udta") * 195) for _number in range(9000)),
        samples.box(b"free") * 1_900_000,
        samples.box(b"meta") * 1_900_000,
    ],
    ids=["deep", "wide", "telling"],
)
def test_a_video_of_nothing_but_boxes_is_given_up_soon(tmp_path: Path, inside: bytes) -> None:
    path = tmp_path / "boxes.mp4"
    path.write_bytes(samples.box(b"ftyp", b"isom\0\0\0\0") + samples.box(b"moov", inside))
    began = time.process_time()
    with pytest.raises(Refused) as refused:
        videos.check_and_clean(path, MP4)
    assert refused.value.code == "broken_video"
    assert time.process_time() - began < 1


def test_a_size_that_goes_beyond_the_file(tmp_path: Path) -> None:
    path = tmp_path / "sizes.mp4"
    for size in (b"\0\0\0\1moov" + b"\xff" * 8, b"\0\0\0\1moov" + b"\0" * 8, b"\0\0\0\7moov", b"\x7f\0\0\0moov"):
        path.write_bytes(samples.box(b"ftyp", b"isom\0\0\0\0") + size)
        with pytest.raises(Refused):
            videos.check_and_clean(path, MP4)


def test_a_last_box_may_go_to_the_end(tmp_path: Path) -> None:
    path = tmp_path / "open.mp4"
    content = samples.mp4()
    path.write_bytes(content + b"\0\0\0\0mdat" + b"frames")
    videos.check_and_clean(path, MP4)
    assert samples.PLACE not in path.read_bytes()
