"""The application as PDF: an archive's and a screen reader's document, whatever people wrote into it."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pyhanko.pdf_utils.generic import IndirectObject
from pyhanko.pdf_utils.reader import PdfFileReader

from portal.domain import qr
from portal.domain.papers import application, typesetting
from portal.domain.papers.application import Application, Section, render
from tests.domain.papers import samples


def read(content: bytes) -> PdfFileReader:
    return PdfFileReader(io.BytesIO(content))


def pages(content: bytes) -> int:
    return int(read(content).root["/Pages"]["/Count"])


def elements(content: bytes) -> list[tuple[str, str]]:
    """(kind, title or alternative text) of each element of the structure, in the order of reading."""
    found: list[tuple[str, str]] = []

    def walk(node: Any) -> None:
        node = node.get_object() if isinstance(node, IndirectObject) else node
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif isinstance(node, dict) and "/S" in node:
            found.append((str(node["/S"]), str(node.get("/T", node.get("/Alt", "")))))
            walk(node.get("/K"))

    walk(read(content).root["/StructTreeRoot"]["/K"])
    return found


def looked_at(one: Application, ppi: int = 100) -> list[Image.Image]:
    made = typesetting.pictures(application.TEMPLATE, application.data(one), dated=one.made_on, ppi=ppi)
    return [Image.open(io.BytesIO(page)).convert("L") for page in made]


@pytest.mark.parametrize(
    ("one", "most"),
    [(samples.SHORT, 1), (samples.CHANGE_OF_OWNER, 2), (samples.COMPLAINT, 2), (samples.BLANK, 1)],
)
def test_it_fits_and_says_what_it_is(one: Application, most: int) -> None:
    content = render(one)
    assert pages(content) == most
    assert len(content) < 100_000
    root = read(content).root
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("uk-UA", True)
    said = root["/Metadata"].data
    for claim in (b"<pdfaid:part>2<", b"<pdfaid:conformance>A<", b"<pdfuaid:part>1<"):
        assert claim in said
    assert read(content).trailer["/Info"]["/Title"].startswith(f"Заява {one.title}")


def test_a_screen_reader_finds_headings_tables_and_the_code() -> None:
    found = elements(render(samples.CHANGE_OF_OWNER))
    kinds = [kind for kind, _text in found]
    headings = [(kind, text) for kind, text in found if kind in ("/H1", "/H2")]
    assert headings[0][0] == "/H1"
    assert headings[0][1].startswith("ЗАЯВА")
    assert [text for _kind, text in headings[1:]] == [
        *(section.title for section in samples.CHANGE_OF_OWNER.sections),
        "Додатки",
    ]
    assert (kinds.count("/Table"), kinds.count("/TH"), kinds.count("/THead")) == (4, 4, 4)
    assert ("/Figure", f"QR-код з адресою замовлення: {samples.SHORT.address}") in found


def test_a_long_table_repeats_its_title_on_every_page() -> None:
    rows = tuple((f"Рядок {number}", f"Значення {number}") for number in range(120))
    one = replace(samples.SHORT, sections=(Section("Довга таблиця", rows),))
    content = render(one)
    assert pages(content) >= 3
    assert [text for kind, text in elements(content) if kind == "/H2"] == ["Довга таблиця"]
    # The grey of the title's row stands at the top of the second page, 20 mm from its edge.
    page = looked_at(one, ppi=254)[1]
    assert page.getpixel((1900, 215)) == 240


def test_the_same_content_gives_the_same_bytes_on_every_machine() -> None:
    code = (
        "import sys; from tests.domain.papers import samples; from portal.domain.papers.application import render;"
        "sys.stdout.buffer.write(render(samples.CHANGE_OF_OWNER))"
    )
    elsewhere = {**os.environ, "TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    made = subprocess.run([sys.executable, "-c", code], env=elsewhere, check=True, capture_output=True).stdout
    assert made == render(samples.CHANGE_OF_OWNER)
    other = render(replace(samples.CHANGE_OF_OWNER, made_on=date(2026, 11, 25)))
    assert other != made
    assert read(other).trailer["/Info"]["/CreationDate"].startswith("D:20261125")


def test_the_code_can_be_scanned() -> None:
    """What is drawn is module for module what segno says; a code for a phone needs 0.33 mm a module or more."""
    per_mm = 10
    page = looked_at(samples.SHORT, ppi=254)[0]
    # Above the number, which stands under the code, and beside the addressee.
    left, top, right, _bottom = (
        page.crop((0, 0, 80 * per_mm, 44 * per_mm)).point(lambda value: 255 * (value < 128)).getbbox()
    )
    matrix = qr.matrix(samples.SHORT.address)
    module = (right - left) / len(matrix)
    assert module / per_mm > 0.5
    drawn = [
        [
            page.getpixel((int(left + (column + 0.5) * module), int(top + (row + 0.5) * module))) < 128
            for column in range(len(matrix))
        ]
        for row in range(len(matrix))
    ]
    assert drawn == matrix
    quiet = page.crop((int(left - 3.5 * module), int(top - 3.5 * module), int(right + 3.5 * module), top - 1))
    assert quiet.getextrema() == (255, 255)


HOSTILE = (
    '#panic("x")',
    "#{while true {}} $x^2$ \\u{41} *b* _i_ <a> @ref // c /* */ [x] = y - z + t `raw` ```",
    '"\'\\", {"a": 1}, \\n \\" </script> %PDF-1.7 endobj',
    "https://example.com/" + "а" * 3000,
    "Щ" * 500,
    "ҐґЄєІіЇї’ʼ' — ₴ № « » „ “ – … ѣ",
    "\u202eRTL\u202c אבג مرحبا ☎ 中文 👨‍👩‍👧 👍🏽 e\u0301 и\u0306 " + "a" + "\u0301" * 300,
    "\x00\x07\x1b[31m\ud800\ufeff\u2028\ue000\U0010ffff",
    "1 111 222 " * 400,
    "\n" * 300 + "x" + "\r\n" * 300 + "y",
    " ",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_people_write_is_more_than_text(text: str) -> None:
    one = replace(
        samples.SHORT,
        number=f"2611-{text[:20]}",
        title=text[:300] or "x",
        rem=text[:100],
        applicant=((text[:200], text),),
        text=text,
        sections=(Section(text[:300], ((text[:500], text), (text, text[:500]))),),
        attachments=(text, text),
        consents=(text,),
    )
    assert pages(render(one)) >= 1


def test_the_foot_says_how_the_applicant_is_known() -> None:
    feet = [replace(samples.SHORT, signed=signed, identified=known) for signed, known in FEET]
    drawn = {looked_at(one)[0].tobytes() for one in feet}
    assert len(drawn) == 3, "signed, identified, and neither"


FEET = ((False, False), (False, True), (True, False), (True, True))


def test_hostile_words_are_printed_as_they_are() -> None:
    title = '#panic("x") $ \\ " {data.number} #import "/etc/passwd"'
    content = render(replace(samples.SHORT, title=title))
    assert read(content).trailer["/Info"]["/Title"] == f"Заява {title} № 2611-0048"


@pytest.mark.parametrize("text", ["а" * 4000, "Щ" * 900, "W" * 900, "https://example.com/" + "a/b-c" * 300])
def test_words_without_an_end_stay_on_the_paper(text: str) -> None:
    one = replace(
        samples.SHORT,
        applicant=(("адреса", text[:200]),),
        title=text[:300],
        text=text,
        sections=(Section(text[:100], ((text[:200], text),)),),
        attachments=(text[:300],),
        consents=(text[:300],),
    )
    for page in looked_at(one):
        width, height = page.size
        margin = page.crop((round(width * 0.97), 0, width, height))
        assert margin.getextrema()[0] > 200, "nothing is printed in the margin of 12 mm"


@given(text=st.text(max_size=200), value=st.text(max_size=60))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_text_at_all(text: str, value: str) -> None:
    one = replace(samples.SHORT, text=text, sections=(Section("x", (("y", value),)),))
    assert render(one).startswith(b"%PDF-1.7")


def test_a_fault_of_the_template_is_an_error_of_ours() -> None:
    with pytest.raises(typesetting.NotSet):
        typesetting.pdf(application.TEMPLATE, {}, dated=date(2026, 11, 24))
    assert render(samples.SHORT), "and the next document can be made"


def test_a_crash_inside_typst_ends_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its panics are no Exceptions: nothing of ours that catches errors would see them."""
    panic = type("PanicException", (BaseException,), {"__module__": "pyo3_runtime"})

    class Crashing:
        def compile(self, **_options: object) -> None:
            raise panic("index out of bounds")

    with monkeypatch.context() as patched:
        patched.setattr("typst.Compiler", lambda *_given, **_options: Crashing())
        typesetting._compiler.cache_clear()
        with pytest.raises(typesetting.NotSet):
            render(samples.SHORT)
    assert render(samples.SHORT), "and the next document can be made"


def test_many_at_once() -> None:
    ones = [replace(samples.SHORT, number=f"2611-{number:04}") for number in range(8)]
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(render, ones))
    assert made == [render(one) for one in ones]


def test_the_sample_has_room_to_write_and_no_code() -> None:
    content = render(samples.BLANK)
    assert not [kind for kind, _text in elements(content) if kind == "/Figure"]
    assert read(content).trailer["/Info"]["/Title"] == f"Заява {samples.BLANK.title}"
