"""The menu, one list: the manual's sections for desktop and menu page, the short ones for the phone's bar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import request, url_for

from portal.access import current_person
from portal.domain.orders import queue as orders_queue
from portal.domain.readings import queue
from portal.language import lazy_gettext as _
from portal.models import User

SERVICES_AND_PRICES = "https://www.ztoe.com.ua/"


@dataclass(frozen=True)
class Entry:
    """A place in the menu; with children it is a section that opens. ``address`` is that of another site."""

    label: Any
    icon: str
    endpoint: str | None = None
    children: tuple[Entry, ...] = field(default=())
    slug: str = ""
    address: str | None = None

    def shown(self) -> dict[str, Any]:
        """As templates want it."""
        children = [child.shown() for child in self.children]
        values: dict[str, Any] = {"slug": self.slug} if self.slug else {}
        href = url_for(self.endpoint, **values) if self.endpoint else self.address
        return {
            "label": self.label,
            "icon": self.icon,
            "slug": self.slug,
            "href": href,
            "rel": "external" if self.address else None,
            "here": request.path == href,
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
    Entry(_("Завантажити документ"), "upload", "documents.index"),
    Entry(_("Замовлення"), "document", "orders.index"),
    Entry(_("Відсутність електропостачання"), "bolt", "outages.index"),
    Entry(_("Послуги"), "plus", "services.index"),
    Entry(_("Комерційний облік"), "chart", "metering.index"),
)

BAR = (
    Entry(_("Головна"), "home", "landing.home"),
    Entry(_("Покази"), "meter", "readings.index"),
    Entry(_("Світло"), "bolt", "outages.index"),
    Entry(_("Замовлення"), "document", "orders.index"),
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
        "services.show",
        slug="change-of-owner",
    ),
    Entry(
        _("Подати заяву на отримання друкованого примірника договору"),
        "document",
        "services.show",
        slug="signed-contract-copy",
    ),
    Entry(
        _("Подати заяву на отримання підписаного паспорту точок розподілу"),
        "document",
        "services.show",
        slug="supply-point-passport",
    ),
    Entry(
        _("Подати заяву про встановлення генеруючої установки (побутові споживачі)"),
        "sun",
        "services.show",
        slug="generating-unit",
    ),
    Entry(_("Подати заяву про непрацюючий лічильник"), "warning", "services.show", slug="dead-meter"),
    Entry(_("Подати звернення"), "chat", "services.show", slug="complaint"),
    Entry(
        _('Скористатись сервісом "Особистий кабінет замовника послуг комерційного обліку"'),
        "chart",
        "metering.index",
    ),
)

SERVICES = (
    Entry(_("Передати покази"), "meter", "readings.index"),
    GUEST_SERVICES[1],
    Entry(_("Отримати примірник договору"), "download", "handouts.contract"),
    Entry(
        _("Подати заяву на отримання підписаного ОСР примірника договору"),
        "document",
        "services.show",
        slug="signed-contract-copy",
    ),
    GUEST_SERVICES[3],
    Entry(_("Подати заяву про встановлення генеруючої установки"), "sun", "services.show", slug="generating-unit"),
    Entry(_("Подати звернення(скаргу)"), "chat", "services.show", slug="complaint"),
    Entry(_("Додати особовий"), "plus", "accounts.new"),
    Entry(_("Відсутність електропостачання"), "bolt", "outages.index"),
    GUEST_SERVICES[7],
)

# The manual's ten entries of that cabinet, in its order.
METERING = (
    Entry(_("Перелік послуг комерційного обліку та їх вартість"), "document", address=SERVICES_AND_PRICES),
    Entry(_("Подати заяву про непрацюючий лічильник"), "warning", "services.show", slug="dead-meter"),
    Entry(_("Влаштування вузла обліку"), "plus", "services.show", slug="metering-unit"),
    Entry(_("Заміна приладу обліку (перехід на зонний облік)"), "clock", "services.show", slug="meter-to-zones"),
    Entry(
        _(
            "Заміна приладу обліку для переходу на зелений тариф без збільшення потужності "
            "(встановлення генеруючої установки згідно існуючої потужності)"
        ),
        "sun",
        "services.show",
        slug="meter-green-tariff",
    ),
    Entry(
        _("Позачергова технічна перевірка правильності роботи засобів обліку"),
        "check",
        "services.show",
        slug="metering-check",
    ),
    Entry(_("Експертиза лічильника"), "search", "services.show", slug="meter-expertise"),
    Entry(_("Розпломбування/пломбування вузла обліку"), "lock", "services.show", slug="sealing"),
    Entry(_("Історичні дані комерційного обліку обсягів електроенергії"), "chart", "metering.show_history"),
    Entry(_("Додаткова інформація по точці обліку"), "info", "metering.point"),
)


def services() -> list[dict[str, Any]]:
    """What can be done here, in the manual's order."""
    return [entry.shown() for entry in (SERVICES if _is_consumer() else GUEST_SERVICES)]


def metering_services() -> list[dict[str, Any]]:
    """What can be done about commercial metering."""
    return [entry.shown() for entry in METERING]


def menu() -> list[dict[str, Any]]:
    """The sections for the person who is asking; guests and the desk have none."""
    return _with_the_active_one(CONSUMER) if _is_consumer() else []


def bar() -> list[dict[str, Any]]:
    """The bar at the bottom of a phone's screen."""
    return _with_the_active_one(BAR) if _is_consumer() else []


def _with_the_active_one(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """The entries; ``active`` is the one that the page belongs to: an order to «Замовлення»."""
    shown = [entry.shown() for entry in entries]
    places = [(entry, {entry["href"], *(child["href"] for child in entry["children"])}) for entry in shown]
    above = {href for _entry, hrefs in places for href in hrefs if href and _is_at_or_below(href)}
    nearest = max(above, key=len, default=None)
    for entry, hrefs in places:
        entry["active"] = nearest is not None and nearest in hrefs
    return shown


def _is_at_or_below(href: str) -> bool:
    return request.path == href or (href != "/" and request.path.startswith(f"{href}/"))


def _is_consumer() -> bool:
    person = current_person()
    return person is not None and person.role == "consumer"


@dataclass(frozen=True)
class DeskEntry:
    """A place in the desk's menu; ``for_supervisors``: others have none of it."""

    label: Any
    endpoint: str
    for_supervisors: bool = False

    def is_for(self, person: User) -> bool:
        """Whether this person finds it in their menu."""
        return not self.for_supervisors or person.role == "supervisor"

    def shown(self, person: User) -> dict[str, Any]:
        """As templates want it; ``count`` is how many wait there, None where nothing does."""
        href = url_for(self.endpoint)
        count = DESK_COUNTERS.get(self.endpoint)
        return {
            "label": self.label,
            "endpoint": self.endpoint,
            "href": href,
            "active": request.path.startswith(href),
            "here": request.endpoint == self.endpoint,
            "count": count(person) if count else None,
        }


DESK = (
    DeskEntry(_("Покази"), "desk.readings"),
    DeskEntry(_("Замовлення"), "desk.orders"),
    DeskEntry(_("Відключення"), "desk.outages"),
    DeskEntry(_("Оголошення"), "desk.announcements", for_supervisors=True),
    DeskEntry(_("Примірник договору"), "desk.handouts", for_supervisors=True),
    DeskEntry(_("Працівники"), "desk.operators", for_supervisors=True),
    DeskEntry(_("База обліку"), "desk.billing", for_supervisors=True),
    DeskEntry(_("Журнал"), "desk.audit_log", for_supervisors=True),
)

# How many wait behind an entry for the person who is asking, by its endpoint; each counts to 10 000 at most.
DESK_COUNTERS: dict[str, Callable[[User], int]] = {
    "desk.readings": queue.waiting,
    "desk.orders": orders_queue.waiting,
}


def desk_menu() -> list[dict[str, Any]]:
    """The desk's entries for the person who is asking."""
    person = current_person()
    return [entry.shown(person) for entry in DESK if entry.is_for(person)] if person else []
