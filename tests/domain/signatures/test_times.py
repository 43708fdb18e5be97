"""When it was signed, by whose word, and what of that is believed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from portal.demo.signing import people
from portal.demo.signing.answers import revocation_list
from portal.demo.signing.certificates import Owner, Wish, issue
from portal.demo.signing.pdfs import sign_pdf, stamp_pdf
from portal.domain.signatures import wording
from portal.domain.signatures.judgement import Judgement
from portal.domain.signatures.trust import Service, Trust, TrustList
from tests.domain.signatures.samples import NOW, SIGNED_AT, judged, small_pdf, trusted

DAY = timedelta(days=1)
IVAN, AUTHORITY, TIME_AUTHORITY = people.ivan("ec"), people.authority(), people.time_authority()


def signature(
    owner: Owner = IVAN,
    at: datetime = SIGNED_AT,
    *,
    trust: Trust | None = None,
    is_stamped: bool = False,
    crls: tuple[bytes, ...] = (),
) -> Judgement:
    by = TIME_AUTHORITY if is_stamped else None
    (said,) = judged(sign_pdf(small_pdf(), owner, at, stamped_by=by, crls=crls, reserved=60_000), trust).judgements
    return said


def test_a_certificate_that_has_expired_since() -> None:
    """Its key may have been lost since, and the time is the signer's word: for somebody to look at."""
    wish = Wish("Іван", ends=NOW - DAY)
    owner = issue(wish, people.key("ec", "expired since"), AUTHORITY)
    said = signature(owner, NOW - 2 * DAY)
    assert (said.problems, said.holds, said.fails) == (("expired_since",), False, False)
    assert any("позначки часу" in sentence for sentence in wording.sentences(said))
    assert signature(owner, NOW - 2 * DAY, is_stamped=True).holds
    assert signature(owner, NOW).problems == ("expired",)


def test_an_authority_that_is_trusted_no_more() -> None:
    statuses = ((datetime(2020, 1, 1, tzinfo=UTC), "granted"), (NOW - DAY, "withdrawn"))
    services = (Service("x", "CA/QC", AUTHORITY.certificate.raw, statuses),)
    withdrawn = Trust((TrustList("x", people.ISSUED, services),))
    said = signature(at=NOW - 2 * DAY, trust=withdrawn)
    assert (said.problems, said.is_trusted, said.fails) == (("untrusted_issuer",), False, False)
    assert signature(at=NOW - 2 * DAY, trust=withdrawn, is_stamped=True).holds


def test_an_answer_that_is_in_force_no_more() -> None:
    old = revocation_list(AUTHORITY, NOW - 3 * DAY, NOW - DAY)
    assert signature(at=NOW - 2 * DAY, crls=(old,)).revocation == "unchecked"
    assert signature(at=NOW - 2 * DAY, crls=(old,), is_stamped=True).revocation == "good"
    assert signature(at=NOW - 2 * DAY, crls=(revocation_list(AUTHORITY, NOW - DAY, NOW + DAY),)).revocation == (
        "good"
    )


def test_a_stamp_of_who_was_taken_back() -> None:
    """Whoever has the key gives any time with it, so that it does not matter since when."""
    serials = {TIME_AUTHORITY.certificate.serial: NOW - DAY, IVAN.certificate.serial: NOW - 2 * DAY}
    trust = replace(trusted(), crls=(revocation_list(AUTHORITY, NOW, NOW + DAY, serials),))
    said = signature(at=NOW - 3 * DAY, trust=trust, is_stamped=True)
    assert (said.time_source, said.remarks, said.revocation) == ("claimed", ("stamp_revoked",), "revoked")
    assert wording.reason("stamp_revoked") != "stamp_revoked"
    signed = sign_pdf(small_pdf(), people.ivan("rsa"), SIGNED_AT)
    said, stamp = judged(stamp_pdf(signed, TIME_AUTHORITY, NOW - 3 * DAY), trust).judgements
    assert (said.time_source, stamp.revocation, stamp.holds) == ("claimed", "revoked", False)


@pytest.mark.parametrize("of", [people.root(), AUTHORITY])
def test_answers_in_the_file_hide_none_of_the_operators(of: Owner) -> None:
    serials = {IVAN.certificate.serial: NOW - DAY}
    trust = replace(trusted(), crls=(revocation_list(AUTHORITY, NOW - DAY / 2, NOW + DAY, serials),))
    many = tuple(revocation_list(of, NOW - DAY / 3 + DAY / 99 * number, NOW + DAY) for number in range(20))
    assert signature(trust=trust, crls=many).revocation == "revoked"


def test_the_last_hours_of_time() -> None:
    assert "31.12.9999" in wording.sentences(replace(signature(), time=datetime(9999, 12, 31, 23, tzinfo=UTC)))[-3]
