"""The meter of an account and its registers, with their names as people know them."""

from __future__ import annotations

from portal.domain.errors import Refused
from portal.language import gettext as _
from portal.language import lazy_gettext
from portal.models import Account, Meter, Register
from portal.models.meter import INTO_GRID
from portal.models.prepared import Prepared, columns

# The manual's names of the zones, by how many there are.
ZONES = {
    1: [lazy_gettext("Покази")],
    2: [lazy_gettext("День"), lazy_gettext("Ніч")],
    3: [lazy_gettext("Пік"), lazy_gettext("Напівпік"), lazy_gettext("Ніч")],
}

_in_use = Prepared(
    lambda value: (
        Register.select(*columns(Register, Meter))
        .join(Meter)
        .where(Meter.account == value("account", Meter.account), Meter.removed_on.is_null())
        .order_by(Meter.installed_on.desc(), Meter.id.desc())
    )
)


def meter_in_use(account: Account) -> Meter | None:
    """The account's present meter with ``meter.in_order``, its registers: from the grid first, by zone."""
    rows = list(_in_use.objects((Register, Meter), account=account.id))
    if not rows:
        return None
    meter: Meter = rows[0][1]
    present = [register for register, _meter in rows if register.meter_id == meter.id]
    meter.in_order = sorted(present, key=lambda register: place(register.direction, register.zone))
    return meter


def place(direction: str, zone: int) -> tuple[bool, int]:
    """Where a register stands: from the grid first, then by zone. Collations of databases disagree on "A-"."""
    return direction == INTO_GRID, zone


def readable_meter(account: Account) -> Meter:
    """The meter whose readings may be sent.

    Raises:
        Refused: the account hangs on another operator's network, or no meter is known.
    """
    if not account.is_served:
        raise Refused(_("Покази за цим рахунком приймає АТ «Укрзалізниця»"), code="not_served")
    meter = meter_in_use(account)
    if meter is None:
        raise Refused(_("За цим рахунком не знайдено лічильника. Зателефонуйте до кол-центру."), code="no_meter")
    return meter


def label(register: Register) -> str:
    """«Покази», «День», «Ніч»…; with «віддано в мережу» for the other direction."""
    return label_of(register.direction, register.zone, register.zones)


def label_of(direction: str, zone: int, zones: int) -> str:
    """The same for a register that is known by its columns only."""
    name = str(ZONES[zones][zone - 1])
    return _("%(zone)s, віддано в мережу", zone=name) if direction == INTO_GRID else name


def zones_in_words(meter: Meter) -> str:
    """«одна зона», «дві зони, з генерацією»"""
    zones = max(register.zones for register in meter.in_order)
    words = {1: _("одна зона"), 2: _("дві зони"), 3: _("три зони")}[zones]
    if any(register.direction == INTO_GRID for register in meter.in_order):
        return _("%(zones)s, з генерацією", zones=words)
    return words
