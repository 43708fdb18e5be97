"""Addresses as the operator's outage pages list them: settlement, street, and houses that go off together."""

from __future__ import annotations

from peewee import CharField, ForeignKeyField

from portal.models.base import MomentField, ShownField, Table
from portal.models.territory import Rem


class SourceCity(Table):
    """A settlement of a РЕМ in the source's own words; ``asked_at`` is when its streets were last asked for.

    ``source_id`` is the source's text for it, ``folded`` what ``portal.domain.outages.places.addresses`` makes of
    its name. On PostgreSQL folded names are kept in the order of their bytes (migration 0005).
    """

    rem = ForeignKeyField(Rem, index=False)
    source_id = CharField(max_length=16)
    name = ShownField()
    folded = CharField()
    asked_at = MomentField(null=True)

    class Meta:
        indexes = ((("rem", "source_id"), True), (("rem", "folded"), False))


class SourceStreet(Table):
    """A street of such a settlement; ``asked_at`` is when its houses were last asked for."""

    city = ForeignKeyField(SourceCity, index=False)
    source_id = CharField(max_length=16)
    name = ShownField()
    folded = CharField()
    asked_at = MomentField(null=True)

    class Meta:
        indexes = ((("city", "source_id"), True), (("city", "folded"), False))


class Place(Table):
    """Houses of one street that go off together; without a ``subqueue`` they are not switched off by schedules.

    ``houses`` is the source's text, and may be longer than an index can hold: ``houses_key`` is its hash. ``ref``
    stays when the source adds a house to the group, so that addresses of pages and choices of people hold.
    """

    ref = CharField(max_length=22, unique=True)
    street = ForeignKeyField(SourceStreet, index=False)
    houses = ShownField()
    houses_key = CharField(max_length=64)
    subqueue = CharField(max_length=4, null=True)
    note = ShownField(default="")

    class Meta:
        indexes = ((("street", "houses_key"), True),)

    @property
    def street_address(self) -> str:
        """«місто Житомир, вул. Вільський Шлях», without the houses."""
        return f"{self.street.city.name}, {self.street.name}"
