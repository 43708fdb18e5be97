"""Is it the very document that the portal made? Its bytes have to be the first revision of what was signed.

And what came behind them may be a signature and nothing else: somebody could put another page into a later
revision and sign that. Looked at are the objects of the first revision that a later one replaced (ISO 32000-1,
7.5.6).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from portal.domain.signatures.faults import Unverifiable
from portal.domain.signatures.pdf import held, open_pdf

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader

SAME, ALTERED, OTHER = "same", "altered", "other"
# Where the table of a revision begins stands at the revision's end (7.5.5).
_TABLE = re.compile(rb"startxref\s+(\d+)")
# What a signature, its evidence and its time stamps bring into the catalogue of the document.
_BROUGHT = frozenset({"/AcroForm", "/DSS", "/Extensions", "/Version", "/Perms"})
_ANNOTATIONS = frozenset({"/Annots"})


def compare(content: bytes, made: bytes) -> str:
    """``same``; ``altered``: the portal's document with changes before the signature; ``other``.

    A number or a QR code proves nothing: anybody can print it into another text.
    """
    if content == made:
        return SAME
    if not content.startswith(made):
        return OTHER
    try:
        return SAME if _is_only_signed(open_pdf(content), made) else ALTERED
    except Unverifiable:
        return OTHER
    except Exception:  # a parser raises nearly anything; what can't be compared is not proved to be the same
        return ALTERED


def _is_only_signed(reader: PdfFileReader, made: bytes) -> bool:
    begins = _TABLE.findall(made)
    if not begins or reader.xrefs.get_startxref_for_revision(0) != int(begins[-1]):
        return False
    first = reader.get_historical_resolver(0)
    return all(
        _is_harmless(reference, first, reader.get_historical_resolver(revision))
        for revision in range(1, reader.xrefs.total_revisions)
        for reference in reader.xrefs.explicit_refs_in_revision(revision)
        if not first.is_ref_unassignable(reference)
    )


def _is_harmless(reference: Any, first: Any, later: Any) -> bool:
    """Whether a later revision replaced this object by the same with no more than what a signature brings."""
    old, new = first(reference), later(reference)
    if reference == first.root_ref:
        # The form may not bring its own way of drawing the document.
        return (
            later.root_ref == reference
            and _differ(old, new) <= _BROUGHT
            and "/XFA" not in held(new, "/AcroForm", {})
        )
    if isinstance(old, dict) and held(old, "/Type") == "/Page":
        return _differ(old, new) <= _ANNOTATIONS and _adds_signatures(old, new)
    descriptions = (_reference(first.trailer_view, "/Info"), _reference(first.root, "/Metadata"))
    return bool(old == new) or reference in descriptions


def _differ(old: Any, new: Any) -> set[str]:
    keys = {*old.keys(), *new.keys()}
    return {str(key) for key in keys if key not in old or key not in new or old.raw_get(key) != new.raw_get(key)}


def _adds_signatures(old: Any, new: Any) -> bool:
    """Every annotation that was there is still there, and the others are the places of signatures."""
    before, after = (list(held(page, "/Annots", ())) for page in (old, new))
    added = [one for one in after if one not in before]
    kept = [one for one in after if one in before]
    return kept == before and all(_field_type(one.get_object()) == "/Sig" for one in added)


def _field_type(annotation: Any) -> str:
    return str(held(annotation, "/FT") or held(held(annotation, "/Parent", {}), "/FT"))


def _reference(dictionary: Any, key: str) -> Any:
    return getattr(dictionary.raw_get(key), "reference", None) if key in dictionary else None
