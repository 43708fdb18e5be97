"""A file with its signatures, whatever kind it is: PDF, CMS or ASiC."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime

from portal.domain.signatures import asic, cms, pdf, same
from portal.domain.signatures import judgement as j
from portal.domain.signatures.certificates import plain
from portal.domain.signatures.encodings import der
from portal.domain.signatures.faults import Broken, Unverifiable
from portal.domain.signatures.judgement import Judgement, Report
from portal.domain.signatures.judging import Contents, Setting, judge, judge_stamp
from portal.domain.signatures.timestamps import Stamp
from portal.domain.signatures.trust import Trust

LARGEST = 5 * 1024 * 1024
MOST_SIGNERS = 20
LONGEST_PLACE = 100


def verify(
    content: bytes, trust: Trust, now: datetime, *, beside: bytes | None = None, made: bytes | None = None
) -> Report:
    """Judge every signature of a file.

    ``beside`` is the document, where the signature does not hold it; ``made`` is what the portal made, to
    compare with. Nothing is fetched. Files from strangers go through :mod:`examining`: it bounds time and memory.
    """
    kind = _kind(content)
    report = Report(kind, hashlib.sha256(content).hexdigest(), trust_issued=trust.issued, checked_at=now)
    try:
        if len(content) > LARGEST or len(beside or b"") > LARGEST:
            raise Unverifiable("too_large")
        judgements, document = _KINDS[kind](content, beside, Setting(trust, now))
    except (Unverifiable, Broken) as error:
        return replace(report, code=error.code)
    has_signature = any(one.kind == "signature" for one in judgements)
    return replace(
        report,
        code="" if has_signature else "no_signature",
        judgements=tuple(replace(one, place=plain(one.place)[:LONGEST_PLACE]) for one in judgements),
        document_sha256=hashlib.sha256(document).hexdigest(),
        document="" if made is None else same.compare(document, made),
    )


def _kind(content: bytes) -> str:
    """By its first bytes; a .p7s and a container may hold a PDF near their beginning too."""
    if content.startswith(b"PK\x03\x04"):
        return "asic"
    return "pades" if b"%PDF-" in content[:1024] and content[:1] != b"\x30" else "cades"


Judged = tuple[tuple[Judgement, ...], bytes]


def _pades(content: bytes, beside: bytes | None, setting: Setting) -> Judged:
    reader = pdf.open_pdf(content)
    setting = replace(setting, evidence=pdf.evidence(reader))
    found = list(pdf.signatures(reader, content))
    stamps = [(one, *_stamp(one, setting)) for one in found if one.subfilter == pdf.STAMP]
    judged = {one.place: said for one, said, _stamp in stamps}
    for one in found:
        if one.subfilter != pdf.STAMP:
            later = [
                stamp for holder, _said, stamp in stamps if stamp and not holder.code and holder.end >= one.end
            ]
            judged[one.place] = _signature(one, setting, min(later, key=lambda stamp: stamp.at, default=None))
    return tuple(judged[one.place] for one in found), content


def _stamp(one: pdf.Embedded, setting: Setting) -> tuple[Judgement, Stamp | None]:
    said, stamp = judge_stamp(one.cms, one.covered, setting, one.place)
    return _with_changes(said, one), None if one.code else stamp


def _signature(one: pdf.Embedded, setting: Setting, proof: Stamp | None) -> Judgement:
    if one.subfilter not in (pdf.CADES, pdf.ADOBE):
        return Judgement(j.UNVERIFIED, "unknown_subfilter", place=one.place)
    try:
        signed = cms.read(one.cms)
        if len(signed.signers) != 1 or signed.content is not None:
            raise Unverifiable("bad_cms", "a PDF wants one signer and no content")
    except Unverifiable as error:
        return Judgement(j.UNVERIFIED, error.code, place=one.place)
    said = judge(
        signed,
        signed.signers[0],
        Contents(one.covered),
        setting,
        proof=proof,
        must_name_certificate=one.subfilter == pdf.CADES,
    )
    return _with_changes(replace(said, place=one.place), one)


def _with_changes(said: Judgement, one: pdf.Embedded) -> Judgement:
    """What the signature says, and what came behind it in the file."""
    if one.code:
        return replace(said, state=j.CHANGED, code=one.code)
    return replace(said, remarks=(*said.remarks, *one.remarks))


def _cades(content: bytes, beside: bytes | None, setting: Setting) -> Judged:
    signed = cms.read(der(content))
    if signed.content is not None and beside is not None and signed.content != beside:
        raise Broken("other_content")
    document = signed.content if signed.content is not None else beside
    if document is None:
        raise Unverifiable("content_missing")
    return _signers(signed, document, setting, ""), document


def _signers(signed: cms.SignedData, document: bytes, setting: Setting, place: str) -> tuple[Judgement, ...]:
    if not signed.signers:
        raise Unverifiable("no_signature")
    if len(signed.signers) > MOST_SIGNERS:
        raise Unverifiable("too_many_signatures")
    contents = Contents(document)
    return tuple(replace(judge(signed, one, contents, setting), place=place) for one in signed.signers)


def _asic(content: bytes, beside: bytes | None, setting: Setting) -> Judged:
    container = asic.read(content)
    judged: list[Judgement] = []
    for part in container.parts:
        signed = cms.read(der(part.cms))
        said = _signers(signed, part.signed, setting, part.place)
        try:
            container.expect_covered(part)
        except (Broken, Unverifiable) as error:
            state = j.CHANGED if isinstance(error, Broken) else j.UNVERIFIED
            said = tuple(
                replace(one, state=state, code=error.code) if one.state == j.WHOLE else one for one in said
            )
        judged += said
    if beside is not None and beside not in container.documents.values():
        raise Broken("other_content")
    names = sorted(container.documents, key=lambda name: (not name.lower().endswith(".pdf"), name))
    return tuple(judged), container.documents[names[0]]


_KINDS = {"pades": _pades, "cades": _cades, "asic": _asic}
