"""Who a certificate belongs to: РНОКПП or УНЗР, in the two ways that Ukrainian authorities write them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from asn1crypto import core

from portal.domain import identifiers
from portal.domain.errors import Refused
from portal.domain.signatures import identifiers as oid
from portal.domain.signatures.certificates import Certificate, plain
from portal.domain.signatures.faults import guarded

_TINUA = re.compile(r"TINUA-(\d{10})")
_UNZR = re.compile(r"(?:PNOUA|IDCUA)?-?(\d{8}-?\d{5})")


@dataclass(frozen=True)
class Signer:
    """The owner of a certificate, in the words of who issued it."""

    name: str
    tax_number: str = ""
    register_number: str = ""
    organisation_number: str = ""


def of(certificate: Certificate) -> Signer:
    """The owner: attributes of the directory (order z1399-12) first, then serialNumber of ETSI EN 319 412-1.

    Raises:
        Unverifiable: ``bad_certificate``.
    """
    attributes = guarded(lambda: _directory(certificate), "bad_certificate")
    names = certificate.subject_names
    stated = names.get("2.5.4.5", "")
    tin, unzr = _TINUA.search(stated), _UNZR.fullmatch(stated)
    numbers = (attributes.get(oid.TAX_NUMBER, ""), tin[1] if tin else "")
    whole = " ".join(names[one] for one in ("2.5.4.4", "2.5.4.42") if one in names)
    return Signer(
        name=names.get("2.5.4.3") or whole,
        tax_number=next(filter(None, map(_tax_number, numbers)), ""),
        register_number=attributes.get(oid.REGISTER_NUMBER, "") or (unzr[1] if unzr else ""),
        organisation_number=attributes.get(oid.ORGANISATION_NUMBER, ""),
    )


def _tax_number(stated: str) -> str:
    """Who has no РНОКПП has zeros there, or a passport: that tells nobody from another."""
    try:
        number = identifiers.tax_number(stated)
    except Refused:
        return ""
    return number if number.strip("0") else ""


class _Attribute(core.Sequence):  # type: ignore[misc]
    _fields = [("type", core.ObjectIdentifier), ("values", core.SetOf, {"spec": core.Any})]


class _Attributes(core.SequenceOf):  # type: ignore[misc]
    _child_spec = _Attribute


def _directory(certificate: Certificate) -> dict[str, str]:
    _is_critical, held = certificate.extensions.get(oid.DIRECTORY_ATTRIBUTES, (False, b"\x30\x00"))
    found = {}
    for attribute in _Attributes.load(held, strict=True):
        values = [value.native for value in attribute["values"]]
        if values and isinstance(values[0], str):
            found[str(attribute["type"].dotted)] = plain(values[0])
    return found
