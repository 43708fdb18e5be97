"""From a certificate up to an authority that is trusted (RFC 5280, section 6).

Policies are not looked at. Name constraints are not known here: a certificate with critical ones is not judged.
"""

from __future__ import annotations

from collections.abc import Iterable
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
    the path). Problems: ``untrusted_issuer``, ``expired``, ``not_yet_valid``, ``not_an_authority``,
    ``unknown_rules``, ``unknown_algorithm`` and the like when a signature on the way can't be verified.
    """
    pool = (*trust.certificates, *others)
    path = [leaf]
    problems: list[str] = []
    checks = MOST_CHECKS
    while not trust.trusts(path[-1], at) and len(path) <= LONGEST:
        found, checks, why = _issuer_of(path[-1], pool, trust, checks)
        if found is None or found in path:
            problems.append(why or "untrusted_issuer")
            return Chain(tuple(path), False, tuple(problems + _faults(path, at)))
        path.append(found)
    is_trusted = trust.trusts(path[-1], at)
    if not is_trusted:
        problems.append("untrusted_issuer")
    problems += _faults(path, at)
    return Chain(tuple(path), is_trusted and not problems, tuple(dict.fromkeys(problems)))


def candidates(certificate: Certificate, pool: Iterable[Certificate]) -> list[Certificate]:
    """Those with the issuer's name and, where the certificate says which, its key: one name has many keys."""
    return [
        one
        for one in dict.fromkeys(pool)
        if one.subject == certificate.issuer
        and (not certificate.authority_key_id or not one.key_id or one.key_id == certificate.authority_key_id)
    ]


def _issuer_of(
    certificate: Certificate, pool: Iterable[Certificate], trust: Trust, checks: int
) -> tuple[Certificate | None, int, str]:
    """(who signed it, how many checks are left, why nobody was found)."""
    why = ""
    found = candidates(certificate, pool)
    for one in sorted(found, key=lambda one: one.raw not in trust.anchors):
        if not checks:
            return None, 0, "too_many_certificates"
        checks -= 1
        try:
            if _signed(certificate, one):
                return one, checks, ""
            why = why or "bad_issuer_signature"
        except Unverifiable as error:
            why = error.code
    return None, checks, why


@lru_cache(maxsize=256)
def _signed(certificate: Certificate, issuer: Certificate) -> bool:
    return certificate.is_signed_by(issuer)


def _faults(path: list[Certificate], at: datetime) -> list[str]:
    found = []
    for place, one in enumerate(path):
        if at < one.begins:
            found.append("not_yet_valid")
        if at > one.ends:
            found.append("expired")
        if one.unknown_rules:
            found.append("unknown_rules")
        if place and not _may_issue(one, place - 1):
            found.append("not_an_authority")
    return list(dict.fromkeys(found))


def _may_issue(one: Certificate, authorities_below: int) -> bool:
    return (
        one.is_authority
        and (one.usages is None or "key_cert_sign" in one.usages)
        and (one.longest_path is None or authorities_below <= one.longest_path)
    )
