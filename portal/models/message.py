"""The outbox: every message that has to reach somebody is a row before it is anything else."""

from __future__ import annotations

from peewee import SQL, BooleanField, CharField, Check, ForeignKeyField, IntegerField

from portal.models.base import JSONField, MomentField, ShownField, Table
from portal.models.user import User


class Message(Table):
    """A message on its way: ``key`` makes it unique, ``lease_until`` says that somebody is sending it now.

    ``failed`` holds the reason once there will be no further attempt.
    """

    key = CharField(unique=True)
    channel = CharField(max_length=16)
    user = ForeignKeyField(User, null=True)
    recipient = CharField()
    template = CharField(max_length=48)
    data = JSONField(default=dict)
    urgent = BooleanField(default=False)
    created_at = MomentField()
    attempts = IntegerField(default=0, constraints=[Check("attempts >= 0")])
    next_at = MomentField()
    lease_until = MomentField(null=True)
    sent_at = MomentField(null=True, index=True)
    failed = ShownField(null=True)


Message.add_index(
    Message.index(
        Message.channel,
        Message.urgent.desc(),
        Message.next_at,
        where=SQL("sent_at IS NULL AND failed IS NULL"),
        name="message_waiting",
    )
)
