"""The columns of both spreadsheets: the manual's three, and which register it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from portal.domain.metering.history import History
from portal.language import gettext as _
from portal.language import lazy_gettext
from portal.models.meter import FROM_GRID

HEADS = (
    lazy_gettext("Розрахунковий період"),
    lazy_gettext("Номер лічильника"),
    lazy_gettext("Обсяг кВт*Год"),
    lazy_gettext("Напрямок"),
    lazy_gettext("Зона"),
)
DIRECTIONS = {
    True: lazy_gettext("Відібрано з мережі"),
    False: lazy_gettext("Віддано в мережу"),
}


class Line(NamedTuple):
    """What one register counted in a period; kWh to the last Wh."""

    period: date
    meter: str
    kwh: Decimal
    direction: str
    zone: str


def lines(history: History) -> Iterator[Line]:
    """The newest first."""
    for part in history.parts:
        yield Line(
            part.period,
            # A bare number would lose its leading zeros in a spreadsheet.
            _("№ %(number)s", number=part.meter),
            Decimal(part.wh) / 1000,
            direction_words(part.direction),
            part.label,
        )


def direction_words(direction: str) -> str:
    return str(DIRECTIONS[direction == FROM_GRID])
