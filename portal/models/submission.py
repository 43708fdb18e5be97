"""Readings: one act of sending, and the value of each register in it."""

from __future__ import annotations

from peewee import SQL, BooleanField, CharField, Check, DateField, ForeignKeyField, UUIDField

from portal.models.account import Account
from portal.models.base import BigIntegerField, JSONField, Listed, MomentField, ShownField, Table
from portal.models.billing import BillingExport
from portal.models.meter import Meter, Register
from portal.models.territory import Rem
from portal.models.user import User


class SubmissionStatus(Listed):
    """What may become of a submission."""


class Submission(Table):
    """One act of sending the registers of a meter.

    ``uuid`` was made by the one who sent it; with the same ``content_hash`` it is the same act.
    ``taken_at`` decides the ``reading_date``; ``way`` is web, offline, desk or import; ``warnings`` are those
    that the person waved through, and ``attention`` is whether there are any; ``reason`` is the operator's, of a
    rejection. ``rem`` is the account's when it was sent: whose queue it stands in. ``exported_in`` is the export
    that gave it to the billing base.
    """

    uuid = UUIDField(unique=True)
    content_hash = CharField(max_length=64)
    account = ForeignKeyField(Account, index=False)
    meter = ForeignKeyField(Meter, index=False)
    user = ForeignKeyField(User, null=True)
    taken_at = MomentField()
    received_at = MomentField()
    reading_date = DateField()
    status = ForeignKeyField(
        SubmissionStatus, column_name="status", object_id_name="status_name", default="new", index=False
    )
    in_window = BooleanField()
    warnings = JSONField(default=list)
    way = CharField(max_length=8, default="web")
    reason = ShownField(default="")
    replaced_by = ForeignKeyField("self", null=True)
    rem = ForeignKeyField(Rem, null=True, index=False)
    attention = BooleanField(default=False)
    exported_in = ForeignKeyField(BillingExport, null=True, index=False)

    class Meta:
        indexes = (
            (("meter", "reading_date"), False),
            (("account", "reading_date", "id"), False),
        )


Submission.add_index(
    Submission.index(
        Submission.meter,
        Submission.reading_date,
        unique=True,
        where=SQL("status = 'new'"),
        name="submission_one_new",
    )
)
# The desk's queues: of a РЕМ and of all of them, everything or only what is worth a look.
Submission.add_index(
    Submission.index(Submission.rem, Submission.id, where=SQL("status = 'new'"), name="submission_queue")
)
Submission.add_index(
    Submission.index(
        Submission.rem, Submission.id, where=SQL("status = 'new' AND attention"), name="submission_attention"
    )
)
Submission.add_index(Submission.index(Submission.id, where=SQL("status = 'new'"), name="submission_new"))
Submission.add_index(Submission.index(Submission.id, where=SQL("rem_id IS NULL"), name="submission_unplaced"))
# What billing has not been given yet, and what it was given together. What came from there is no news to it.
TO_EXPORT = "status = 'accepted' AND exported_in_id IS NULL AND way <> 'import'"
Submission.add_index(Submission.index(Submission.id, where=SQL(TO_EXPORT), name="submission_to_export"))
Submission.add_index(
    Submission.index(
        Submission.exported_in,
        Submission.id,
        where=SQL("exported_in_id IS NOT NULL"),
        name="submission_exported",
    )
)


class Reading(Table):
    """The value of one register in a submission, in whole kWh."""

    submission = ForeignKeyField(Submission, index=False, backref="readings")
    register = ForeignKeyField(Register, index=False)
    value = BigIntegerField(constraints=[Check("value >= 0")])

    class Meta:
        indexes = ((("submission", "register"), True),)
