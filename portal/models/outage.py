"""Outages: what the sources said, for whom it holds, and what people reported."""

from __future__ import annotations

from peewee import BooleanField, CharField, Check, DateField, ForeignKeyField, SmallIntegerField

from portal.models.account import Account
from portal.models.base import JSONField, MomentField, ShownField, Table
from portal.models.territory import Rem
from portal.models.user import User


class OutageSource(Table):
    """The state of a source: when it last answered well, since when it fails, and how to ask for changes only.

    ``notices`` are texts for people that it gave with its schedules.
    """

    name = CharField(max_length=32, unique=True)
    checked_at = MomentField(null=True)
    good_at = MomentField(null=True)
    failing_since = MomentField(null=True)
    failure = ShownField(default="")
    validators = JSONField(default=dict)
    notices = JSONField(default=list)


class SubqueueDay(Table):
    """A subqueue's day as spans [from minute, to minute, state]: one row serves all the houses in it."""

    subqueue = CharField(max_length=4)
    day = DateField()
    spans = JSONField(default=list)
    changed_at = MomentField()
    source = ForeignKeyField(OutageSource)

    class Meta:
        indexes = ((("subqueue", "day"), True),)


class Works(Table):
    """Planned or emergency works with the houses that they reach."""

    rem = ForeignKeyField(Rem, index=False)
    kind = CharField(max_length=16)
    settlement = ShownField()
    houses = JSONField(default=list)
    reason = ShownField(default="")
    starts_at = MomentField()
    ends_at = MomentField(null=True)
    source = ForeignKeyField(OutageSource)
    original = ShownField(default="")

    class Meta:
        indexes = ((("rem", "starts_at"), False),)


class OutageNotice(Table):
    """That a person was told of a change: the same change is told once."""

    user = ForeignKeyField(User, index=False)
    account = ForeignKeyField(Account)
    change = CharField(max_length=64)
    at = MomentField()

    class Meta:
        indexes = ((("user", "account", "change"), True),)


class NoLightReport(Table):
    """«У мене немає світла», said by a person for their account."""

    user = ForeignKeyField(User)
    account = ForeignKeyField(Account)
    subqueue = CharField(max_length=4, null=True)
    at = MomentField(index=True)


class LightWatch(Table):
    """What a person wants to be told about their light: changes of the schedule, and so many minutes ``before`` it
    goes or is ``back`` (0: not); never within the quiet hours, «22:00» to «07:00». Mails only where they want
    them; what is pushed goes to the browsers that were asked for.

    Whoever knows the ``ref``, which stands in the mails, may end it without signing in.
    """

    ref = CharField(max_length=22, unique=True)
    user = ForeignKeyField(User, unique=True, on_delete="CASCADE")
    changes = BooleanField(default=False)
    before = SmallIntegerField(default=0, constraints=[Check("before BETWEEN 0 AND 60")])
    back = SmallIntegerField(default=0, constraints=[Check("back BETWEEN 0 AND 60")])
    by_mail = BooleanField(default=True)
    quiet_from = CharField(max_length=5, default="")
    quiet_until = CharField(max_length=5, default="")
