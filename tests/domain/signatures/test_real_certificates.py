"""What others made: certificates of the ЦЗО and of authorities of 2012-2017, and two messages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from portal.domain.signatures import bundles, certificates, chain, people, trust, verifying
from portal.domain.signatures.certificates import Certificate
from portal.domain.signatures.trust import Trust
from tests.domain.signatures.samples import NOW, REAL

THEN = datetime(2017, 6, 1, tzinfo=UTC)


def held(name: str) -> Certificate:
    return certificates.read((REAL / name).read_bytes())


ROOT, JUSTICE, JUSTICE_EC, TAXES = (
    held(name) for name in ("CZOROOT.cer", "CA-Justice.cer", "CA-Justice-ECDSA-261217.cer", "SFS_1.cer")
)


ALL = (ROOT, JUSTICE, JUSTICE_EC, TAXES)


def test_each_against_its_issuer() -> None:
    """m = 431 with explicit parameters; the issuers of the other two are not among them."""
    told = {one.name.rpartition(" ")[0]: one.outcome for one in bundles.check([one.raw for one in ALL])}
    assert told == {
        "Центральний засвідчувальний орган": "verified",
        "АЦСК органів юстиції України": "verified",
        "CA of the Justice of Ukraine": "without issuer",
        "Державна фіскальна служба України.  ОТРИМАНО": "without issuer",
    }


def test_a_way_up_at_its_time() -> None:
    trusted = Trust((trust.of_certificates("цзо", THEN, [ROOT.raw]),))
    assert chain.build(JUSTICE, ALL, trusted, THEN).is_trusted
    assert chain.build(JUSTICE, ALL, trusted, NOW).problems == ("expired",)
    assert chain.build(TAXES, ALL, trusted, THEN).problems == ("untrusted_issuer",)
    assert people.of(TAXES).organisation_number == "39292197"


@pytest.mark.parametrize("place", [200, 600, 900, 1000, 1300])
def test_a_changed_certificate_is_not_its_issuers(place: int) -> None:
    raw = bytearray(JUSTICE.raw)
    raw[place] ^= 1
    told = [one.outcome for one in bundles.check([bytes(raw), ROOT.raw])]
    assert told.count("verified") == 1, "the root alone"


@pytest.mark.parametrize(("name", "beside"), [("message.p7", None), ("message_detached.p7", b"123")])
def test_messages_of_others(name: str, beside: bytes | None) -> None:
    report = verifying.verify((REAL / name).read_bytes(), Trust(), NOW, beside=beside)
    (said,) = report.judgements
    assert (said.state, said.algorithm) == ("whole", "ДСТУ 4145 з ГОСТ 34.311")
    assert (said.time, said.time_source) == (datetime(2018, 10, 22, 19, 25, 5, tzinfo=UTC), "claimed")
    assert said.problems == ("untrusted_issuer", "expired_since")
    assert not said.holds


def test_another_content() -> None:
    raw = (REAL / "message_detached.p7").read_bytes()
    assert verifying.verify(raw, Trust(), NOW, beside=b"124").judgements[0].code == "content_changed"
    assert verifying.verify(raw, Trust(), NOW).code == "content_missing"
    assert (
        verifying.verify((REAL / "message.p7").read_bytes(), Trust(), NOW, beside=b"124").code == "other_content"
    )
