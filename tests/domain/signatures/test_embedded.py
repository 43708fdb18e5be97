"""What counts as a signed application, and that no file whatever does harm."""

from __future__ import annotations

import io
import random
import time
from functools import cache
from pathlib import Path

import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from portal.demo.signing import people
from portal.demo.signing.pdfs import stamp_pdf
from portal.domain.errors import Refused
from portal.domain.papers.application import render
from portal.domain.signatures import embedded, program, structure
from tests.domain.files.papers import locked_pdf
from tests.domain.papers import samples
from tests.domain.signatures.samples import NOW
from tests.domain.signatures.test_pades import with_store
from tests.signing import ADOBE, PADES, signed_pdf

CODES = {"", "not_pdf", "broken_pdf", "locked_pdf", "no_signature", "unsupported_signature", "not_whole"}


@cache
def unsigned() -> bytes:
    return render(samples.CHANGE_OF_OWNER)


@cache
def signed() -> bytes:
    return signed_pdf(unsigned())


def refused(content: bytes, tmp_path: Path) -> str:
    path = tmp_path / "signed.pdf"
    path.write_bytes(content)
    try:
        embedded.check(path)
    except Refused as error:
        return error.code if str(error) else "no words"
    return ""


@pytest.mark.parametrize("key", ["rsa", "ec"])
@pytest.mark.parametrize("subfilter", [PADES, ADOBE])
def test_a_signed_application_passes(tmp_path: Path, key: str, subfilter: object) -> None:
    content = signed_pdf(unsigned(), key=key, subfilter=subfilter)  # type: ignore[arg-type]
    assert content.startswith(unsigned()), "the first revision is what the portal made"
    assert refused(content, tmp_path) == ""


def test_two_may_sign_one_after_the_other(tmp_path: Path) -> None:
    assert refused(signed_pdf(signed(), key="ec", name="Sig2"), tmp_path) == ""


def test_evidence_may_be_added_later(tmp_path: Path) -> None:
    """PAdES-LT: a document security store behind the signature, and PAdES-LTA: a time stamp upon it."""
    lasting = with_store(signed(), (b"any",))
    assert refused(lasting, tmp_path) == ""
    assert refused(stamp_pdf(lasting, people.time_authority(), NOW), tmp_path) == ""
    assert refused(lasting + b"\n% something more", tmp_path) == "not_whole"


def changed_later() -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(signed()))
    writer.root["/Changed"] = writer.root["/Lang"]
    writer.update_root()
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def with_an_empty_field() -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(unsigned()))
    append_signature_field(writer, SigFieldSpec("Sig1"))
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def with_zeros_for_a_signature() -> bytes:
    begin = signed().index(b"/Contents <") + len(b"/Contents <")
    end = signed().index(b">", begin)
    return signed()[:begin] + b"0" * (end - begin) + signed()[end:]


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (unsigned, "no_signature"),
        (with_an_empty_field, "no_signature"),
        (with_zeros_for_a_signature, "no_signature"),
        (changed_later, "not_whole"),
        (lambda: signed() + b"\n% something more", "not_whole"),
        (lambda: signed().replace(b"ETSI.CAdES.detached", b"ETSI.CAdES.attached"), "unsupported_signature"),
        (lambda: signed()[: len(signed()) // 2], "broken_pdf"),
        (lambda: b"%PDF-1.7\n" + b"\0" * 500, "broken_pdf"),
        (locked_pdf, "locked_pdf"),
        (lambda: b"\xff\xd8\xff" + b"\0" * 500, "not_pdf"),
        (lambda: b"", "not_pdf"),
        (lambda: signed() + b"\0" * embedded.LARGEST, "too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_refused(tmp_path: Path, make: object, code: str) -> None:
    assert refused(make(), tmp_path) == code  # type: ignore[operator]
    assert code in embedded.REASONS


def test_every_code_has_its_words() -> None:
    assert CODES - {""} <= set(embedded.REASONS)


def test_a_range_that_leaves_something_out(tmp_path: Path) -> None:
    """The lengths add up to the whole file, and yet eight of its last bytes are not signed."""
    begin = signed().index(b"/ByteRange [") + len(b"/ByteRange [")
    end = signed().index(b"]", begin)
    _zero, before, behind, rest = map(int, signed()[begin:end].split())
    for numbers in ((0, before + 8, behind, rest - 8), (0, before, behind - 8, rest), (8, before, behind, rest)):
        lied = b"%d %d %d %d" % numbers
        content = signed()[:begin] + lied.ljust(end - begin) + signed()[end:]
        assert structure.problem(content) == "not_whole"


def table(body: bytes, trailer: bytes) -> bytes:
    """A PDF with one object that is its root."""
    content = b"%PDF-1.7\n1 0 obj\n" + body + b"\nendobj\n"
    return (
        content
        + b"xref\n0 2\n0000000000 65535 f \n0000000009 00000 n \ntrailer\n"
        + trailer.replace(b"HERE", b"%d" % len(content))
        + b"\nstartxref\n%d\n%%%%EOF" % len(content)
    )


TRAILER = b"<</Size 2/Root 1 0 R>>"


@pytest.mark.parametrize(
    "content",
    [
        table(b"<</Type/Catalog>>", b"<</Size 2/Root 1 0 R/Prev HERE>>"),
        table(b"1 0 R", TRAILER),
        table(b"[" * 100_000 + b"]" * 100_000, TRAILER),
        table(b"<</A" * 50_000, TRAILER),
        table(b"<</AcroForm<</Fields[1 0 R]>>/FT/Sig/Kids[1 0 R 1 0 R]>>", TRAILER),
        table(b"<</AcroForm 1 0 R/Fields 1 0 R>>", TRAILER),
        table(b"<</AcroForm<</Fields[<</FT/Sig/V<</ByteRange[0 1 2 3]/Contents(x)>>>>]>>>>", TRAILER),
    ],
    ids=["table before itself", "itself", "deep", "open", "own child", "form", "no CMS"],
)
def test_hostile_skeletons(content: bytes) -> None:
    started = time.monotonic()
    assert structure.problem(content) in CODES - {""}
    assert time.monotonic() - started < 5


def test_a_few_bytes_that_ask_for_minutes_are_stopped(tmp_path: Path) -> None:
    """A table of 300 million objects of no width: the parser would count them all."""
    content = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n"
    bomb = b"5 0 obj\n<</Type/XRef/Size 6/W[0 0 0]/Index[0 300000000]/Root 1 0 R/Length 0>>\nstream\n\nendstream\n"
    content += bomb + b"endobj\nstartxref\n%d\n%%%%EOF" % len(content)
    assert refused(content, tmp_path) == "broken_pdf"


def test_no_bytes_take_it_down() -> None:
    draw = random.Random(20261124)
    for _number in range(400):
        content = bytearray(signed())
        for _spot in range(draw.randint(1, 6)):
            at, length = draw.randrange(len(content)), draw.randint(1, 4)
            # Of the same length for the most part: every offset still holds, so that the parser goes on.
            content[at : at + length] = draw.randbytes(length if draw.random() < 0.8 else draw.randint(0, 4))
        if draw.random() < 0.3:
            del content[draw.randrange(len(content)) :]
        assert structure.problem(bytes(content)) in CODES


def test_its_program_has_none_of_our_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = tmp_path / "told"
    spy = tmp_path / "spy.py"
    spy.write_text(f"import os; open({str(told)!r}, 'w').write(repr(dict(os.environ)))")
    monkeypatch.setenv("SECRET_KEY", "a secret of ours")
    monkeypatch.setattr(program, "__file__", str(spy))
    assert refused(signed(), tmp_path) == ""
    assert "a secret of ours" not in told.read_text()


def test_a_fault_of_ours_is_not_said_to_be_the_persons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "__file__", str(tmp_path / "nothing.py"))
    with pytest.raises(RuntimeError):
        refused(signed(), tmp_path)
    monkeypatch.setattr(embedded.sys, "executable", str(tmp_path / "no-python"))
    assert refused(signed(), tmp_path) == "not_checked"
