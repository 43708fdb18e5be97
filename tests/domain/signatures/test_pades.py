"""Signed PDFs by every algorithm, and everything that may have happened to them."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from portal.demo.people import IVANS_UNZR
from portal.demo.signing import answers, certificates, people
from portal.demo.signing.pdfs import sign_pdf, stamp_pdf
from portal.domain.signatures import judgement
from portal.domain.signatures.trust import Trust
from tests.domain.signatures.samples import NOW, SIGNED_AT, application, judged, only, signed, small_pdf, trusted
from tests.signing import ADOBE, signed_pdf


@pytest.mark.parametrize("kind", people.KINDS)
def test_each_algorithm(kind: str) -> None:
    report = judged(signed(kind), made=application())
    (said,) = report.judgements
    assert said.holds
    assert (report.kind, report.code, report.document) == ("pades", "", "same")
    assert (said.signer.name, said.signer.tax_number) == (people.IVAN, people.IVANS_TAX_NUMBER)
    assert said.signer.register_number == IVANS_UNZR
    assert (said.issuer, said.time, said.time_source) == ("Тестовий надавач", SIGNED_AT, "claimed")
    assert said.revocation == "unchecked"
    assert not report.fetched
    assert judgement.from_json(report.to_json()) == report


def test_names_of_algorithms() -> None:
    names = [only(signed(kind)).algorithm for kind in people.KINDS]
    assert names[0] == names[1] == "ДСТУ 4145 з ГОСТ 34.311"
    assert names[4:7] == [f"ДСТУ 4145 з ДСТУ 7564 ({bits})" for bits in (256, 384, 512)]
    assert names[7:] == ["RSA з SHA-256", "ECDSA з SHA-256"]


def test_adobes_kind() -> None:
    assert only(sign_pdf(application(), people.ivan(), SIGNED_AT, subfilter=ADOBE)).holds


@pytest.mark.parametrize("key", ["rsa", "ec"])
def test_what_pyhanko_signs(key: str) -> None:
    """Another's signer: the same judgement, but nobody knows who issued it."""
    said = only(signed_pdf(application(), key=key))
    assert (said.state, said.problems) == ("whole", ("untrusted_issuer",))
    assert said.signer.tax_number == people.IVANS_TAX_NUMBER


def test_nobody_is_trusted_without_a_list() -> None:
    (said,) = judged(signed(), Trust()).judgements
    assert said.state == "whole"
    assert not said.holds
    assert not said.fails, "the list may be ours to renew"


def test_time_stamp() -> None:
    content = sign_pdf(application(), people.ivan(), SIGNED_AT, stamped_by=people.time_authority())
    said = only(content)
    assert (said.time_source, said.holds, said.remarks) == ("stamped", True, ())
    (said,) = judged(content, Trust()).judgements
    assert (said.time_source, said.remarks) == ("claimed", ("stamp_untrusted",))


def test_a_stamp_by_somebody_who_gives_no_time() -> None:
    said = only(sign_pdf(application(), people.ivan(), SIGNED_AT, stamped_by=people.ivan("ec")))
    assert (said.time_source, said.remarks) == ("claimed", ("bad_stamp",))


def test_two_signatures() -> None:
    report = judged(sign_pdf(signed(), people.ivan("ec"), SIGNED_AT, name="Sig2"), made=application())
    first, second = report.judgements
    assert first.holds
    assert second.holds
    assert (first.remarks, second.remarks) == (("signed_later",), ())
    assert report.document == "same"


def with_store(content: bytes, crls: tuple[bytes, ...] = ()) -> bytes:
    """The revision of PAdES-LT: a document security store, and nothing else."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    streams = [writer.add_object(generic.StreamObject(stream_data=one)) for one in crls]
    certificates = [writer.add_object(generic.StreamObject(stream_data=people.authority().certificate.raw))]
    store = generic.DictionaryObject(
        {pdf_name("/Certs"): generic.ArrayObject(certificates), pdf_name("/CRLs"): generic.ArrayObject(streams)}
    )
    writer.root[pdf_name("/DSS")] = writer.add_object(store)
    writer.update_root()
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def crl(revoked: dict[int, object] | None = None) -> bytes:
    return answers.revocation_list(people.authority(), NOW, NOW + timedelta(days=1), revoked)  # type: ignore[arg-type]


def test_archived_with_evidence_and_a_stamp() -> None:
    """PAdES-LT and -LTA: what is added later is evidence, and the stamp's time is used."""
    lasting = with_store(signed(), (crl(),))
    said = only(lasting, made=application())
    assert (said.holds, said.remarks) == (True, ("archived_later",))
    assert (said.revocation, said.revocation_source) == ("good", "crl")
    report = judged(stamp_pdf(lasting, people.time_authority(), NOW), made=application())
    said, stamp = report.judgements
    assert (said.holds, said.time, said.time_source) == (True, NOW, "stamped")
    assert (stamp.kind, stamp.holds, stamp.time) == ("stamp", True, NOW)
    assert report.document == "same"


def test_revoked() -> None:
    serial = people.ivan().certificate.serial
    before, after = SIGNED_AT - timedelta(days=1), SIGNED_AT + timedelta(days=1)
    said = only(with_store(signed(), (crl({serial: before}),)))
    assert (said.revocation, said.fails, said.holds) == ("revoked", True, False)
    assert said.revocation_known_at == before
    assert only(with_store(signed(), (crl({serial: after}),))).revocation == "revoked", "by the signer's word only"
    stamped = sign_pdf(application(), people.ivan(), SIGNED_AT, stamped_by=people.time_authority())
    assert only(with_store(stamped, (crl({serial: after}),))).revocation == "good"
    assert only(with_store(signed(), (crl({serial + 1: before}),))).revocation == "good"


def changed(content: bytes) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page[pdf_name("/MediaBox")] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 10, 10)))
    writer.update_container(page)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def test_changed_after_signing() -> None:
    said = only(changed(signed()))
    assert (said.state, said.code) == ("changed", "later_revision")
    assert said.fails
    assert said.signer.name == people.IVAN
    assert only(signed() + b"\n% more").code == "later_revision"


def test_changed_under_a_later_stamp() -> None:
    """The stamp is right, and what it stamps is not what was signed."""
    said, stamp = judged(stamp_pdf(changed(signed()), people.time_authority(), NOW)).judgements
    assert said.state == "changed"
    assert stamp.holds


def test_another_document() -> None:
    other = sign_pdf(small_pdf(), people.ivan(), SIGNED_AT)
    assert judged(other, made=application()).document == "other"
    assert only(other).holds, "a right signature, of another document"


def test_something_was_put_in_before_it_was_signed() -> None:
    report = judged(sign_pdf(changed(application()), people.ivan(), SIGNED_AT), made=application())
    assert report.judgements[0].holds
    assert report.document == "altered"


def test_an_expired_or_future_signature() -> None:
    expired = only(sign_pdf(application(), people.ivan(), certificates.ENDS + timedelta(days=1)))
    assert {*expired.problems} == {"expired", "claimed_in_future"}
    assert only(sign_pdf(application(), people.ivan(), certificates.BEGINS - timedelta(days=1))).problems == (
        "not_yet_valid",
    )


def test_no_signature() -> None:
    assert judged(application()).code == "no_signature"
    assert judged(stamp_pdf(application(), people.time_authority(), NOW)).code == "no_signature"


@pytest.mark.parametrize("of", [signed, application])
def test_trusted_lists_are_dated(of: object) -> None:
    report = judged(of())  # type: ignore[operator]
    assert report.trust_issued == trusted().issued == people.ISSUED
