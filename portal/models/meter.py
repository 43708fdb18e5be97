"""Meters, their registers, and what was used by them."""

from __future__ import annotations

from peewee import CharField, Check, DateField, ForeignKeyField, SmallIntegerField

from portal.models.account import Account
from portal.models.base import BigIntegerField, Table

FROM_GRID = "A+"
INTO_GRID = "A-"


class Meter(Table):
    """A meter at a supply point; the one without ``removed_on`` is in use."""

    account = ForeignKeyField(Account, backref="meters")
    number = CharField(max_length=32)
    installed_on = DateField()
    removed_on = DateField(null=True)

    # The registers, from the grid first, by zone; there after a look-up of the meter with them.
    in_order: list[Register]


class Register(Table):
    """A register (показник) of a meter: one zone in one direction.

    ``direction`` is A+ (from the grid) or A- (into it); ``zone`` counts from 1 among ``zones``; ``digits`` is
    how many stand before the comma.
    """

    meter = ForeignKeyField(Meter, index=False, backref="registers")
    direction = CharField(max_length=2, constraints=[Check("direction IN ('A+', 'A-')")])
    zone = SmallIntegerField(constraints=[Check("zone BETWEEN 1 AND 3")])
    zones = SmallIntegerField(constraints=[Check("zones BETWEEN 1 AND 3")])
    digits = SmallIntegerField(constraints=[Check("digits BETWEEN 3 AND 9")])

    class Meta:
        indexes = ((("meter", "direction", "zone"), True),)

    @property
    def key(self) -> str:
        """The register's name in forms and in the API: taken_1 … taken_3 from the grid, given_1 … into it."""
        return f"{'taken' if self.direction == FROM_GRID else 'given'}_{self.zone}"

    @property
    def capacity(self) -> int:
        """The first number that the register can't show: 100000 for five digits."""
        return int(10**self.digits)


class Consumption(Table):
    """What one zone used in a period, in whole Wh, as billing worked it out; ``period`` is its first day.

    It hangs on the account and the meter's number: history goes on over a change of meters.
    """

    account = ForeignKeyField(Account, index=False)
    meter_number = CharField(max_length=32)
    direction = CharField(max_length=2, constraints=[Check("direction IN ('A+', 'A-')")])
    zone = SmallIntegerField(constraints=[Check("zone BETWEEN 1 AND 3")])
    period = DateField()
    wh = BigIntegerField(constraints=[Check("wh >= 0")])

    class Meta:
        indexes = ((("account", "period", "meter_number", "direction", "zone"), True),)
