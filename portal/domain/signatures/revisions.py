"""What later revisions of a signed PDF changed: pyhanko compares them object by object (ISO 32000-1, 12.8.2.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader


@dataclass(frozen=True)
class Changes:
    """Changes that are in order: evidence and stamps alone (PAdES-LT, -LTA), or fields that were filled in."""

    is_evidence: bool
    fields: frozenset[str] = frozenset()


def since(reader: PdfFileReader, content: bytes, field: Any, place: str) -> Changes | None:
    """What was changed since the field was signed; None when it is more than may be, or can't be told."""
    from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, DiffResult, ModificationLevel
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    # Bytes behind the last revision are nobody's: pyhanko passes them over.
    if not content.rstrip(b"\r\n").endswith(b"%%EOF"):
        return None
    try:
        signature: Any = EmbeddedPdfSignature(reader, field, place)
        if signature.signed_revision >= reader.xrefs.total_revisions - 1:
            return None
        signature.coverage = signature.evaluate_signature_coverage()
        changes = signature.evaluate_modifications(DEFAULT_DIFF_POLICY)
    except Exception:  # whatever it was that could not be compared, it is not proved to be harmless
        return None
    if not isinstance(changes, DiffResult) or changes.modification_level > ModificationLevel.FORM_FILLING:
        return None
    is_evidence = changes.modification_level <= ModificationLevel.LTA_UPDATES
    return Changes(is_evidence, frozenset(changes.changed_form_fields))
