"""One signer, judged: signature, way to a trusted authority, time, revocation, each by its own room."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from asn1crypto import cms as asn1_cms

from portal.domain.signatures import archived, chain, cms, digests, people, revocation, timestamps
from portal.domain.signatures import identifiers as oid
from portal.domain.signatures import judgement as j
from portal.domain.signatures.archived import NOTHING, Evidence
from portal.domain.signatures.chain import Chain
from portal.domain.signatures.cms import Checked, SignedData
from portal.domain.signatures.faults import Broken, Unverifiable
from portal.domain.signatures.judgement import Judgement
from portal.domain.signatures.timestamps import Stamp
from portal.domain.signatures.trust import Trust

# Clocks differ; a signature that claims to be of tomorrow is another matter.
TOLERANCE = timedelta(hours=12)


@dataclass(frozen=True)
class Setting:
    """By what the judging is done: lists, what lies in the file besides, and the time when it is done."""

    trust: Trust
    now: datetime
    evidence: Evidence = NOTHING


class Contents:
    """The signed bytes, with their hashes remembered: many signers may have hashed the same five megabytes."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self._known: dict[tuple[str, bytes], bytes] = {}

    def digest(self, identifier: str, sbox: bytes) -> bytes:
        key = (identifier, sbox if identifier == oid.GOST_34311 else b"")
        if key not in self._known:
            self._known[key] = digests.digest(identifier, self.content, sbox)
        return self._known[key]


def judge(
    signed: SignedData,
    info: asn1_cms.SignerInfo,
    contents: Contents,
    setting: Setting,
    *,
    proof: Stamp | None = None,
    must_name_certificate: bool = False,
) -> Judgement:
    """Judge a signer; ``proof`` is a time stamp upon the whole document, if there is one."""
    try:
        checked = cms.check(signed, info, contents.digest)
        if must_name_certificate and not checked.names_certificate:
            raise Unverifiable("no_signing_certificate")
        signer = people.of(checked.certificate)
    except (Broken, Unverifiable) as error:
        return failed(error, signed, info)
    evidence = setting.evidence.and_of(signed, checked)
    moment, source, remarks = _when(checked, signed, replace(setting, evidence=evidence), proof)
    at = moment or setting.now
    way = chain.build(checked.certificate, evidence.certificates, setting.trust, at)
    answer = _revocation(way, at, source, setting.trust, evidence)
    return Judgement(
        state=j.WHOLE,
        signer=signer,
        issuer=_issuer(way),
        is_trusted=way.is_trusted,
        time=moment,
        time_source=source,
        revocation=answer[0],
        revocation_source=answer[1],
        revocation_known_at=answer[2],
        algorithm=checked.algorithm,
        certificate_sha256=checked.certificate.fingerprint,
        problems=(*way.problems, *_misuse(checked), *_odd_time(at, setting.now)),
        remarks=remarks,
    )


def failed(error: Broken | Unverifiable, signed: SignedData, info: asn1_cms.SignerInfo) -> Judgement:
    """Of a signature that is wrong, or that could not be verified, only who it says it is of can be told."""
    state = j.CHANGED if isinstance(error, Broken) else j.UNVERIFIED
    try:
        certificate = cms.certificate_of(signed, info)
        said = certificate and Judgement(
            state,
            error.code,
            signer=people.of(certificate),
            issuer=certificate.issuer_names.get("2.5.4.3", ""),
            certificate_sha256=certificate.fingerprint,
        )
    except (ValueError, TypeError, KeyError, AttributeError, Unverifiable):
        said = None
    return said or Judgement(state, error.code)


def judge_stamp(token: bytes, contents: bytes, setting: Setting, place: str) -> tuple[Judgement, Stamp | None]:
    """A time stamp upon a document; the stamp itself only if its authority is trusted."""
    try:
        stamp = timestamps.check(token, contents, setting.evidence.certificates, setting.trust)
        signer = people.of(stamp.chain.path[0])
    except (Broken, Unverifiable) as error:
        state = j.CHANGED if isinstance(error, Broken) else j.UNVERIFIED
        return Judgement(state, error.code, kind="stamp", place=place), None
    said = Judgement(
        j.WHOLE,
        kind="stamp",
        place=place,
        signer=signer,
        issuer=_issuer(stamp.chain),
        is_trusted=stamp.chain.is_trusted,
        time=stamp.at,
        time_source=j.STAMPED,
        algorithm=stamp.algorithm,
        problems=stamp.chain.problems,
    )
    return said, stamp if stamp.chain.is_trusted else None


def _when(
    checked: Checked, signed: SignedData, setting: Setting, proof: Stamp | None
) -> tuple[datetime | None, str, tuple[str, ...]]:
    """(when it was signed, by whose word, remarks): the word of a stamp that is trusted, else the signer's."""
    remarks = []
    times = [proof.at] if proof else []
    for token in archived.tokens(checked):
        others = setting.evidence.certificates
        try:
            stamp = timestamps.check(token, checked.signature, others, setting.trust)
        except (Broken, Unverifiable) as error:
            remarks.append(error.code)
            continue
        if stamp.chain.is_trusted:
            times.append(stamp.at)
        else:
            remarks.append("stamp_untrusted")
    if times:
        return min(times), j.STAMPED, tuple(dict.fromkeys(remarks))
    claimed = checked.claimed.astimezone(UTC) if checked.claimed else None
    return claimed, j.CLAIMED if claimed else j.UNKNOWN, tuple(dict.fromkeys(remarks))


def _revocation(
    way: Chain, at: datetime, source: str, trust: Trust, evidence: Evidence
) -> tuple[str, str, datetime | None]:
    """(good, revoked or unchecked; crl or ocsp; known when): of every certificate below the trusted one."""
    told: list[tuple[str, str, datetime | None]] = []
    for one, issuer in zip(way.path, way.path[1:], strict=False):
        if trust.trusts(one, at):
            break
        crls, ocsps = (*evidence.crls, *trust.crls), (*evidence.ocsps, *trust.ocsps)
        answer = revocation.ask(one, issuer, at, crls, ocsps)
        if answer is None:
            told.append((j.UNCHECKED, "", None))
        elif answer.revoked and (answer.revoked <= at or source != j.STAMPED):
            # Taken back after it was signed is in order only if a stamp, not the signer, says when that was.
            return j.REVOKED, answer.source, answer.revoked
        else:
            told.append((j.GOOD, answer.source, answer.given))
    is_all_good = bool(told) and all(status == j.GOOD for status, _source, _at in told)
    return told[0] if is_all_good else (j.UNCHECKED, "", None)


def _issuer(way: Chain) -> str:
    return way.issuer.name if way.issuer else way.path[0].issuer_names.get("2.5.4.3", "")


def _misuse(checked: Checked) -> tuple[str, ...]:
    usages = checked.certificate.usages
    is_for_signing = usages is None or bool(usages & {"digital_signature", "non_repudiation"})
    # Authorities of time and of answers stand on the lists of trust as well; they sign no documents.
    extended = checked.certificate.extended_usages
    is_a_service = bool(extended) and extended is not None and extended <= {oid.TIME_STAMPING, oid.OCSP_SIGNING}
    return () if is_for_signing and not is_a_service else ("wrong_usage",)


def _odd_time(at: datetime, now: datetime) -> tuple[str, ...]:
    return ("claimed_in_future",) if at > now + TOLERANCE else ()
