"""One signer, judged: signature, way to a trusted authority, time, revocation, each by its own room."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from asn1crypto import cms as asn1_cms

from portal.domain.signatures import archived, chain, cms, digests, people, revocation, timestamps
from portal.domain.signatures import identifiers as oid
from portal.domain.signatures import judgement as j
from portal.domain.signatures.archived import NOTHING, Evidence
from portal.domain.signatures.chain import Chain
from portal.domain.signatures.cms import Checked, SignedData
from portal.domain.signatures.faults import Broken, Unverifiable, guarded
from portal.domain.signatures.judgement import Judgement
from portal.domain.signatures.timestamps import Stamp
from portal.domain.signatures.trust import Trust

# Clocks differ; a signature that claims to be of tomorrow is another matter.
TOLERANCE = timedelta(hours=12)
# (good, revoked or unchecked; crl or ocsp; known when)
Known = tuple[str, str, datetime | None]


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
    """Judge a signer; ``proof`` is a time stamp upon the whole document, if there is one.

    Where no stamp says when that was, everything has to be in order now as well: a key that was stolen after its
    certificate had expired, or was taken back, signs with any time that its thief likes.
    """
    try:
        return guarded(lambda: _judged(signed, info, contents, setting, proof, must_name_certificate), "bad_cms")
    except (Broken, Unverifiable) as error:
        return failed(error, signed, info)


def _judged(
    signed: SignedData,
    info: asn1_cms.SignerInfo,
    contents: Contents,
    setting: Setting,
    proof: Stamp | None,
    must_name_certificate: bool,
) -> Judgement:
    checked = cms.check(signed, info, contents.digest)
    if must_name_certificate and not checked.names_certificate:
        raise Unverifiable("no_signing_certificate")
    signer = people.of(checked.certificate)
    evidence = setting.evidence.and_of(signed, checked)
    setting = replace(setting, evidence=evidence)
    moment, source, remarks = _when(checked, signed, setting, proof)
    at = moment or setting.now
    way = chain.build(checked.certificate, evidence.certificates, setting.trust, at)
    if source == j.STAMPED:
        proved, proved_at = way, at
    else:
        proved_at = setting.now
        proved = chain.build(checked.certificate, evidence.certificates, setting.trust, proved_at)
    answer = _revocation(proved, proved_at, source, setting)
    return Judgement(
        state=j.WHOLE,
        signer=signer,
        issuer=_issuer(way),
        is_trusted=way.is_trusted and proved.is_trusted,
        time=moment,
        time_source=source,
        revocation=answer[0],
        revocation_source=answer[1],
        revocation_known_at=answer[2],
        algorithm=checked.algorithm,
        certificate_sha256=checked.certificate.fingerprint,
        problems=(*way.problems, *_since(way, proved), *_misuse(checked), *_odd_time(at, setting.now)),
        remarks=remarks,
    )


def failed(error: Broken | Unverifiable, signed: SignedData, info: asn1_cms.SignerInfo) -> Judgement:
    """Of a signature that is wrong, or that could not be verified, only who it says it is of can be told."""
    state = j.CHANGED if isinstance(error, Broken) else j.UNVERIFIED
    try:
        certificate = guarded(lambda: cms.certificate_of(signed, info), "bad_cms")
        said = certificate and Judgement(
            state,
            error.code,
            signer=people.of(certificate),
            issuer=certificate.issuer_names.get("2.5.4.3", ""),
            certificate_sha256=certificate.fingerprint,
        )
    except Unverifiable:
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
    answer, doubt = _doubt(stamp, setting)
    said = Judgement(
        j.WHOLE,
        kind="stamp",
        place=place,
        signer=signer,
        issuer=_issuer(stamp.chain),
        is_trusted=stamp.chain.is_trusted,
        time=stamp.at,
        time_source=j.STAMPED,
        revocation=answer[0],
        revocation_source=answer[1],
        revocation_known_at=answer[2],
        algorithm=stamp.algorithm,
        problems=stamp.chain.problems,
    )
    return said, None if doubt else stamp


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
        _answer, doubt = _doubt(stamp, setting)
        if doubt:
            remarks.append(doubt)
        else:
            times.append(stamp.at)
    if times:
        return min(times), j.STAMPED, tuple(dict.fromkeys(remarks))
    return checked.claimed, j.CLAIMED if checked.claimed else j.UNKNOWN, tuple(dict.fromkeys(remarks))


def _doubt(stamp: Stamp, setting: Setting) -> tuple[Known, str]:
    """(whether who gave the stamp was taken back, why it is not believed).

    It does not matter when that was: nobody but they says that the stamp is of a time before.
    """
    evidence = replace(setting.evidence, crls=(*stamp.crls, *setting.evidence.crls))
    answer = _revocation(stamp.chain, stamp.at, j.CLAIMED, replace(setting, evidence=evidence))
    if not stamp.chain.is_trusted:
        return answer, "stamp_untrusted"
    return answer, "stamp_revoked" if answer[0] == j.REVOKED else ""


def _since(then: Chain, now: Chain) -> tuple[str, ...]:
    """What has become wrong since the time that the signer claims."""
    found = (one for one in now.problems if one not in then.problems)
    return tuple("expired_since" if one == "expired" else one for one in found)


def _revocation(way: Chain, at: datetime, source: str, setting: Setting) -> Known:
    """Of every certificate below the trusted one."""
    told: list[Known] = []
    for one, issuer in zip(way.path, way.path[1:], strict=False):
        if setting.trust.trusts(one, at):
            break
        # The operator's answers apart from the file's, which may be many and of others.
        answer = revocation.foremost(
            revocation.ask(one, issuer, at, held.crls, held.ocsps) for held in (setting.trust, setting.evidence)
        )
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
