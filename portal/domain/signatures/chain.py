"""From a certificate up to an authority that is trusted (RFC 5280, section 6).

Policies are not looked at. Name constraints are not known here: a certificate with critical ones is not judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from portal.domain.signatures.certificates import Certificate
from portal.domain.signatures.faults import Unverifiable
from portal.domain.signatures.trust import Trust

LONGEST = 6
# One name may have many keys, and a hostile file any number of them.
MOST_CHECKS = 24


@dataclass(frozen=True)
class Chain:
    """The way up, the certificate itself first, and what is wrong with it: nothing, or codes."""

    path: tuple[Certificate, ...]
    is_trusted: bool
    problems: tuple[str, ...] = ()

    @property
    def issuer(self) -> Certificate | None:
        return self.path[1] if len(self.path) > 1 else None


def build(leaf: Certificate, others: Iterable[Certificate], trust: Trust, at: datetime) -> Chain:
    """The way from the certificate to one that was trusted at that time, by signatures that were verified.

    Every certificate has to be valid at that time, every authority one (basicConstraints, keyCertSign, length of
    the path). Of several ways one without a problem is taken: an authority's key may have a certificate that
    expired and a renewed one. Problems: ``untrusted_issuer``, ``expired``, ``not_yet_valid``,
    ``issuer_not_valid``, ``not_an_authority``, ``unknown_rules``, ``unknown_algorithm`` and the like when a
    signature on the way can't be verified.
    """
    return _Search((*trust.certificates, *others), trust, at).upwards((leaf,))


class _Search:
    """All ways up, the likely ones first, as far as the number of signatures to verify allows."""

    def __init__(self, pool: Iterable[Certificate], trust: Trust, at: datetime) -> None:
        self._pool = tuple(pool)
        self._trust, self._at = trust, at
        self._checks = MOST_CHECKS

    def upwards(self, path: tuple[Certificate, ...]) -> Chain:
        """The best way that begins with these: one that is right, else one that leads to somebody trusted."""
        if self._trust.trusts(path[-1], self._at):
            problems = _faults(path, self._at)
            return Chain(path, not problems, problems)
        best: Chain | None = None
        why = ""
        for one in self._issuers(path):
            found, error = self._step(path, one)
            why = error or why
            if found is not None and (best is None or self._rank(found) < self._rank(best)):
                best = found
            if best is not None and best.is_trusted:
                break
        return best or Chain(path, False, (why or "untrusted_issuer", *_faults(path, self._at)))

    def _step(self, path: tuple[Certificate, ...], one: Certificate) -> tuple[Chain | None, str]:
        """(the way by this issuer, why there is none)."""
        if not self._checks:
            return None, "too_many_certificates"
        self._checks -= 1
        try:
            return (self.upwards((*path, one)), "") if _signed(path[-1], one) else (None, "bad_issuer_signature")
        except Unverifiable as error:
            return None, error.code

    def _issuers(self, path: tuple[Certificate, ...]) -> list[Certificate]:
        if len(path) > LONGEST:
            return []
        found = [one for one in candidates(path[-1], self._pool) if one not in path]
        return sorted(found, key=self._likely, reverse=True)

    def _likely(self, one: Certificate) -> tuple[bool, bool, bool]:
        is_valid = one.begins <= self._at <= one.ends
        return self._trust.trusts(one, self._at), one.raw in self._trust.anchors, is_valid

    def _rank(self, way: Chain) -> tuple[bool, int]:
        return not self._trust.trusts(way.path[-1], self._at), len(way.problems)


def candidates(certificate: Certificate, pool: Iterable[Certificate]) -> list[Certificate]:
    """Those with the issuer's name and, where the certificate says which, its key: one name has many keys."""
    return [
        one
        for one in dict.fromkeys(pool)
        if one.subject == certificate.issuer
        and (not certificate.authority_key_id or not one.key_id or one.key_id == certificate.authority_key_id)
    ]


@lru_cache(maxsize=256)
def _signed(certificate: Certificate, issuer: Certificate) -> bool:
    return certificate.is_signed_by(issuer)


def _faults(path: Sequence[Certificate], at: datetime) -> tuple[str, ...]:
    """That an authority's certificate is over is no fault of who signed, and no news if their own is too."""
    found = []
    if at < path[0].begins:
        found.append("not_yet_valid")
    if at > path[0].ends:
        found.append("expired")
    if not found and not all(one.begins <= at <= one.ends for one in path):
        found.append("issuer_not_valid")
    for place, one in enumerate(path):
        if one.unknown_rules:
            found.append("unknown_rules")
        if place and not _may_issue(one, place - 1):
            found.append("not_an_authority")
    return tuple(dict.fromkeys(found))


def _may_issue(one: Certificate, authorities_below: int) -> bool:
    return (
        one.is_authority
        and (one.usages is None or "key_cert_sign" in one.usages)
        and (one.longest_path is None or authorities_below <= one.longest_path)
    )
