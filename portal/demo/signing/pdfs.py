"""A CMS put into a PDF; pyhanko writes the place and the byte range."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp, PdfSignedData, SignatureObject

from portal.demo.signing import signed_data
from portal.demo.signing.certificates import Owner

RESERVED = 24_000  # digits, two a byte


def sign_pdf(
    content: bytes,
    owner: Owner,
    at: datetime,
    *,
    name: str = "Sig1",
    subfilter: SigSeedSubFilter = SigSeedSubFilter.PADES,
    reserved: int = RESERVED,
    stamped_by: Owner | None = None,
    crls: tuple[bytes, ...] = (),
) -> bytes:
    """The PDF with one more signature."""
    place = SignatureObject(subfilter=subfilter, timestamp=at, bytes_reserved=reserved)

    def make(covered: bytes) -> bytes:
        return signed_data.sign(covered, owner, at, stamped_by=stamped_by, stamped_at=at, crls=crls)

    return embed(content, name, place, make)


def stamp_pdf(content: bytes, owner: Owner, at: datetime, *, name: str = "Stamp1") -> bytes:
    """The PDF with a document time stamp (PAdES-LTA)."""
    place = DocumentTimestamp(bytes_reserved=RESERVED)
    return embed(content, name, place, lambda covered: signed_data.time_stamp(covered, owner, at))


def embed(content: bytes, name: str, place: PdfSignedData, make: Callable[[bytes], bytes]) -> bytes:
    """The PDF with ``place`` filled by what ``make`` makes of the bytes that it covers."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    steps = PdfCMSEmbedder(new_field_spec=SigFieldSpec(name)).write_cms(field_name=name, writer=writer)
    next(steps)
    steps.send(SigObjSetup(sig_placeholder=place))
    prepared, output = steps.send(SigIOSetup(md_algorithm="sha256", output=io.BytesIO()))
    written = output.getvalue()
    covered = written[: prepared.reserved_region_start] + written[prepared.reserved_region_end :]
    steps.send(make(covered))
    whole: bytes = output.getvalue()
    return whole
