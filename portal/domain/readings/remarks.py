"""Why a new reading is worth a look, in a few words for the queue; and reasons that are at hand to reject it."""

from __future__ import annotations

from portal.domain.readings import checks
from portal.domain.readings.comparing import Row
from portal.language import gettext as _
from portal.language import lazy_gettext, ngettext

# What the consumer will read; whoever has other words writes them.
REASONS = {
    "photo_differs": lazy_gettext("Показ не збігається з фото"),
    "photo_unclear": lazy_gettext("На фото не видно показу або номера лічильника"),
    "less": lazy_gettext("Показ менший за попередній, а заміни лічильника не було"),
    "extra_digit": lazy_gettext("Схоже на зайву або пропущену цифру"),
}


def of(row: Row) -> list[str]:
    """What the consumer was asked about and confirmed, as the desk says it."""
    return [_remark(code, row) for code in row.submission.warnings]


def _remark(code: str, row: Row) -> str:
    if code == checks.JUMP:
        return _jump(row)
    if code == checks.NO_USE:
        return _("без змін %(months)s\u00a0міс.", months=max(row.still_for or 0, checks.MONTHS_WITHOUT_USE))
    if code == checks.LESS:
        past_zero = any(line.is_past_zero for line in row.lines)
        return _("через нуль") if past_zero else _("менше за попередній")
    if code == checks.OVER_CAPACITY:
        return _("понад потужність")
    return _("варто глянути")


def _jump(row: Row) -> str:
    times = round(row.ratio or 0)
    if times < checks.JUMP_FACTOR:
        return _("значно більше")
    return ngettext("у %(num)s раз більше", "у %(num)s разів більше", times)


def confirmed(codes: list[str]) -> str:
    """What the consumer said yes to when they were asked."""
    said = {
        checks.JUMP: _("використано більше, ніж зазвичай"),
        checks.NO_USE: _("електроенергією не користувалися"),
        checks.LESS: _("показ справді менший за попередній"),
        checks.OVER_CAPACITY: _("використано понад потужність"),
    }
    return ", ".join(said.get(code, code) for code in codes)
