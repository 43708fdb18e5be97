"""What billing keeps of a supply point besides its use: inspections, technical checks, documents."""

from __future__ import annotations

from peewee import CharField, Check, DateField, ForeignKeyField

from portal.models.account import Account
from portal.models.base import BigIntegerField, ShownField, Table
from portal.models.file import File

# The manual's five, in its order: passport of the supply point, project, technical solution, commissioning act of
# a generating unit, others.
DOCUMENT_KINDS = ("passport", "project", "solution", "commissioning", "other")


class Inspection(Table):
    """A контрольний огляд: what an inspector read, whole kWh by zone; zones that the meter lacks are empty."""

    account = ForeignKeyField(Account, index=False)
    on = DateField()
    meter_number = CharField(max_length=32)
    zone_1 = BigIntegerField(null=True, constraints=[Check("zone_1 >= 0")])
    zone_2 = BigIntegerField(null=True, constraints=[Check("zone_2 >= 0")])
    zone_3 = BigIntegerField(null=True, constraints=[Check("zone_3 >= 0")])

    class Meta:
        indexes = ((("account", "on", "meter_number"), True),)


class TechnicalCheck(Table):
    """A технічна перевірка, with its document if there is one."""

    ref = CharField(max_length=22, unique=True)
    account = ForeignKeyField(Account, index=False)
    on = DateField()
    file = ForeignKeyField(File, null=True)

    class Meta:
        indexes = ((("account", "on"), True),)


class PointDocument(Table):
    """A document about the supply point to download; ``kind`` is one of :data:`DOCUMENT_KINDS`."""

    ref = CharField(max_length=22, unique=True)
    account = ForeignKeyField(Account, index=False)
    kind = CharField(max_length=16, constraints=[Check(f"kind IN {DOCUMENT_KINDS}")])
    title = ShownField()
    issued_on = DateField()
    file = ForeignKeyField(File)

    class Meta:
        indexes = ((("account", "kind", "issued_on", "title"), True),)
