"""What the tests of signatures judge: an application of ours, a small PDF, and who signs them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from portal.demo.signing import people
from portal.demo.signing.pdfs import sign_pdf
from portal.domain.papers.application import render
from portal.domain.signatures import verifying
from portal.domain.signatures.judgement import Judgement, Report
from portal.domain.signatures.trust import Trust
from tests.domain.papers import samples as papers

REAL = Path(__file__).resolve().parents[2] / "data" / "signatures"
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SIGNED_AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@cache
def trusted() -> Trust:
    return Trust((people.trust_list(),))


@cache
def application() -> bytes:
    return render(papers.CHANGE_OF_OWNER)


@cache
def signed(kind: str = "dstu") -> bytes:
    return sign_pdf(application(), people.ivan(kind), SIGNED_AT)


def judged(content: bytes, trust: Trust | None = None, **others: bytes) -> Report:
    return verifying.verify(content, trusted() if trust is None else trust, NOW, **others)


def only(content: bytes, **others: bytes) -> Judgement:
    (one,) = judged(content, **others).judgements
    return one


PAGES = (b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>")


def small_pdf() -> bytes:
    """A PDF of some 400 bytes: one empty page."""
    return pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", *PAGES])


def pdf_of(objects: Sequence[bytes]) -> bytes:
    """A PDF of these objects, the first of them its catalogue."""
    content, entries = b"%PDF-1.7\n", b""
    for number, held in enumerate(objects, 1):
        entries += b"%010d 00000 n \n" % len(content)
        content += b"%d 0 obj\n%b\nendobj\n" % (number, held)
    size = len(objects) + 1
    return (
        content
        + b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        % (
            size,
            entries,
            size,
            len(content),
        )
    )
