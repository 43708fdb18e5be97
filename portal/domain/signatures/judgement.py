"""What is said of a signature, and of a file with its signatures: as facts, each with how far it reaches.

Codes, not sentences: :mod:`wording` has the words. There is no single «valid» here on purpose.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from portal.domain.signatures.people import Signer

NOBODY = Signer("")
# What became of the content since it was signed.
WHOLE, CHANGED, UNVERIFIED = "whole", "changed", "unverified"
# Where the time comes from, and what is known of the certificate having been taken back.
STAMPED, CLAIMED, UNKNOWN = "stamped", "claimed", "unknown"
GOOD, REVOKED, UNCHECKED = "good", "revoked", "unchecked"


@dataclass(frozen=True)
class Judgement:
    """One signature, or one time stamp upon a document (``kind`` is signature or stamp)."""

    state: str
    code: str = ""
    kind: str = "signature"
    place: str = ""
    signer: Signer = NOBODY
    issuer: str = ""
    is_trusted: bool = False
    time: datetime | None = None
    time_source: str = UNKNOWN
    revocation: str = UNCHECKED
    revocation_source: str = ""
    revocation_known_at: datetime | None = None
    algorithm: str = ""
    certificate_sha256: str = ""
    problems: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """The content is as it was signed, by a certificate that a trusted authority gave, and nothing is wrong.

        Whether the certificate had been taken back may still be unchecked: see ``revocation``.
        """
        return self.state == WHOLE and self.is_trusted and not self.problems and self.revocation != REVOKED

    @property
    def fails(self) -> bool:
        """What was looked at is wrong, so that a person has to sign again; not only unknown to us."""
        return self.state == CHANGED or self.revocation == REVOKED or bool({*self.problems} & FAILURES)


# Problems that a person removes by signing again, with another key; the rest may be ours (an old list).
FAILURES = {"expired", "not_yet_valid", "wrong_usage", "claimed_in_future", "stamp_of_other"}


@dataclass(frozen=True)
class Report:
    """A file: what it is, what its signatures are, and by what lists that was said."""

    kind: str
    sha256: str
    code: str = ""
    judgements: tuple[Judgement, ...] = ()
    document_sha256: str = ""
    document: str = ""  # same | altered | other, when there was one to compare with
    trust_issued: datetime | None = None
    checked_at: datetime | None = None
    fetched: bool = field(default=False)

    @property
    def signatures(self) -> tuple[Judgement, ...]:
        """Without the time stamps."""
        return tuple(one for one in self.judgements if one.kind == "signature")

    def to_json(self) -> str:
        """All of it, dates in ISO 8601."""
        return json.dumps(asdict(self), default=_plain, ensure_ascii=False)


def from_json(text: str) -> Report:
    """What :meth:`Report.to_json` wrote."""
    held = json.loads(text)
    judgements = tuple(_judgement(one) for one in held.pop("judgements"))
    return Report(judgements=judgements, **_timed(held, ("trust_issued", "checked_at")))


def _judgement(held: dict[str, Any]) -> Judgement:
    signer = Signer(**held.pop("signer"))
    lists: dict[str, Any] = {name: tuple(held.pop(name)) for name in ("problems", "remarks")}
    return Judgement(signer=signer, **lists, **_timed(held, ("time", "revocation_known_at")))


def _timed(held: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {
        name: datetime.fromisoformat(value) if name in names and value else value for name, value in held.items()
    }


def _plain(value: object) -> str:
    assert isinstance(value, datetime)
    return value.isoformat()
