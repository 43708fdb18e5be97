"""Whom to trust: authorities from lists of the ЦЗО or from bundles, kept as files in a folder.

A list is a JSON file of :class:`Service`; answers on revocation (``*.crl``, ``*.ocsp``) may lie beside it.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path

from portal.domain.signatures import certificates
from portal.domain.signatures.certificates import Certificate

# ETSI TS 119 612, 5.5.4: in force under the law of today, or of the time before it.
GRANTED = ("granted", "undersupervision", "accredited", "recognisedatnationallevel")


@dataclass(frozen=True)
class Service:
    """A service of trust: an authority's certificate, and since when it was in which status, oldest first."""

    name: str
    kind: str
    certificate: bytes
    statuses: tuple[tuple[datetime, str], ...] = ()

    def was_trusted(self, at: datetime) -> bool:
        """Whether it was granted at that time. A service without a history is trusted as long as it is listed."""
        known = [status for since, status in self.statuses if since <= at]
        return not self.statuses or (bool(known) and known[-1] in GRANTED)


@dataclass(frozen=True)
class TrustList:
    """One list, as it was read."""

    name: str
    issued: datetime
    services: tuple[Service, ...]
    source_sha256: str = ""
    next_update: datetime | None = None


@dataclass(frozen=True)
class Trust:
    """All lists, and what lies there of revocations."""

    lists: tuple[TrustList, ...] = ()
    crls: tuple[bytes, ...] = ()
    ocsps: tuple[bytes, ...] = field(default=(), repr=False)

    @cached_property
    def anchors(self) -> dict[bytes, list[Service]]:
        """The services by the bytes of their certificates."""
        found: dict[bytes, list[Service]] = {}
        for service in (one for single in self.lists for one in single.services):
            found.setdefault(service.certificate, []).append(service)
        return found

    @cached_property
    def certificates(self) -> tuple[Certificate, ...]:
        """Those of the services."""
        return certificates.read_those(self.anchors)

    def trusts(self, certificate: Certificate, at: datetime) -> bool:
        """Whether this very certificate is listed and was in force at that time."""
        return any(service.was_trusted(at) for service in self.anchors.get(certificate.raw, ()))

    @property
    def issued(self) -> datetime | None:
        """The date of the oldest list: what is said rests on nothing newer."""
        return min((one.issued for one in self.lists), default=None)


def load(folder: Path) -> Trust:
    """What the folder holds; nothing when there is no such folder."""
    return Trust(
        lists=tuple(_read(path) for path in sorted(folder.glob("*.json"))),
        crls=tuple(path.read_bytes() for path in sorted(folder.glob("*.crl"))),
        ocsps=tuple(path.read_bytes() for path in sorted(folder.glob("*.ocsp"))),
    )


def keep(one: TrustList, folder: Path) -> Path:
    """Write the list under its name, in the place of an earlier one, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{one.name}.json"
    unfinished = target.with_suffix(".part")
    with unfinished.open("w", encoding="utf-8") as file:
        json.dump(asdict(one), file, default=_plain, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(target)
    return target


def of_certificates(name: str, issued: datetime, raws: Iterable[bytes], source_sha256: str = "") -> TrustList:
    """A list of authorities that somebody trusts without a history: a bundle."""
    services = tuple(Service(certificates.read(raw).name, "bundle", raw) for raw in raws)
    return TrustList(name, issued, services, source_sha256)


def _plain(value: object) -> str:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)


def _read(path: Path) -> TrustList:
    held = json.loads(path.read_text("utf-8"))
    services = tuple(
        Service(
            one["name"],
            one["kind"],
            base64.b64decode(one["certificate"]),
            tuple((datetime.fromisoformat(since), status) for since, status in one["statuses"]),
        )
        for one in held["services"]
    )
    later = held["next_update"]
    return TrustList(
        held["name"],
        datetime.fromisoformat(held["issued"]),
        services,
        held["source_sha256"],
        datetime.fromisoformat(later) if later else None,
    )
