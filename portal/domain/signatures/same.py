"""Is it the very document that the portal made? Its bytes have to be the first revision of what was signed.

And what came behind them may be a signature and nothing else: somebody could put another page into a later
revision and sign that. So every later revision has to begin at the same catalogue and show the same pages: looked
at are each object of the first revision that it replaced (ISO 32000-1, 7.5.6), and what it adds to the pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from portal.domain.signatures.faults import Unverifiable
from portal.domain.signatures.pdf import held, open_pdf

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader

SAME, ALTERED, OTHER = "same", "altered", "other"
MOST_REVISIONS = 60
MOST_FIELDS = 200
# Stamps that signing programs draw are a tenth of this page or less. A larger one, or many, could be drawn over
# what the applicant wrote, so those are for somebody to look at.
LARGEST_SHARE = 1 / 8
# Where the table of a revision begins stands at the revision's end (7.5.5).
_TABLE = re.compile(rb"startxref\s+(\d+)")
_OBJECT = re.compile(rb"(?<!\d)(\d{1,10})[\s\0]+\d{1,5}[\s\0]+obj")
# What a signature, its evidence and its time stamps bring into the catalogue of the document.
_BROUGHT = frozenset({"/AcroForm", "/DSS", "/Extensions", "/Version", "/Perms"})
_ANNOTATIONS = frozenset({"/Annots"})
# What would have the place of a signature do something.
_ACTIONS = ("/A", "/AA")


def compare(content: bytes, made: bytes) -> str:
    """``same``; ``altered``: the portal's document with changes before the signature; ``other``.

    A number or a QR code proves nothing: anybody can print it into another text.
    """
    if content == made:
        return SAME
    if not content.startswith(made):
        return OTHER
    try:
        return SAME if _is_only_signed(open_pdf(content), content, made) else ALTERED
    except Unverifiable:
        return OTHER
    except Exception:  # a parser raises nearly anything; what can't be compared is not proved to be the same
        return ALTERED


def _is_only_signed(reader: PdfFileReader, content: bytes, made: bytes) -> bool:
    begins = _TABLE.findall(made)
    if not begins or reader.xrefs.get_startxref_for_revision(0) != int(begins[-1]):
        return False
    # Readers don't agree on what counts in a file with two kinds of tables.
    if reader.xrefs.total_revisions > MOST_REVISIONS or reader.xrefs.hybrid_xrefs_present:
        return False
    first = reader.get_historical_resolver(0)
    pages = [one for one in reader.xrefs.explicit_refs_in_revision(0) if _is_page(first(one))]
    return _hides_nothing(reader, content, len(made)) and all(
        _shows_the_same(pages, first, reader.get_historical_resolver(revision))
        for revision in range(1, reader.xrefs.total_revisions)
    )


def _hides_nothing(reader: PdfFileReader, content: bytes, end: int) -> bool:
    """No object of the first revision is freed, or stands once more where no table tells of it.

    A reader that finds a table broken looks for objects by their numbers, and would find another one than we.
    """
    size = reader.xrefs.get_xref_container_info(0).size
    places: set[tuple[int, int]] = set()
    for revision in range(1, reader.xrefs.total_revisions):
        table = reader.xrefs.get_xref_data(revision)
        ours = {number for number in (*table.freed, *table.xrefs_in_objstm) if number < size}
        if ours & (table.freed.keys() | table.standard_xrefs.keys()):
            return False
        places |= {(number, _begin(content, place)) for number, (_, place) in table.standard_xrefs.items()}
    found = ((int(one[1]), one.start()) for one in _OBJECT.finditer(content, end))
    return all(number >= size or (number, place) in places for number, place in found)


def _begin(content: bytes, place: int) -> int:
    """Some tables point at the end of the line before."""
    few = content[place : place + 8]
    return place + len(few) - len(few.lstrip())


def _shows_the_same(pages: list[Any], first: Any, later: Any) -> bool:
    """Whether a later revision brings no more than what a signature does.

    The catalogue and the pages are looked at even if it left them alone: what an earlier one added to them may
    have been replaced.
    """
    root = first.root_ref
    if later.root_ref != root or not _is_harmless_root(first(root), later(root)):
        return False
    places = _places(later.root)
    if not all(_is_harmless_page(first(one), later(one), places) for one in pages):
        return False
    # What they say of the document is not shown on its pages.
    told = (root, *pages, _reference(first.trailer_view, "/Info"), _reference(first.root, "/Metadata"))
    return all(
        one in told or first.is_ref_unassignable(one) or _equals(first(one), later(one))
        for one in later.explicit_refs_in_revision()
    )


def _is_harmless_root(old: Any, new: Any) -> bool:
    """The form may not bring its own way of drawing the document."""
    return _differ(old, new) <= _BROUGHT and "/XFA" not in held(new, "/AcroForm", {})


def _is_page(one: Any) -> bool:
    return isinstance(one, dict) and held(one, "/Type") == "/Page"


def _is_harmless_page(old: Any, new: Any, places: set[Any]) -> bool:
    """Every annotation that was there is still there, and the others are the places of signatures."""
    if not _differ(old, new) <= _ANNOTATIONS:
        return False
    before, after = (list(held(page, "/Annots", ())) for page in (old, new))
    added = [one for one in after if not any(_equals(known, one) for known in before)]
    kept = [one for one in after if any(_equals(known, one) for known in before)]
    if not _equals(before, kept) or not all(getattr(one, "reference", None) in places for one in added):
        return False
    widgets = [one.get_object() for one in added]
    is_bare = all(held(one, "/Subtype") == "/Widget" and not one.keys() & {*_ACTIONS} for one in widgets)
    return is_bare and _area(held(one, "/Rect") for one in widgets) <= LARGEST_SHARE * _area([_box(new)])


def _places(root: Any) -> set[Any]:
    """The references of the form's signature fields and of what shows them.

    Raises:
        ValueError: there are fields of another kind, or too many.
    """
    found: set[Any] = set()
    waiting = [(one, None) for one in held(held(root, "/AcroForm", {}), "/Fields", ())]
    for _number in range(MOST_FIELDS):
        if not waiting:
            return found
        place, kind = waiting.pop()
        field = place.get_object()
        kind, kids = held(field, "/FT", kind), held(field, "/Kids", ())
        if kind == "/Sig":
            found.add(place.reference)
        elif not kids:
            raise ValueError("a field that is no signature")
        waiting += [(one, kind) for one in kids]
    raise ValueError("too many fields, or some that are their own children")


def _area(boxes: Iterable[Any]) -> float:
    """Of all together, as if none lay upon another."""
    total = 0.0
    for box in boxes:
        left, bottom, right, top = (float(number) for number in box)
        total += abs(right - left) * abs(top - bottom)
    return total


def _box(page: Any) -> Any:
    """What is shown of the page; it may be said by those above it (7.7.3.4)."""
    for key in ("/CropBox", "/MediaBox"):
        one = page
        for _step in range(10):
            if key in one:
                return one[key]
            one = held(one, "/Parent", {})
    raise ValueError("a page without a size")


def _equals(old: Any, new: Any) -> bool:
    """Deeply, with the bytes of streams, which pyhanko leaves out; a name is no text of the same letters."""
    from pyhanko.pdf_utils.generic import NameObject

    if isinstance(old, dict):
        return isinstance(new, dict) and not _differ(old, new) and _bytes_of(old) == _bytes_of(new)
    if isinstance(old, list):
        return (
            isinstance(new, list)
            and len(old) == len(new)
            and all(_equals(*pair) for pair in zip(old, new, strict=True))
        )
    return isinstance(old, NameObject) == isinstance(new, NameObject) and bool(old == new)


def _differ(old: Any, new: Any) -> set[str]:
    keys = {*old.keys(), *new.keys()}
    return {
        str(key)
        for key in keys
        if key not in old or key not in new or not _equals(old.raw_get(key), new.raw_get(key))
    }


def _bytes_of(one: Any) -> bytes | None:
    """What a stream holds, as it stands in the file; nothing of what is no stream."""
    return getattr(one, "encoded_data", None)


def _reference(dictionary: Any, key: str) -> Any:
    return getattr(dictionary.raw_get(key), "reference", None) if key in dictionary else None
