"""The menu, one list: the manual's sections for the desktop and the menu page, the short ones for the phone's bar.

What is not built yet has no endpoint and is shown as «незабаром».
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import request, url_for

from portal.access import current_person
from portal.language import lazy_gettext as _


@dataclass(frozen=True)
class Entry:
    """A place in the menu; with children it is a section that opens."""

    label: Any
    icon: str
    endpoint: str | None = None
    children: tuple[Entry, ...] = field(default=())

    def shown(self) -> dict[str, Any]:
        """As templates want it."""
        children = [child.shown() for child in self.children]
        here = self.endpoint is not None and request.endpoint == self.endpoint
        return {
            "label": self.label,
            "icon": self.icon,
            "endpoint": self.endpoint,
            "href": url_for(self.endpoint) if self.endpoint else None,
            "soon": self.endpoint is None and not children,
            "active": here or any(child["active"] for child in children),
            "children": children,
        }


CONSUMER = (
    Entry(
        _("Особовий"),
        "account",
        children=(
            Entry(_("Додати"), "plus", "accounts.new"),
            Entry(_("Видалити"), "trash", "accounts.removals"),
            Entry(_("Обрати"), "check", "accounts.index"),
            Entry(_("Перегляд"), "eye", "accounts.current"),
        ),
    ),
    Entry(
        _("Показники"),
        "meter",
        children=(
            Entry(_("Передати"), "meter", "readings.index"),
            Entry(_("Фото/відеофіксація"), "camera", "photos.index"),
        ),
    ),
    Entry(_("Завантажити документ"), "upload"),
    Entry(_("Замовлення"), "document"),
)

BAR = (
    Entry(_("Головна"), "home", "landing.home"),
    Entry(_("Покази"), "meter", "readings.index"),
    Entry(_("Світло"), "bolt"),
    Entry(_("Замовлення"), "document"),
    Entry(_("Меню"), "menu", children=CONSUMER),
)


# The manual's lists of services, letter for letter: for guests, and for those who are signed in.
GUEST_SERVICES = (
    Entry(_("Передати покази"), "meter", "readings.index"),
    Entry(
        _(
            "Укласти договір споживача про надання послуг з розподілу (передачі) "
            "електричної енергії при зміні власника"
        ),
        "swap",
    ),
    Entry(_("Подати заяву на отримання друкованого примірника договору"), "document"),
    Entry(_("Подати заяву на отримання підписаного паспорту точок розподілу"), "document"),
    Entry(_("Подати заяву про встановлення генеруючої установки (побутові споживачі)"), "sun"),
    Entry(_("Подати заяву про непрацюючий лічильник"), "warning"),
    Entry(_("Подати звернення"), "chat"),
    Entry(_('Скористатись сервісом "Особистий кабінет замовника послуг комерційного обліку"'), "chart"),
)

SERVICES = (
    Entry(_("Передати покази"), "meter", "readings.index"),
    GUEST_SERVICES[1],
    Entry(_("Отримати примірник договору"), "download"),
    Entry(_("Подати заяву на отримання підписаного ОСР примірника договору"), "document"),
    GUEST_SERVICES[3],
    Entry(_("Подати заяву про встановлення генеруючої установки"), "sun"),
    Entry(_("Подати звернення(скаргу)"), "chat"),
    Entry(_("Додати особовий"), "plus", "accounts.new"),
    Entry(_("Відсутність електропостачання"), "bolt"),
    GUEST_SERVICES[7],
)


def services() -> list[dict[str, Any]]:
    """What can be done here, in the manual's order."""
    return [entry.shown() for entry in (SERVICES if _is_consumer() else GUEST_SERVICES)]


def menu() -> list[dict[str, Any]]:
    """The sections for the person who is asking; guests and the desk have none."""
    return [entry.shown() for entry in CONSUMER] if _is_consumer() else []


def bar() -> list[dict[str, Any]]:
    """The bar at the bottom of a phone's screen."""
    return [entry.shown() for entry in BAR] if _is_consumer() else []


def _is_consumer() -> bool:
    person = current_person()
    return person is not None and person.role == "consumer"
