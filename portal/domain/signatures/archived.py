"""What lies beside a signature to judge it by: certificates, answers on revocation, time stamps.

In the CMS itself (RFC 5652), in attributes (CAdES, Adobe), in the /DSS of a PDF (ETSI EN 319 142-1, 5.4.2).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from asn1crypto import core, crl, ocsp

from portal.domain.signatures import cms
from portal.domain.signatures import identifiers as oid
from portal.domain.signatures.certificates import Certificate
from portal.domain.signatures.cms import Checked, SignedData
from portal.domain.signatures.faults import Unverifiable, guarded

MOST = 40


@dataclass(frozen=True)
class Evidence:
    """Certificates and answers that were found with a signature; none of them is believed without a check."""

    certificates: tuple[Certificate, ...] = ()
    crls: tuple[bytes, ...] = ()
    ocsps: tuple[bytes, ...] = ()

    def and_of(self, signed: SignedData, checked: Checked) -> Evidence:
        """This with what the CMS and the signer's attributes bring."""
        crls, ocsps = _in_attributes(checked)
        return Evidence(
            tuple(dict.fromkeys((*signed.certificates, *self.certificates)))[:MOST],
            (*signed.crls, *crls, *self.crls)[:MOST],
            (*ocsps, *self.ocsps)[:MOST],
        )


NOTHING = Evidence()


def tokens(checked: Checked) -> list[bytes]:
    """Time stamps upon the signature (RFC 3161, appendix A), a few at most."""
    held = checked.unsigned.get(oid.TIME_STAMP_TOKEN)
    return list(cms.values(held))[:4] if held is not None else []


class _Adobe(core.Sequence):  # type: ignore[misc]
    """RevocationInfoArchival of ISO 32000-1, 12.8.3.3.2."""

    _fields = [
        ("crls", core.SequenceOf, {"explicit": 0, "optional": True, "spec": crl.CertificateList}),
        ("ocsps", core.SequenceOf, {"explicit": 1, "optional": True, "spec": ocsp.OCSPResponse}),
        ("others", core.Any, {"explicit": 2, "optional": True}),
    ]


class _Cades(core.Sequence):  # type: ignore[misc]
    """RevocationValues of ETSI EN 319 122-1, A.1.2."""

    _fields = [
        ("crls", core.SequenceOf, {"explicit": 0, "optional": True, "spec": crl.CertificateList}),
        ("ocsps", core.SequenceOf, {"explicit": 1, "optional": True, "spec": ocsp.BasicOCSPResponse}),
        ("others", core.Any, {"explicit": 2, "optional": True}),
    ]


def _in_attributes(checked: Checked) -> tuple[list[bytes], list[bytes]]:
    crls: list[bytes] = []
    ocsps: list[bytes] = []
    for held, kind in (
        (checked.signed.get(oid.ADOBE_REVOCATION), _Adobe),
        (checked.unsigned.get(oid.CADES_REVOCATION_VALUES), _Cades),
    ):
        for raw in cms.values(held) if held is not None else ():
            found = _parts(raw, kind)
            crls += found[0]
            ocsps += found[1]
    return crls, ocsps


def _parts(raw: bytes, kind: type[core.Sequence]) -> tuple[list[bytes], list[bytes]]:
    def parts(name: str) -> Iterator[bytes]:
        held = kind.load(raw)[name]
        for one in held if not isinstance(held, core.Void) else ():
            yield one.dump()

    try:
        return guarded(lambda: (list(parts("crls")), list(parts("ocsps"))), "bad_cms")
    except Unverifiable:
        return [], []
