"""Queries whose SQL is written once. For the few that run on every request: peewee takes ten times as long to
write such a query as the database to answer it.

A query is made by a function that asks for its parameters by name, each with the field that it is compared
with, so that values go to the database as that field would send them::

    _by_digits = Prepared(lambda value: Account.select().where(Account.digits == value("digits", Account.digits)))
    [(account,)] = _by_digits.objects((Account,), digits="08080808")
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from peewee import (
    AutoField,
    CharField,
    Field,
    ForeignKeyField,
    IntegerField,
    JSONField,
    Model,
    SmallIntegerField,
    TextField,
    Value,
)

from portal.database import db, is_sqlite

# Their values come from both databases as they are wanted.
_PLAIN = (AutoField, CharField, ForeignKeyField, IntegerField, SmallIntegerField, TextField)


@dataclass(frozen=True)
class _Slot:
    """The place of a parameter in the SQL."""

    name: str
    send: Callable[[Any], Any]


def _slot(name: str, field: Any) -> Value:
    # peewee wraps JSON into a function of the database; both take the text of it as well.
    send = vars(field)["_dumps"] if isinstance(field, JSONField) else field.db_value
    return Value(_Slot(name, send), converter=False)


class Prepared:
    """A query with named parameters; its text is made at the first use on each kind of database."""

    def __init__(self, make: Callable[[Callable[[str, Any], Value]], Any]) -> None:
        self._make = make
        self._texts: dict[bool, tuple[str, list[Any]]] = {}

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """The rows as the database driver gives them."""
        return list(self._run(values).fetchall())

    def objects(self, models: tuple[type[Model], ...], **values: Any) -> Iterator[tuple[Any, ...]]:
        """For each row an object of each model; the query selects all columns of these models in this order."""
        fillers = [_filler(model) for model in models]
        for row in self._run(values).fetchall():
            made, begin = [], 0
            for width, fill in fillers:
                made.append(fill(row[begin : begin + width]))
                begin += width
            yield tuple(made)

    def insert(self, **values: Any) -> int:
        """Run an INSERT and return the new row's id."""
        cursor = self._run(values)
        return int(cursor.lastrowid if is_sqlite() else cursor.fetchone()[0])

    def changed(self, **values: Any) -> int:
        """Run a change and return how many rows it made or changed."""
        return int(self._run(values).rowcount)

    def _run(self, values: dict[str, Any]) -> Any:
        sqlite = is_sqlite()
        text = self._texts.get(sqlite)
        if text is None:
            text = self._texts[sqlite] = self._make(_slot).sql()
        sql, parameters = text
        return db.execute_sql(
            sql,
            [
                parameter.send(values[parameter.name]) if isinstance(parameter, _Slot) else parameter
                for parameter in parameters
            ],
        )


def columns(*models: type[Model]) -> list[Field]:
    """All columns of the models, in the order that :meth:`Prepared.objects` reads them."""
    return [field for model in models for field in model._meta.sorted_fields]


def insertion(model: type[Model], *, unless_there: bool = False) -> Prepared:
    """An INSERT of one row with all columns but the id, as parameters by the fields' names.

    ``unless_there``: a row that breaks a unique index is left out; ask :meth:`Prepared.changed` whether it was.
    """

    def make(value: Callable[[str, Any], Value]) -> Any:
        fields = [field for field in model._meta.sorted_fields if not field.primary_key]
        query = model.insert({field: value(field.name, field) for field in fields})
        if unless_there:
            return query.on_conflict_ignore()
        return query if is_sqlite() else query.returning(model._meta.primary_key)

    return Prepared(make)


_fillers: dict[type[Model], tuple[int, Callable[[tuple[Any, ...]], Any]]] = {}


def _filler(model: type[Model]) -> tuple[int, Callable[[tuple[Any, ...]], Any]]:
    """How many columns the model has, and what makes an object of their values."""
    if model not in _fillers:
        fields = model._meta.sorted_fields
        names = [field.name for field in fields]
        readers = [(field.name, field.python_value) for field in fields if not isinstance(field, _PLAIN)]

        def fill(values: tuple[Any, ...]) -> Any:
            kept = dict(zip(names, values, strict=True))
            for name, read in readers:
                kept[name] = read(kept[name])
            made = model(__no_default__=1)
            made.__data__ = kept  # as peewee keeps what it has read: nothing in it is a change
            return made

        _fillers[model] = (len(fields), fill)
    return _fillers[model]
