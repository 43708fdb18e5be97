"""Lists of trust of the ЦЗО: XML of ETSI TS 119 612, read into a :class:`TrustList`.

The signature of the list itself (XAdES) is not verified here: the operator takes the file from czo.gov.ua over
HTTPS and compares the hash that is printed.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from portal.domain.signatures.faults import Unverifiable
from portal.domain.signatures.trust import Service, TrustList

LARGEST = 32 * 1024 * 1024
_N = "{http://uri.etsi.org/02231/v2#}"
# Who gives certificates to people, and who gives time; the last parts of ServiceTypeIdentifier (5.5.1).
_KINDS = ("CA/QC", "CA/PKC", "NationalRootCA-QC", "TSA/QTST", "TSA", "TSA/TSS-QC")


def read(name: str, content: bytes) -> TrustList:
    """The list, with the certificates of its authorities and the history of each.

    Raises:
        Unverifiable: ``bad_list``.
    """
    if len(content) > LARGEST or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Unverifiable("bad_list", "too large, or with declarations")
    try:
        root = ElementTree.fromstring(content)  # noqa: S314 (declarations were refused above)
        scheme = _child(root, "SchemeInformation")
        next_update = scheme.find(f"{_N}NextUpdate/{_N}dateTime")
        return TrustList(
            name=name,
            issued=_moment(_child(scheme, "ListIssueDateTime")),
            services=tuple(one for service in root.iter(f"{_N}TSPService") for one in _services(service)),
            source_sha256=hashlib.sha256(content).hexdigest(),
            next_update=None if next_update is None else _moment(next_update),
        )
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise Unverifiable("bad_list", str(error)[:200]) from error


def _services(service: Element) -> Iterator[Service]:
    """One for each certificate of a service: it may have changed its key."""
    now = _child(service, "ServiceInformation")
    kind = (_child(now, "ServiceTypeIdentifier").text or "").strip().partition("/Svctype/")[2]
    if kind not in _KINDS:
        return
    history = [now, *service.iter(f"{_N}ServiceHistoryInstance")]
    statuses = tuple(sorted(_status(one) for one in history))
    named = now.find(f"{_N}ServiceName/{_N}Name")
    for held in now.iter(f"{_N}X509Certificate"):
        raw = base64.b64decode("".join((held.text or "").split()), validate=True)
        yield Service((named.text or "").strip() if named is not None else "", kind, raw, statuses)


def _status(one: Element) -> tuple[datetime, str]:
    status = (_child(one, "ServiceStatus").text or "").strip().rstrip("/").rpartition("/")[2]
    return _moment(_child(one, "StatusStartingTime")), status


def _child(parent: Element, name: str) -> Element:
    found = parent.find(f"{_N}{name}")
    if found is None:
        raise LookupError(f"no {name}")
    return found


def _moment(held: Element) -> datetime:
    found = datetime.fromisoformat((held.text or "").strip())
    return found if found.tzinfo else found.replace(tzinfo=UTC)
