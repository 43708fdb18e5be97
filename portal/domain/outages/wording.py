"""The sentences about light. White in the source is «електроенергія гарантована за умови відсутності аварійних
відключень або планових робіт»: nothing here promises more.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from portal.clock import KYIV, kyiv_date
from portal.domain.outages.schedule import (
    MAYBE,
    NONE,
    OFF,
    ON,
    UNKNOWN,
    Outlook,
    Spans,
    Stretch,
    next_off,
    outlook,
)
from portal.language import gettext as _
from portal.language import lazy_gettext, ngettext

# (the sentence, its condition)
STATES = {
    ON: (lazy_gettext("За графіком світло є"), lazy_gettext("якщо немає аварії чи робіт на лінії")),
    OFF: (lazy_gettext("За графіком світла немає"), lazy_gettext("вмикають і вимикають із різницею до 30 хвилин")),
    MAYBE: (lazy_gettext("Світло можуть вимкнути"), lazy_gettext("за графіком у цей час можливе вимкнення")),
    NONE: (
        lazy_gettext("Графік не застосовується"),
        lazy_gettext("погодинних вимкнень немає, але аварії та роботи на лінії можливі"),
    ),
    UNKNOWN: (lazy_gettext("Графіка поки немає"), lazy_gettext("чи є світло за графіком, ми не знаємо")),
}
# What stands above any schedule, by the kind of works.
ABOVE = {
    "gav": (
        lazy_gettext("Аварійні вимкнення (ГАВ)"),
        lazy_gettext("графіки погодинних вимкнень зараз не діють; коли ввімкнуть, наперед не відомо"),
    ),
    "emergency": (lazy_gettext("Світла немає через аварію"), lazy_gettext("що відомо, видно в графіку")),
    "planned": (
        lazy_gettext("Світла немає через планові роботи"),
        lazy_gettext("до якої години, видно в графіку"),
    ),
}
# The same in a word, for a line of the history.
WORKS = {
    "gav": lazy_gettext("ГАВ"),
    "emergency": lazy_gettext("аварія"),
    "planned": lazy_gettext("планові роботи"),
}
# The same in one or two words, for rows and bars.
SHORT = {
    ON: lazy_gettext("світло за графіком"),
    OFF: lazy_gettext("немає світла"),
    MAYBE: lazy_gettext("можливе вимкнення"),
    NONE: lazy_gettext("графік не застосовується"),
    UNKNOWN: lazy_gettext("невідомо"),
}


def next_change(days: Mapping[date, Spans | None], now: datetime) -> str:
    """What comes next, with its hours: «Наступне вимкнення о 18:00, на 4 години. Увімкнуть о 22:00, ±30 хв.»

    Light is promised only where the schedule says that it comes.
    """
    found = outlook(days, now)
    if found.state == OFF:
        return _end_of(found, now)
    coming = next_off(days, now)
    if found.state == ON and _may_go(found.following, coming):
        assert found.until is not None
        return _("Можуть вимкнути %(when)s.", when=when(found.until, now))
    if coming is None:
        return ""
    begins = _(
        "Наступне вимкнення %(when)s, на %(lasts)s.", when=when(coming.begins, now), lasts=duration(coming.lasts)
    )
    return f"{begins} {_end_of(outlook(days, coming.begins), now)}".strip()


def _end_of(off: Outlook, now: datetime) -> str:
    if off.until is None:
        return _("Коли ввімкнуть, за графіком ще не видно.")
    if off.is_light_due:
        return _("Увімкнуть %(when)s, ±30 хв.", when=when(off.until, now))
    return _("Вимкнення триває до %(until)s, далі світла може не бути.", until=clock_of(off.until, now))


def _may_go(following: Stretch | None, coming: Stretch | None) -> bool:
    """Whether a possible outage is what comes next."""
    return (
        following is not None and following.state == MAYBE and (coming is None or following.begins < coming.begins)
    )


def duration(time: timedelta) -> str:
    """«4 години», «30 хвилин», «2 години 30 хвилин»"""
    hours, minutes = divmod(int(time.total_seconds()) // 60, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(num)s годину", "%(num)s годин", hours))
    if minutes:
        parts.append(ngettext("%(num)s хвилину", "%(num)s хвилин", minutes))
    return " ".join(parts)


def duration_short(time: timedelta) -> str:
    """«4 год», «30 хв», «2 год 30 хв»: for rows"""
    hours, minutes = divmod(int(time.total_seconds()) // 60, 60)
    parts = [_("%(num)s год", num=hours)] if hours else []
    return "\u00a0".join([*parts, *([_("%(num)s хв", num=minutes)] if minutes else [])]).replace(" ", "\u00a0")


def hours_of(piece: Stretch) -> str:
    """«18:00–22:00»; the end of a day is 24:00."""
    begins, ends = piece.begins.astimezone(KYIV), piece.ends.astimezone(KYIV)
    until = "24:00" if ends.date() > begins.date() else f"{ends:%H:%M}"
    return f"{begins:%H:%M}–{until}"


def day_name(day: date, today: date) -> str:
    """«Сьогодні, 24.11»"""
    names = {0: _("Сьогодні"), 1: _("Завтра"), 2: _("Післязавтра")}
    return f"{names.get((day - today).days, '')}, {day:%d.%m}".lstrip(", ")


def when(moment: datetime, now: datetime) -> str:
    """«о 18:00», «завтра о 9:00», «30.11 о 9:00»"""
    local = moment.astimezone(KYIV)
    days = (kyiv_date(moment) - kyiv_date(now)).days
    at = _("о %(time)s", time=f"{local:%H:%M}")
    return {0: at, 1: _("завтра %(at)s", at=at)}.get(days, f"{local:%d.%m} {at}")


def clock_of(moment: datetime, now: datetime) -> str:
    """«12:00», «9:00 завтра», «9:00 30.11»: after «до»; midnight is 24:00 of the day before."""
    local = moment.astimezone(KYIV)
    if f"{local:%H:%M}" == "00:00":
        return _("24:00") if kyiv_date(moment - timedelta(minutes=1)) == kyiv_date(now) else f"24:00 {local:%d.%m}"
    days = (kyiv_date(moment) - kyiv_date(now)).days
    time = f"{local:%H:%M}"
    return {0: time, 1: _("%(time)s завтра", time=time)}.get(days, f"{time} {local:%d.%m}")
