"""Which answers on revocation count, and whose."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from asn1crypto import core, crl, x509
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.demo.signing import people
from portal.demo.signing.answers import revocation_list, status_answer
from portal.demo.signing.certificates import Owner, Wish, issue
from portal.demo.signing.keys import sequence
from portal.domain.signatures import identifiers as oid
from portal.domain.signatures import revocation
from portal.domain.signatures.certificates import Certificate
from portal.domain.signatures.revocation import Answer
from portal.domain.signatures.serials import revoked_at
from tests.domain.signatures.samples import NOW

IVAN, ISSUER = people.ivan("ec").certificate, people.authority()
DAY = timedelta(days=1)


def asked(*, crl: bytes = b"", ocsp: bytes = b"", at: datetime = NOW) -> Answer | None:
    return revocation.ask(IVAN, ISSUER.certificate, at, [crl] if crl else [], [ocsp] if ocsp else [])


def answer(by: Owner = ISSUER, given_: datetime = NOW, revoked: datetime | None = None) -> bytes:
    return status_answer(IVAN, ISSUER.certificate, by, given_, given_ + DAY, revoked)


def test_by_the_issuer() -> None:
    good, bad = asked(ocsp=answer()), asked(ocsp=answer(revoked=NOW - DAY))
    assert good is not None
    assert bad is not None
    assert (good.source, good.revoked, bad.revoked) == ("ocsp", None, NOW - DAY)
    listed = asked(crl=revocation_list(ISSUER, NOW, NOW + DAY, {5: NOW, IVAN.serial: NOW - DAY, 1 << 70: NOW}))
    assert listed is not None
    assert (listed.source, listed.revoked) == ("crl", NOW - DAY)


def test_by_who_the_issuer_named_for_it() -> None:
    delegate = issue(Wish("OCSP-сервер", extended=(oid.OCSP_SIGNING,)), people.key("dstu", "ocsp"), ISSUER)
    assert asked(ocsp=answer(delegate)) is not None
    assert asked(ocsp=answer(issue(Wish("Хтось"), people.key("dstu", "nobody"), ISSUER))) is None
    own = issue(Wish("OCSP-сервер", extended=(oid.OCSP_SIGNING,)), people.key("dstu", "own ocsp"))
    assert asked(ocsp=answer(own)) is None


def test_of_another() -> None:
    other = people.ivan("rsa").certificate
    assert asked(ocsp=status_answer(other, ISSUER.certificate, ISSUER, NOW, NOW + DAY)) is None
    assert asked(crl=revocation_list(people.root(), NOW, NOW + DAY)) is None
    assert asked(ocsp=status_answer(IVAN, people.root().certificate, ISSUER, NOW, NOW + DAY)) is None


@pytest.mark.parametrize(
    ("given_after", "counts"), [(timedelta(0), True), (DAY, True), (-DAY / 2, True), (-2 * DAY, False)]
)
def test_an_old_answer_tells_nothing_of_later(given_after: timedelta, counts: bool) -> None:
    assert (asked(ocsp=answer(given_=NOW + given_after)) is not None) == counts
    crl = revocation_list(ISSUER, NOW + given_after, NOW + given_after + DAY)
    assert (asked(crl=crl) is not None) == counts


def test_a_revocation_comes_before_what_is_newer() -> None:
    found = revocation.ask(
        IVAN,
        ISSUER.certificate,
        NOW,
        [revocation_list(ISSUER, NOW, NOW + DAY, {IVAN.serial: NOW})],
        [answer(given_=NOW + DAY)],
    )
    assert found is not None
    assert found.revoked == NOW


@pytest.mark.parametrize("is_of_others", [True, False])
def test_many_answers_hide_none(is_of_others: bool) -> None:
    """Neither of other authorities, nor old ones of the same."""
    by = people.root() if is_of_others else ISSUER
    many = [revocation_list(by, NOW - number * DAY, NOW + DAY) for number in range(1, 20)]
    bad = revocation_list(ISSUER, NOW, NOW + DAY, {IVAN.serial: NOW - DAY})
    found = revocation.ask(IVAN, ISSUER.certificate, NOW, [*many, bad], [])
    assert found is not None
    assert found.revoked == NOW - DAY
    others = [
        status_answer(people.ivan(kind).certificate, ISSUER.certificate, ISSUER, NOW, NOW + DAY * number)
        for number in range(1, 10)
        for kind in ("rsa", "dstu")
    ]
    found = revocation.ask(IVAN, ISSUER.certificate, NOW, [], [*others, answer(revoked=NOW - DAY)])
    assert found is not None
    assert found.revoked == NOW - DAY


POINT, URI = "2.5.29.28", "http://ca.example/part7.crl"


def place(uri: str) -> crl.DistributionPointName:
    return crl.DistributionPointName("full_name", [x509.GeneralName("uniform_resource_identifier", uri)])


def limited(*extensions: tuple[str, bytes], revoked: Certificate | None = None) -> bytes:
    """A CRL with critical extensions."""
    body = crl.CertificateList.load(
        revocation_list(ISSUER, NOW, NOW + DAY, {revoked.serial: NOW - DAY} if revoked else None)
    )["tbs_cert_list"]
    body["crl_extensions"] = [
        {"extn_id": name, "critical": True, "extn_value": core.ParsableOctetString(value)}
        for name, value in extensions
    ]
    held = body.dump()
    bits = b"\x03" + core.OctetString(b"\0" + ISSUER.key.sign(held)).dump()[1:]
    return sequence(held, ISSUER.key.algorithm, bits)


def point(**stated: object) -> tuple[str, bytes]:
    return POINT, crl.IssuingDistributionPoint(stated).dump()


@pytest.mark.parametrize(
    ("extension", "tells_good", "tells_revoked"),
    [
        ((POINT, b"\x30\x00"), True, True),
        (point(only_contains_user_certs=True), True, True),
        (point(only_contains_ca_certs=True), False, True),
        (point(only_contains_attribute_certs=True), False, False),
        (point(only_some_reasons={"key_compromise"}), False, True),
        (point(indirect_crl=True), False, False),
        (point(distribution_point=place(URI)), False, True),
        (("2.5.29.20", b"\x02\x01\x05"), True, True),
        (("2.5.29.27", b"\x02\x01\x05"), False, False),
        (("1.2.3.4.5", b"\x05\x00"), False, False),
    ],
)
def test_a_list_answers_for_what_it_covers(
    extension: tuple[str, bytes], tells_good: bool, tells_revoked: bool
) -> None:
    """One that names the certificate tells of it also if it may be of a part only."""
    assert (asked(crl=limited(extension)) is not None) == tells_good
    assert (asked(crl=limited(extension, revoked=IVAN)) is not None) == tells_revoked


def test_the_part_that_the_certificate_names() -> None:
    points = x509.CRLDistributionPoints([{"distribution_point": place(URI)}]).dump()
    wish = Wish("З розділом", extensions=((oid.CRL_POINTS, False, points),))
    own = issue(wish, people.key("ec", "parted"), ISSUER).certificate
    for uri, covers in ((URI, True), (f"{URI}.other", False)):
        held = limited(point(distribution_point=place(uri)))
        assert (revocation.ask(own, ISSUER.certificate, NOW, [held], []) is not None) == covers


def test_a_list_of_people_tells_nothing_of_an_authority() -> None:
    wish = Wish("Нижчий", usages=("key_cert_sign",), is_authority=True)
    lower = issue(wish, people.key("ec", "lower authority"), ISSUER).certificate
    for kind, covers in (("only_contains_user_certs", False), ("only_contains_ca_certs", True)):
        held = limited(point(**{kind: True}))
        assert (revocation.ask(lower, ISSUER.certificate, NOW, [held], []) is not None) == covers


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_bytes_take_it_down(data: st.DataObject) -> None:
    for whole in (answer(), revocation_list(ISSUER, NOW, NOW + DAY, {IVAN.serial: NOW})):
        content = bytearray(whole)
        content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
        said = asked(crl=bytes(content), ocsp=bytes(content))
        assert said is None or said == asked(crl=whole, ocsp=whole)


def test_one_of_a_hundred_thousand() -> None:
    one = crl.RevokedCertificate({"user_certificate": 77, "revocation_date": crl.Time({"utc_time": NOW})}).dump()
    other = one.replace(b"\x02\x01\x4d", b"\x02\x01\x4e")
    assert revoked_at(other * 100_000 + one, 77) == NOW
    assert revoked_at(other * 100_000, 77) is None
    for broken in (other[:-1], b"\x02\x01\x4d", b"\x30\x00", b"\x30\x84\xff\xff\xff\xff", other + b"\x30"):
        with pytest.raises((ValueError, IndexError)):
            revoked_at(broken, 77)
