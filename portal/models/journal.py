"""What happened, and who looked: both only ever grow, and the database itself refuses anything else."""

from __future__ import annotations

from peewee import CharField, ForeignKeyField

from portal.models.base import BigIntegerField, JSONField, MomentField, Table
from portal.models.user import User


class Event(Table):
    """Something that happened to a subject, named in the past tense; no actor means the portal itself."""

    subject_kind = CharField(max_length=24)
    subject_id = BigIntegerField()
    name = CharField(max_length=48)
    actor = ForeignKeyField(User, null=True, index=False)
    at = MomentField()
    details = JSONField(default=dict)

    class Meta:
        indexes = ((("subject_kind", "subject_id", "id"), False),)


class Audit(Table):
    """Who looked at personal data or changed it: ``actor_label`` stays readable without the person's row."""

    actor = ForeignKeyField(User, null=True, index=False)
    actor_label = CharField()
    action = CharField(max_length=48)
    subject_kind = CharField(max_length=24)
    subject_id = BigIntegerField()
    at = MomentField()
    details = JSONField(default=dict)

    class Meta:
        indexes = ((("subject_kind", "subject_id", "id"), False), (("actor", "id"), False))
