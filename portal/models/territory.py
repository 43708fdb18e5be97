"""Where things are: the operator's district network offices (РЕМ) and the settlements of the oblast."""

from __future__ import annotations

from peewee import CharField, ForeignKeyField, IntegerField

from portal.models.base import MomentField, Table


class Rem(Table):
    """A РЕМ; ``source_id`` is its number in the operator's own outage pages, which were asked for its settlements
    last ``asked_at``."""

    source_id = IntegerField(unique=True)
    name = CharField(unique=True)
    asked_at = MomentField(null=True)


class Settlement(Table):
    """A settlement by its code in the state's classifier of territories (КАТОТТГ)."""

    katottg = CharField(max_length=19, unique=True)
    name = CharField(index=True)
    category = CharField(max_length=1)
    community = CharField()
    rem = ForeignKeyField(Rem, null=True)

    @property
    def is_village(self) -> bool:
        """Whether it is a село in the classifier."""
        return bool(self.category == "C")

    @property
    def short_name(self) -> str:
        """«Житомир» for a city, «с. Оліївка» for a village: as the billing base writes it."""
        prefix = {"C": "с. ", "X": "с-ще ", "T": "смт "}.get(self.category, "")
        return f"{prefix}{self.name}"
