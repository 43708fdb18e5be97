"""What of the history may be chosen, as links: each is the present choice with one thing changed.

The year is chosen in place and keeps all else. All else is chosen with a new page, which begins with the newest
months of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from flask import url_for

from portal.domain.metering import choosing
from portal.domain.metering.choosing import DIRECTIONS, Choice
from portal.domain.metering.export.table import direction_words
from portal.domain.metering.history import History, zone_label
from portal.language import gettext as _
from portal.models import Account
from portal.models.meter import FROM_GRID

NAMES = {direction: name for name, direction in DIRECTIONS.items()}


@dataclass(frozen=True)
class Option:
    """A link; ``is_chosen`` where it leads to what is shown already."""

    label: str
    address: str
    is_chosen: bool


@dataclass(frozen=True)
class Group:
    """What is chosen by it."""

    name: str
    title: str
    options: list[Option]
    is_folded: bool = False


def years(found: History, choice: Choice, account: Account) -> list[Option]:
    """The newest months, and every year in which there is something."""
    labelled = [(_("12 місяців"), None), *((str(year), year) for year in choosing.years(found, choice))]
    return [_option(label, replace(choice, year=year), choice, account) for label, year in labelled]


def filters(found: History, choice: Choice, account: Account) -> list[Group]:
    """Only those that leave a choice."""
    return list(_groups(found, replace(choice, year=None), account))


def _groups(found: History, now: Choice, account: Account) -> Iterator[Group]:
    def options(*labelled: tuple[str, Choice]) -> list[Option]:
        return [_option(label, choice, now, account) for label, choice in labelled]

    if len(found.directions) > 1:
        directions = [(direction_words(one), Choice(one)) for one in found.directions]
        yield Group("direction", _("Напрямок"), options(*directions))
    if len(found.meters) > 1:
        meters = [(f"№\u00a0{one}", Choice(now.direction, meter=one)) for one in found.meters]
        yield Group(
            "meter", _("Лічильник"), options((_("Усі"), replace(now, meter=None)), *meters), is_folded=True
        )
    registers = found.registers(now.direction)
    if registers:
        zones = [(zone_label(*one), Choice(now.direction, register=one)) for one in registers]
        yield Group("zone", _("Зона"), options((_("Усі"), replace(now, register=None)), *zones), is_folded=True)


def _option(label: str, choice: Choice, now: Choice, account: Account) -> Option:
    address = url_for(
        "metering.show_history",
        account=account.ref,
        direction=None if choice.direction == FROM_GRID else NAMES[choice.direction],
        meter=choice.meter,
        zone=choice.register and "{}-{}".format(*choice.register),
        year=choice.year,
    )
    return Option(label, address, choice == now)
