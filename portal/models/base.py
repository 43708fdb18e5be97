"""What every table shares, and the field kinds that peewee leaves to us."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from peewee import BigAutoField, BigIntegerField, CharField, Field, Model, TextField
from peewee import JSONField as PeeweeJSONField

from portal.database import db


class MomentField(Field):
    """A moment: aware, kept in UTC, refused when naive.

    On SQLite it is text that sorts as time does; on PostgreSQL it is a ``timestamptz``.
    """

    field_type = "TIMESTAMPTZ"

    def db_value(self, value: Any) -> Any:
        if not isinstance(value, datetime):
            return value
        if value.tzinfo is None:
            raise ValueError(f"{self.name}: a moment must be aware")
        return value.astimezone(UTC).isoformat(sep=" ", timespec="microseconds")

    def python_value(self, value: Any) -> datetime | None:
        if isinstance(value, str):
            value = datetime.fromisoformat(value)
        if value is None:
            return None
        moment: datetime = value
        return moment.astimezone(UTC)


class ShownField(TextField):
    """Short text of people; unlike CharField it has no length that a database would cut or refuse."""


def JSONField(**options: Any) -> Any:
    """JSON that keeps Cyrillic as it is: escaped, SQLite would lose keys in it."""
    return PeeweeJSONField(dumps=partial(json.dumps, ensure_ascii=False), **options)


class Table(Model):
    """A table with a row id that never leaves the portal; addresses carry a ``ref``."""

    id = BigAutoField()

    class Meta:
        database = db
        legacy_table_names = False

    if TYPE_CHECKING:
        # peewee makes columns, their ids and back-references while the class is made: no checker sees them.
        def __getattr__(self, name: str) -> Any: ...


class Listed(Model):
    """A list of names, as rows: a new one is an insert, not a new table."""

    name = CharField(max_length=24, primary_key=True)

    class Meta:
        database = db
        legacy_table_names = False


__all__ = ["BigIntegerField", "JSONField", "Listed", "MomentField", "ShownField", "Table"]
