"""Every byte of a small signed PDF, changed in turn."""

from __future__ import annotations

from functools import cache

import pytest

from portal.demo.signing import people
from portal.demo.signing.certificates import Owner, Wish, issue
from portal.demo.signing.pdfs import sign_pdf
from portal.domain.signatures import verifying
from portal.domain.signatures.judgement import Report
from portal.domain.signatures.trust import Trust, of_certificates
from tests.domain.signatures.samples import NOW, SIGNED_AT, small_pdf


@cache
def signer() -> Owner:
    """P-256 and a certificate of its own: small, and judged in a few milliseconds."""
    return issue(Wish("Іван", tax_number=people.IVANS_TAX_NUMBER), people.key("ec", "small"))


@cache
def small() -> bytes:
    content = sign_pdf(small_pdf(), signer(), SIGNED_AT, reserved=1900)
    assert len(content) < 4096
    return content


def judged(content: bytes) -> Report:
    trust = Trust((of_certificates("small", NOW, [signer().certificate.raw]),))
    return verifying.verify(content, trust, NOW)


def contents() -> tuple[int, int]:
    """Where the signature itself stands, which is all that it does not cover."""
    begin = small().index(b"/Contents <") + len(b"/Contents ")
    return begin, small().index(b">", begin) + 1


def held(report: Report) -> bool:
    return bool(report.signatures) and all(one.holds for one in report.signatures)


def test_untouched() -> None:
    assert held(judged(small()))


@pytest.mark.parametrize("part", range(8))
def test_a_byte_that_is_covered(part: int) -> None:
    """Whatever bit of it changes, it is noticed: the signature is not found to hold."""
    begin, end = contents()
    for place in range(part, len(small()), 8):
        if not begin <= place < end:
            content = bytearray(small())
            content[place] ^= 1 << place % 8
            assert not held(judged(bytes(content))), place


@pytest.mark.parametrize("part", range(8))
def test_a_byte_that_is_not_covered(part: int) -> None:
    """It may break the signature, or be no part of it: never is the signer somebody else."""
    begin, end = contents()
    for place in range(begin + part, end, 8):
        for bit in (1, 4):
            content = bytearray(small())
            content[place] ^= bit
            report = judged(bytes(content))
            for one in report.signatures:
                if one.holds:
                    assert one.signer.tax_number == people.IVANS_TAX_NUMBER
                    assert (one.time, one.state) == (SIGNED_AT, "whole")
