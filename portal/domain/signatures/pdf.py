"""Signatures inside a PDF (PAdES, ETSI EN 319 142; ISO 32000-1, 12.8): where they are, and what each covers.

pyhanko reads the PDF and tells what later revisions changed; it is imported late, for it is large.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from portal.domain.signatures import certificates, revisions, structure
from portal.domain.signatures.archived import MOST, Evidence
from portal.domain.signatures.faults import Unverifiable

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader

CADES, ADOBE, STAMP = "/ETSI.CAdES.detached", "/adbe.pkcs7.detached", "/ETSI.RFC3161"
MOST_SIGNATURES = 20


@dataclass(frozen=True)
class Embedded:
    """A signature field that is filled in.

    ``covered`` are the signed bytes, ``end`` is where they end in the file, ``code`` says why they are not all of
    the file as it was when it was signed: ``later_revision``, ``bad_range``, or nothing.
    """

    place: str
    subfilter: str
    cms: bytes
    covered: bytes
    end: int
    code: str = ""
    remarks: tuple[str, ...] = ()


def open_pdf(content: bytes) -> PdfFileReader:
    """A reader of these bytes.

    Raises:
        Unverifiable: ``broken_pdf``, ``locked_pdf``.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        is_locked = reader.encrypt_dict is not None
        assert reader.root is not None
    except Exception as error:  # a parser raises nearly anything at bytes that were made to hurt it
        raise Unverifiable("broken_pdf", str(error)[:200]) from error
    if is_locked:
        raise Unverifiable("locked_pdf")
    return reader


def signatures(reader: PdfFileReader, content: bytes) -> Iterator[Embedded]:
    """Every signature and document time stamp, in the order of what they cover; one too many is not given.

    Raises:
        Unverifiable: ``broken_pdf``, ``too_many_signatures``.
    """
    fields = _fields(reader)
    if len(fields) > MOST_SIGNATURES:
        raise Unverifiable("too_many_signatures")
    names = {name for name, _field in fields}
    found = [_embedded(reader, content, name, field, names) for name, field in fields]
    last = max((one.end for one in found if one.subfilter != STAMP), default=0)
    for one in sorted(found, key=lambda one: one.end):
        # A signature that shows nothing on the page looks like evidence to the comparison.
        is_signed_later = one.remarks == ("archived_later",) and one.end < last
        yield replace(one, remarks=("signed_later",)) if is_signed_later else one


def evidence(reader: PdfFileReader) -> Evidence:
    """Certificates and answers on revocation of the document security store."""
    try:
        store = held(reader.root, "/DSS", {})
        return Evidence(
            certificates.read_those(_streams(store, "/Certs")),
            tuple(_streams(store, "/CRLs")),
            tuple(_streams(store, "/OCSPs")),
        )
    except Exception:  # as above; without a store less is known, and that is said
        return Evidence()


def _streams(store: Any, name: str) -> Iterable[bytes]:
    return [bytes(one.get_object().data) for one in list(held(store, name, ()))[:MOST]]


def held(dictionary: Any, key: str, otherwise: Any = None) -> Any:
    """The value of a PDF's dictionary itself, where ``get`` may give a reference to it."""
    return dictionary[key] if key in dictionary else otherwise  # noqa: SIM401


def _fields(reader: PdfFileReader) -> list[tuple[str, Any]]:
    try:
        return list(islice(structure.fields(reader.root), MOST_SIGNATURES + 1))
    except Exception as error:  # as above
        raise Unverifiable("broken_pdf", str(error)[:200]) from error


def _embedded(reader: PdfFileReader, content: bytes, place: str, field: Any, names: set[str]) -> Embedded:
    try:
        value = field["/V"]
        contents = bytes(value.raw_get("/Contents").original_bytes)
        subfilter = str(held(value, "/SubFilter", ""))
        covered, end = _range(value, content, contents)
    except Exception:  # as above; the other signatures may be in order
        return Embedded(place, "", b"", b"", 0)
    if not covered:
        return Embedded(place, subfilter, contents, b"", end, "bad_range")
    if end == len(content):
        return Embedded(place, subfilter, contents, covered, end)
    code, remarks = _told(revisions.since(reader, content, field, place), names)
    return Embedded(place, subfilter, contents, covered, end, code, remarks)


def _range(value: Any, content: bytes, contents: bytes) -> tuple[bytes, int]:
    """(the signed bytes, where they end): all from the first on, but the signature (12.8.1); else nothing."""
    begin, before, behind, rest = (int(number) for number in value["/ByteRange"])
    end = behind + rest
    gap = content[before:behind]
    is_right = begin == 0 < before < behind <= end <= len(content) and rest >= 0 and gap[:1] + gap[-1:] == b"<>"
    if not is_right or bytes.fromhex(gap[1:-1].decode("ascii")) != contents:
        return b"", min(max(end, 0), len(content))
    return content[:before] + content[behind:end], end


def _told(changes: revisions.Changes | None, names: set[str]) -> tuple[str, tuple[str, ...]]:
    """What came behind the signed bytes: nothing but evidence, time stamps and others' signatures is in order."""
    if changes is None or not changes.fields <= names:
        return "later_revision", ()
    return "", ("archived_later",) if changes.is_evidence else ("signed_later",)
