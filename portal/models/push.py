"""Browsers that notices are pushed to."""

from __future__ import annotations

from peewee import CharField, ForeignKeyField

from portal.models.base import JSONField, MomentField, ShownField, Table
from portal.models.user import Session


class PushDevice(Table):
    """A browser's address at its maker's push service, with the keys that only it can read by.

    It lives and dies with the session: a browser that nobody is signed in on shows nothing of anybody. Whoever
    knows ``endpoint`` may send to it, so it is in no page and no log; ``endpoint_hash`` tells equal ones.
    """

    ref = CharField(max_length=22, unique=True)
    session = ForeignKeyField(Session, unique=True, on_delete="CASCADE")
    endpoint = ShownField()
    endpoint_hash = CharField(max_length=64, unique=True)
    keys = JSONField()
    created_at = MomentField()
