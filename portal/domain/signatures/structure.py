"""Read the skeleton of a signed PDF and say in one word what is wrong with it.

:mod:`portal.domain.signatures.embedded` has it read by a program of its own, because a few hundred bytes of a
hostile PDF keep a parser busy for minutes, or fill the memory.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from portal.domain.signatures import revisions

ACCEPTED = ("/ETSI.CAdES.detached", "/adbe.pkcs7.detached")
MOST_FIELDS = 1000
# signedData of RFC 5652, which stands at the very beginning of a CMS.
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")


def problem(content: bytes) -> str:
    """The code of what is wrong with these bytes; empty when they are a whole PDF with an embedded signature.

    Codes: ``not_pdf``, ``broken_pdf``, ``locked_pdf``, ``no_signature``, ``unsupported_signature``, ``not_whole``.
    """
    if b"%PDF-" not in content[:1024]:
        return "not_pdf"
    try:
        return _read(content)
    except Exception:  # a parser raises nearly anything at bytes that were made to hurt it
        return "broken_pdf"


def _read(content: bytes) -> str:
    from pyhanko.pdf_utils.reader import PdfFileReader

    reader = PdfFileReader(io.BytesIO(content), strict=False)
    if reader.encrypt_dict is not None:
        return "locked_pdf"
    filled = [(name, field) for name, field in fields(reader.root) if _is_signed(field["/V"])]
    values = [field["/V"] for _name, field in filled]
    signatures = [one for one in values if one.get("/Type", "/Sig") == "/Sig"]
    if not signatures:
        return "no_signature"
    if any(one.get("/SubFilter") not in ACCEPTED for one in signatures):
        return "unsupported_signature"
    # The last one counts, be it a time stamp upon the others; evidence may have been added behind it (PAdES-LT).
    if any(_covers(one, content) for one in values):
        return ""
    is_archived = any(_is_archived(reader, content, name, field) for name, field in filled)
    return "" if is_archived else "not_whole"


def _is_archived(reader: Any, content: bytes, name: str, field: Any) -> bool:
    changes = revisions.since(reader, content, field, name)
    return changes is not None and changes.is_evidence and _covers(field["/V"], content, is_all=False)


def fields(root: Any) -> Iterator[tuple[str, Any]]:
    """The signature fields that are filled in, by name (ISO 32000-1, 12.7.3.2).

    Raises:
        ValueError: too many fields, or some that are their own children.
    """
    if "/AcroForm" not in root or "/Fields" not in root["/AcroForm"]:
        return
    waiting = [(field, None, "") for field in root["/AcroForm"]["/Fields"]]
    for _number in range(MOST_FIELDS):
        if not waiting:
            return
        reference, kind, above = waiting.pop()
        field = reference.get_object()
        kind = field.get("/FT", kind)
        name = ".".join(filter(None, (above, str(field["/T"]) if "/T" in field else "")))
        if kind == "/Sig" and "/V" in field:
            yield name, field
        waiting += [(kid, kind, name) for kid in field.get("/Kids", [])]
    raise ValueError("too many fields, or some that are their own children")


def _is_signed(value: Any) -> bool:
    """A place that was made ready for a signature and never got one holds zeros."""
    return _SIGNED_DATA in _contents(value)[:32]


def _contents(value: Any) -> bytes:
    held = value.get("/Contents")
    return bytes(getattr(held, "original_bytes", b""))


def _covers(value: Any, content: bytes, *, is_all: bool = True) -> bool:
    """Whether the file is signed but for the signature itself, from the first byte on, and to the last one."""
    begin, before, behind, rest = (int(number) for number in value["/ByteRange"])
    gap = content[before:behind]
    return (
        begin == 0
        and (behind + rest == len(content) or not is_all)
        and gap[:1] + gap[-1:] == b"<>"
        and bytes.fromhex(gap[1:-1].decode("ascii")) == _contents(value)
    )
