"""The kinds of billing's files, in the order in which they lean on each other. It is proved when imported."""

from __future__ import annotations

from collections.abc import Sequence

from portal.domain.billing.formats import Kind
from portal.domain.billing.kinds import accounts, checks, consumption, documents, inspections, meters, readings
from portal.domain.billing.tables import Broken
from portal.language import gettext as _

KINDS: tuple[Kind, ...] = (
    accounts.KIND,
    meters.KIND,
    readings.KIND,
    consumption.KIND,
    inspections.KIND,
    checks.KIND,
    documents.KIND,
)


def recognise(header: Sequence[str]) -> Kind:
    """The kind whose columns these are, in any order.

    Raises:
        Broken: there is none; the words say what the nearest one has or lacks.
    """
    for kind in KINDS:
        if sorted(kind.names) == sorted(header):
            return kind
    nearest = max(KINDS, key=lambda kind: len(set(kind.names) & set(header)))
    if not set(nearest.names) & set(header):
        raise Broken(_("Невідомий заголовок: перший рядок має називати колонки, між ними «;»"))
    raise Broken(_difference(nearest, header))


def _difference(kind: Kind, header: Sequence[str]) -> str:
    lacking = [name for name in kind.names if name not in header]
    unknown = [name for name in header if name not in kind.names]
    if lacking:
        return _("%(kind)s: бракує колонок %(names)s", kind=kind.title, names=", ".join(lacking))
    if unknown:
        return _("%(kind)s: зайві колонки %(names)s", kind=kind.title, names=", ".join(unknown))
    return _("%(kind)s: колонка названа двічі", kind=kind.title)


def prove(kinds: Sequence[Kind]) -> None:
    """Every kind has columns of its own, and the one that keeps its rows together."""
    seen: set[tuple[str, ...]] = set()
    for kind in kinds:
        names = tuple(sorted(kind.names))
        if names in seen or len(set(names)) < len(names) or kind.together not in names:
            raise ValueError(f"{kind.slug}: its columns don't tell it from others")
        seen.add(names)


prove(KINDS)
