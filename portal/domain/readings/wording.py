"""The sentences about readings: statuses, warnings, what happened. Nothing is decided here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.domain.readings import checks
from portal.language import gettext as _
from portal.language import lazy_gettext

if TYPE_CHECKING:
    from portal.domain.readings.submission import Receipt

# Letter for letter as in the manual: people know them and the call centre quotes them.
STATUSES = {
    "new": lazy_gettext("Нові (чекають на обробку)"),
    "accepted": lazy_gettext("Оброблені (прийняті оператором РЕМ)"),
    "rejected": lazy_gettext("Відхилені"),
    "replaced": lazy_gettext("Виправлені"),
    "withdrawn": lazy_gettext("Відкликані"),
}


def status(name: str) -> str:
    """A status in the manual's words."""
    return str(STATUSES[name])


def receipt(taken: Receipt) -> tuple[bool, str, str]:
    """(whether the readings count now, a heading, what became of them)."""
    kept = taken.submission
    day = kept.reading_date.strftime("%d.%m.%Y")
    if taken.superseded:
        return False, _("Уже є новіші покази"), _("На %(day)s враховано ті, що зняті пізніше.", day=day)
    if taken.repeated and kept.status_name != "new":
        return (
            False,
            _("Ці покази вже надсилали"),
            _("Вони на %(day)s, статус: «%(status)s».", day=day, status=status(kept.status_name)),
        )
    text = _("Зарахуємо як показ на %(day)s.", day=day)
    if not taken.taken_at_trusted:
        text += " " + _("Час на телефоні відрізняється від нашого, тому дату взято за часом надходження.")
    return True, _("Покази прийнято"), text


def warning(found: checks.Warning) -> str:
    """What a warning says, with the numbers."""
    said = reason(found.code, found.use)
    return said if found.previous is None else f"{numbers(found.previous, found.value)} {said}"


def numbers(previous: object, value: object) -> str:
    """«Було 32108, стало 31990.»"""
    return _("Було %(previous)s, стало %(value)s.", previous=previous, value=value)


def reason(code: str, use: object) -> str:
    """Why the numbers are asked about; ``use`` in kWh."""
    reasons = {
        checks.LESS: _(
            "Це менше, ніж попередній показ. Так буває через описку, або коли лічильник "
            "перейшов через нуль чи його замінили."
        ),
        checks.JUMP: _("Це %(use)s кВт·год — більш ніж утричі більше, ніж зазвичай.", use=use),
        checks.OVER_CAPACITY: _(
            "Це %(use)s кВт·год — більше, ніж може пропустити ваше підключення. Перевірте, чи немає зайвої цифри.",
            use=use,
        ),
        checks.NO_USE: _(
            "Показ не змінюється вже понад два місяці. Якщо ви користувалися електроенергією, "
            "лічильник може не працювати."
        ),
    }
    return reasons[code]
