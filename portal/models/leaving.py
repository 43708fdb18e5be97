"""What people who leave ask for, or who want to be reminded before: archives of their data, reminders."""

from __future__ import annotations

from peewee import SQL, CharField, Check, ForeignKeyField, IntegerField

from portal.models.base import BigIntegerField, MomentField, Table
from portal.models.user import User

TAKE_OUT_STATES = ("waiting", "ready", "failed")


class TakeOut(Table):
    """An archive of all of a person's data: ``waiting`` for the errand that makes it, then ``ready``.

    ``storage_key`` is chosen before anything is stored under it, so that no archive lies where no row leads to.
    ``done`` of ``total`` is how far it is; it is made (again) from ``next_at`` on. Since ``expires_at`` it can't
    be downloaded any more.
    """

    ref = CharField(max_length=22, unique=True)
    user = ForeignKeyField(User, on_delete="CASCADE")
    state = CharField(max_length=8, default="waiting", constraints=[Check(f"state IN {TAKE_OUT_STATES}")])
    asked_at = MomentField()
    done = IntegerField(default=0, constraints=[Check("done >= 0")])
    total = IntegerField(default=0)
    attempts = IntegerField(default=0)
    next_at = MomentField()
    storage_key = CharField(unique=True)
    size = BigIntegerField(null=True)
    expires_at = MomentField(null=True)


TakeOut.add_index(
    TakeOut.index(TakeOut.user, unique=True, where=SQL("state = 'waiting'"), name="take_out_one_waiting")
)


class ReadingReminder(Table):
    """Somebody wants a mail before the reading window and on its last day.

    Whoever knows the ``ref``, which stands in the mails, may end it without signing in.
    """

    ref = CharField(max_length=22, unique=True)
    user = ForeignKeyField(User, unique=True, on_delete="CASCADE")
