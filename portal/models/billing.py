"""What went to and fro between the portal and the billing base: imports, and exports with their mark."""

from __future__ import annotations

from peewee import CharField, ForeignKeyField, IntegerField

from portal.models.base import JSONField, MomentField, ShownField, Table
from portal.models.user import User


class BillingImport(Table):
    """A file that came in, by the command or from the desk (``actor``); ``sha256`` is of its bytes.

    ``state`` is done, or waiting for a yes to so many changed holders; then ``kept_key`` is where the encrypted
    file lies. ``wrong_key`` is the report about the rows that were left out, ``wrong`` how many those are.
    """

    ref = CharField(max_length=22, unique=True)
    at = MomentField()
    actor = ForeignKeyField(User, null=True, index=False)
    name = ShownField()
    kind = CharField(max_length=24)
    sha256 = CharField(max_length=64)
    state = CharField(max_length=8)
    rows = IntegerField(default=0)
    changed = IntegerField(default=0)
    wrong = IntegerField(default=0)
    first_wrong = JSONField(default=list)
    wrong_key = CharField(null=True)
    kept_key = CharField(null=True)

    class Meta:
        indexes = ((("kind", "id"), False),)


class BillingExport(Table):
    """Accepted readings that were given out together: those whose ``exported_in`` this is.

    Without ``ended_at`` it never got to its end, and the next one begins with its readings. ``file_key`` is where
    one that the desk has made lies.
    """

    ref = CharField(max_length=22, unique=True)
    began_at = MomentField()
    ended_at = MomentField(null=True)
    actor = ForeignKeyField(User, null=True, index=False)
    rows = IntegerField(default=0)
    file_key = CharField(null=True)
