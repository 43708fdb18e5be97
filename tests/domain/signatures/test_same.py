"""The portal's document with a signature and no more, and what a later revision may not do to it."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from portal.demo.signing import people
from portal.demo.signing.pdfs import sign_pdf
from portal.domain.signatures import same
from tests.domain.signatures.samples import SIGNED_AT, application

Writer = IncrementalPdfFileWriter
A4 = (0, 0, 595, 842)


def revised(change: Callable[[Writer], None], content: bytes = b"") -> bytes:
    writer = Writer(io.BytesIO(content or application()))
    change(writer)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def first_page(writer: Writer) -> Any:
    return writer.root["/Pages"]["/Kids"][0].get_object()


def compared(content: bytes) -> str:
    return same.compare(content, application())


def replace(writer: Writer, reference: Any, data: bytes) -> None:
    """The stream with other bytes of the same length, so that its dictionary stays as it was."""
    old = reference.get_object()
    encoded = data.ljust(len(old.encoded_data), b"\0")
    new = generic.StreamObject({key: old.raw_get(key) for key in old}, encoded_data=encoded)
    new.container_ref = reference
    writer.objects[(reference.generation, reference.idnum)] = new


def other_text(writer: Writer) -> None:
    replace(writer, first_page(writer).raw_get("/Contents").reference, zlib.compress(b"BT (Other) Tj ET", 9))


def other_font(writer: Writer) -> None:
    font = next(iter(first_page(writer)["/Resources"]["/Font"].values())).get_object()
    program = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
    replace(writer, next(program.raw_get(key) for key in program if "FontFile" in key).reference, b"other letters")


def test_streams_are_compared_by_their_bytes() -> None:
    assert compared(revised(other_text)) == "altered"
    assert compared(revised(other_font)) == "altered"


def test_each_revision_counts() -> None:
    """What the next one puts back was there when somebody signed between them."""

    def put_back(writer: Writer) -> None:
        reference = first_page(writer).raw_get("/Contents").reference
        old = first_page(Writer(io.BytesIO(application())))["/Contents"]
        replace(writer, reference, old.encoded_data)

    assert compared(revised(put_back, revised(other_text))) == "altered"


def appended(objects: bytes, table: bytes, trailer: bytes = b"") -> bytes:
    """One more revision by hand; ``{place}`` of the table is where the objects begin."""
    made = application()
    size, begins = (re.findall(rb"%b\s+(\d+)" % one, made)[-1] for one in (b"/Size", b"startxref"))
    root = re.findall(rb"/Root (\d+ \d+ R)", made)[-1]
    content = made + b"\n" + objects
    table = table.replace(b"{place}", b"%010d" % (len(made) + 1)).replace(b"{size}", size)
    trailer = trailer or b"/Root %b/Size %b" % (root, size)
    return content + b"xref\n%btrailer\n<<%b/Prev %b>>\nstartxref\n%d\n%%%%EOF\n" % (
        table,
        trailer,
        begins,
        len(content),
    )


def test_a_catalogue_of_its_own() -> None:
    """Nothing of the portal's is replaced, and nothing of it is shown."""
    size = int(re.findall(rb"/Size (\d+)", application())[-1])
    catalogue = b"%d 0 obj\n<</Type/Catalog/Pages<</Type/Pages/Kids[]/Count 0>>>>\nendobj\n" % size
    table = b"{size} 1\n{place} 00000 n \n"
    assert compared(appended(catalogue, table, b"/Root %d 0 R/Size %d" % (size, size + 1))) == "altered"


@pytest.mark.parametrize("generation", [b"00000", b"00001", b"65535"])
def test_an_object_that_is_freed(generation: bytes) -> None:
    contents = first_page(Writer(io.BytesIO(application()))).raw_get("/Contents").idnum
    assert compared(appended(b"", b"%d 1\n0000000000 %b f \n" % (contents, generation))) == "altered"


def test_an_object_that_no_table_tells_of() -> None:
    """A reader that mends the file would take it for the text of the page."""
    contents = first_page(Writer(io.BytesIO(application()))).raw_get("/Contents").idnum
    hidden = b"%d 0 obj\n<</Length 3>>\nstream\nabc\nendstream\nendobj\n" % contents
    assert compared(appended(hidden, b"0 0\n")) == "altered"
    assert compared(appended(b"", b"0 0\n")) == "same"


def test_a_table_that_points_at_the_line_before() -> None:
    """As sloppy programs write it; the object itself is the same again."""
    contents = first_page(Writer(io.BytesIO(application()))).raw_get("/Contents").idnum
    begin = application().index(b"\n%d 0 obj" % contents)
    again = application()[begin : application().index(b"endobj", begin) + 7]
    assert compared(appended(again, b"%d 1\n{place} 00000 n \n" % contents)) == "same"


def test_two_kinds_of_tables() -> None:
    root, size = (re.findall(rb"%b\s+(\d+)" % one, application())[-1] for one in (b"/Root", b"/Size"))
    stream = b"%b 0 obj\n<</Type/XRef/Size %b/W[1 2 1]/Index[0 0]/Length 0>>\nstream\n\nendstream\nendobj\n"
    trailer = b"/Root %b 0 R/Size %d/XRefStm %d" % (root, int(size) + 1, len(application()) + 1)
    assert compared(appended(stream % (size, size), b"0 0\n", trailer)) == "altered"


def annotation(kind: str, *, is_field: bool, rect: tuple[int, ...] = A4, **more: Any) -> Callable[[Writer], None]:
    """An annotation with the type of a signature; ``is_field``: the form knows it."""

    def add(writer: Writer) -> None:
        place = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Annot"),
                pdf_name("/Subtype"): pdf_name(kind),
                pdf_name("/FT"): pdf_name("/Sig"),
                pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, rect)),
                **{pdf_name(f"/{name}"): value for name, value in more.items()},
            }
        )
        held = generic.ArrayObject([writer.add_object(place)])
        page = first_page(writer)
        page[pdf_name("/Annots")] = held
        writer.update_container(page)
        if is_field:
            form = generic.DictionaryObject({pdf_name("/Fields"): held})
            writer.root[pdf_name("/AcroForm")] = writer.add_object(form)
            writer.update_root()

    return add


STAMP = (300, 40, 540, 110)


def test_what_is_drawn_over_the_page() -> None:
    assert compared(revised(annotation("/Stamp", is_field=False, rect=STAMP))) == "altered"
    assert compared(revised(annotation("/Stamp", is_field=True, rect=STAMP))) == "altered"
    assert compared(revised(annotation("/Widget", is_field=False, rect=STAMP))) == "altered"
    assert compared(revised(annotation("/Widget", is_field=True, rect=STAMP))) == "same"
    script = generic.DictionaryObject({pdf_name("/S"): pdf_name("/JavaScript")})
    assert compared(revised(annotation("/Widget", is_field=True, rect=STAMP, AA=script))) == "altered"
    assert compared(revised(annotation("/Widget", is_field=True, FT=pdf_name("/Tx")))) == "altered"


@pytest.mark.parametrize(
    ("boxes", "expected"),
    [
        ([None], "same"),
        ([STAMP], "same"),
        ([STAMP, (60, 40, 290, 110)], "same"),
        ([A4], "altered"),
        ([(540, 110, 0, 600)], "altered"),
        ([(0, 100 * number, 595, 100 * number + 100) for number in range(4)], "altered"),
    ],
)
def test_a_signature_that_is_seen(boxes: list[tuple[int, int, int, int] | None], expected: str) -> None:
    """A stamp is in order; one that hides the page, or many that do so together, is not."""

    def add(writer: Writer) -> None:
        for number, box in enumerate(boxes):
            append_signature_field(writer, SigFieldSpec(f"Sig{number}", box=box))

    content = revised(add)
    assert compared(content) == expected
    assert compared(sign_pdf(content, people.ivan("ec"), SIGNED_AT, name="Sig0")) == expected


def test_a_stamp_that_grows_later() -> None:
    """Its object is no object of the first revision, and a later one makes a curtain of it."""

    def grow(writer: Writer) -> None:
        widget = first_page(writer)["/Annots"][0].get_object()
        widget[pdf_name("/Rect")] = generic.ArrayObject(map(generic.NumberObject, A4))
        writer.update_container(widget)

    content = revised(annotation("/Widget", is_field=True, rect=STAMP))
    assert compared(revised(grow, content)) == "altered"


def test_a_form_that_draws_itself_later() -> None:
    def draw(writer: Writer) -> None:
        writer.root["/AcroForm"][pdf_name("/XFA")] = generic.ArrayObject()
        writer.update_container(writer.root["/AcroForm"])

    content = revised(annotation("/Widget", is_field=True, rect=STAMP))
    assert compared(revised(draw, content)) == "altered"
