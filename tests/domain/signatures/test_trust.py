"""Lists of trust: read from the ЦЗО's XML and from bundles, kept, read again."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from pathlib import Path

import pytest
from asn1crypto import cms
from asn1crypto.x509 import Certificate

from portal.demo.signing import people
from portal.demo.signing.answers import revocation_list
from portal.domain.signatures import bundles, trust, trust_lists
from portal.domain.signatures.faults import Unverifiable
from portal.domain.signatures.trust import Trust
from tests.domain.signatures.samples import NOW, REAL, judged, signed

ETSI = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus"


def xml(certificate: bytes, kind: str = "http://uri.etsi.org/TrstSvc/Svctype/CA/QC", head: str = "") -> bytes:
    """A list as the ЦЗО publishes it, with one service that was granted, and before that under supervision."""
    held = base64.encodebytes(certificate).decode()
    return f"""<?xml version="1.0" encoding="UTF-8"?>{head}
<tsl:TrustServiceStatusList xmlns:tsl="http://uri.etsi.org/02231/v2#" TSLTag="http://uri.etsi.org/19612/TSLTag">
 <tsl:SchemeInformation>
  <tsl:TSLSequenceNumber>7</tsl:TSLSequenceNumber>
  <tsl:ListIssueDateTime>2026-11-20T10:00:00Z</tsl:ListIssueDateTime>
  <tsl:NextUpdate><tsl:dateTime>2027-05-20T10:00:00Z</tsl:dateTime></tsl:NextUpdate>
 </tsl:SchemeInformation>
 <tsl:TrustServiceProviderList><tsl:TrustServiceProvider><tsl:TSPServices><tsl:TSPService>
  <tsl:ServiceInformation>
   <tsl:ServiceTypeIdentifier>{kind}</tsl:ServiceTypeIdentifier>
   <tsl:ServiceName><tsl:Name xml:lang="uk">Тестовий надавач</tsl:Name></tsl:ServiceName>
   <tsl:ServiceDigitalIdentity><tsl:DigitalId><tsl:X509Certificate>{held}</tsl:X509Certificate></tsl:DigitalId>
   </tsl:ServiceDigitalIdentity>
   <tsl:ServiceStatus>{ETSI}/granted</tsl:ServiceStatus>
   <tsl:StatusStartingTime>2025-01-01T00:00:00Z</tsl:StatusStartingTime>
  </tsl:ServiceInformation>
  <tsl:ServiceHistory><tsl:ServiceHistoryInstance>
   <tsl:ServiceStatus>{ETSI}/withdrawn/</tsl:ServiceStatus>
   <tsl:StatusStartingTime>2024-06-01T00:00:00Z</tsl:StatusStartingTime>
  </tsl:ServiceHistoryInstance></tsl:ServiceHistory>
 </tsl:TSPService></tsl:TSPServices></tsl:TrustServiceProvider></tsl:TrustServiceProviderList>
</tsl:TrustServiceStatusList>""".encode()


AUTHORITY = people.authority().certificate.raw


def test_a_list_is_read_kept_and_read_again(tmp_path: Path) -> None:
    one = trust_lists.read("TL-UA-DSTU", xml(AUTHORITY))
    assert (one.issued, one.next_update) == (
        datetime(2026, 11, 20, 10, tzinfo=UTC),
        datetime(2027, 5, 20, 10, tzinfo=UTC),
    )
    (service,) = one.services
    assert [status for _since, status in service.statuses] == ["withdrawn", "granted"]
    assert not service.was_trusted(datetime(2024, 12, 1, tzinfo=UTC))
    assert trust.keep(one, tmp_path / "trust").name == "TL-UA-DSTU.json"
    trust.keep(one, tmp_path / "trust")
    (tmp_path / "trust" / "some.crl").write_bytes(b"crl")
    held = trust.load(tmp_path / "trust")
    assert (held.lists, held.crls) == ((one,), (b"crl",))
    assert judged(signed("ec"), held).judgements[0].holds
    assert judged(signed("ec"), held).trust_issued == one.issued


def test_answers_in_the_folder_count() -> None:
    crl = revocation_list(people.authority(), NOW, NOW, {people.ivan("ec").certificate.serial: NOW})
    held = Trust((people.trust_list(),), crls=(crl,))
    assert judged(signed("ec"), held).judgements[0].revocation == "revoked"


def test_services_of_other_kinds_are_left_out() -> None:
    other = xml(AUTHORITY, kind="http://uri.etsi.org/TrstSvc/Svctype/EDS/Q")
    assert trust_lists.read("x", other).services == ()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<x/>",
        b"<x",
        xml(AUTHORITY)[:-50],
        xml(AUTHORITY, head="<!DOCTYPE x>"),
        xml(AUTHORITY).replace(b"2026-11-20T10", b"yesterday"),
        xml(AUTHORITY).replace(b"MII", b"!!!"),
    ],
)
def test_lists_that_are_none(content: bytes) -> None:
    with pytest.raises(Unverifiable, match="bad_list"):
        trust_lists.read("x", content)


def test_no_folder(tmp_path: Path) -> None:
    assert trust.load(tmp_path / "nowhere") == Trust()


def p7b(*raws: bytes) -> bytes:
    held = cms.ContentInfo(
        {
            "content_type": "signed_data",
            "content": {
                "version": "v1",
                "digest_algorithms": [],
                "encap_content_info": {"content_type": "data"},
                "certificates": [cms.CertificateChoices("certificate", Certificate.load(raw)) for raw in raws],
                "signer_infos": [],
            },
        }
    )
    return bytes(held.dump())


def test_a_bundle() -> None:
    raws = [path.read_bytes() for path in sorted(REAL.glob("*.cer"))]
    assert bundles.read(p7b(*raws)) == tuple(raws)
    assert bundles.read(base64.encodebytes(p7b(*raws))) == tuple(raws)
    assert bundles.read(raws[0]) == (raws[0],)
    outcomes = sorted(one.outcome for one in bundles.check(raws))
    assert outcomes == ["verified", "verified", "without issuer", "without issuer"]
    for content in (b"", b"text", b"\x30\x80"):
        with pytest.raises(Unverifiable):
            bundles.read(content)
