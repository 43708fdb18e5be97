"""CMS: inside and beside, swapped, mutated."""

from __future__ import annotations

import base64
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.demo.signing import people, signed_data
from portal.demo.signing.certificates import Wish, issue
from portal.domain.signatures import verifying
from portal.domain.signatures.judgement import Report
from tests.domain.signatures.samples import NOW, SIGNED_AT, application, judged, trusted

TEXT = b"application"


@cache
def inside(kind: str = "ec") -> bytes:
    return signed_data.sign(TEXT, people.ivan(kind), SIGNED_AT, is_inside=True)


@cache
def beside(kind: str = "ec") -> bytes:
    return signed_data.sign(TEXT, people.ivan(kind), SIGNED_AT)


@pytest.mark.parametrize("kind", people.KINDS)
def test_inside_and_beside(kind: str) -> None:
    assert judged(inside(kind)).judgements[0].holds
    report = judged(beside(kind), beside=TEXT, made=TEXT)
    assert report.judgements[0].holds
    assert (report.kind, report.document) == ("cades", "same")


def test_with_the_pdf_inside() -> None:
    report = judged(signed_data.sign(application(), people.ivan(), SIGNED_AT, is_inside=True), made=application())
    assert report.judgements[0].holds
    assert (report.kind, report.document) == ("cades", "same")


def test_as_text() -> None:
    for wrapped in (base64.b64encode(inside()), base64.encodebytes(inside())):
        assert judged(wrapped).judgements[0].holds
        assert judged(b"-----BEGIN PKCS7-----\n" + wrapped + b"\n-----END PKCS7-----\n").judgements[0].holds


def test_of_another_document() -> None:
    said = judged(beside(), beside=b"another").judgements[0]
    assert (said.state, said.code, said.signer.name) == ("changed", "content_changed", people.IVAN)
    assert judged(inside(), beside=b"another").code == "other_content"
    assert judged(beside()).code == "content_missing"


def test_another_certificate_with_the_same_key() -> None:
    """What was signed names the certificate; one for the same key and number does not take its place."""
    ivan = people.ivan("ec")
    wish = Wish("Самозванець", tax_number="1111111111", serial=ivan.certificate.serial)
    impostor = issue(wish, ivan.key, people.authority())
    content = signed_data.sign(TEXT, ivan, SIGNED_AT, is_inside=True, certificates=[impostor.certificate.raw])
    said = judged(content).judgements[0]
    assert (said.state, said.code) == ("changed", "signer_swapped")


def test_somebody_elses_certificate() -> None:
    """The certificate says Ivan, the key that signed is another's."""
    other = people.Owner(people.key("ec", "thief"), people.ivan("ec").certificate, people.ivan("ec").above)
    said = judged(signed_data.sign(TEXT, other, SIGNED_AT, is_inside=True)).judgements[0]
    assert (said.state, said.code) == ("changed", "bad_signature")


def test_no_certificate() -> None:
    content = signed_data.sign(TEXT, people.ivan("ec"), SIGNED_AT, is_inside=True, certificates=[])
    assert judged(content).judgements[0].code == "no_certificate"


def test_a_key_that_is_not_for_signing() -> None:
    owner = issue(Wish("Шифр", usages=("key_agreement",)), people.key("dstu", "agree"), people.authority())
    said = judged(signed_data.sign(TEXT, owner, SIGNED_AT, is_inside=True)).judgements[0]
    assert said.problems == ("wrong_usage",)
    clock = people.time_authority()
    said = judged(signed_data.sign(TEXT, clock, SIGNED_AT, is_inside=True)).judgements[0]
    assert said.problems == ("wrong_usage",)


def holds(report: Report) -> bool:
    return any(one.holds for one in report.judgements)


SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=400, deadline=None, suppress_health_check=SLOW)
@given(st.data())
def test_mutated(data: st.DataObject) -> None:
    """No bytes take it down, and none make a signature hold that says anything else than what was signed."""
    expect_harmless("ec", data)


@settings(max_examples=200, deadline=None, suppress_health_check=SLOW)
@given(st.data())
def test_mutated_with_dstu(data: st.DataObject) -> None:
    expect_harmless("dstu", data)


def expect_harmless(kind: str, data: st.DataObject) -> None:
    content = bytearray(inside(kind))
    for _number in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(content) - 1))
        length = data.draw(st.sampled_from((1, 1, 1, 2, 4)))
        content[place : place + length] = data.draw(st.binary(min_size=0, max_size=length + 1))
    report = judged(bytes(content))
    if holds(report):
        said = report.judgements[0]
        assert report.document_sha256 == judged(inside(kind)).document_sha256
        assert (said.signer.tax_number, said.certificate_sha256) == (
            people.IVANS_TAX_NUMBER,
            people.ivan(kind).certificate.fingerprint,
        )


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=200),
    st.sampled_from((b"", b"\x30", b"\x30\x80", b"\x30\x84\x7f\xff\xff\xff", b"PK\x03\x04")),
)
def test_any_bytes(content: bytes, head: bytes) -> None:
    report = verifying.verify(head + content, trusted(), NOW)
    assert report.code
    assert not report.judgements


@pytest.mark.parametrize(
    "content",
    [
        b"\x30\x80" * 20_000,
        b"\x30\x84\xff\xff\xff\xff" + bytes(100),
        b"\x30\x89" + b"\xff" * 9,
        b"\x30\xff" + b"\xff" * 127,
        inside()[:16] + b"\x84\xff\xff\xff\xff" + inside()[21:],
        b"\x24\x80" * 5000 + bytes(10_000),
    ],
    ids=len,
)
def test_absurd_lengths(content: bytes) -> None:
    assert judged(content).code in ("bad_cms", "unknown_file")
