"""Files of people: as they arrive piece by piece, and as they are kept."""

from __future__ import annotations

from peewee import CharField, Check, ForeignKeyField, UUIDField

from portal.models.base import BigIntegerField, MomentField, ShownField, Table
from portal.models.submission import Submission
from portal.models.user import User


class Upload(Table):
    """A file on its way in by the tus protocol; sizes in bytes."""

    uuid = UUIDField(unique=True)
    user = ForeignKeyField(User)
    length = BigIntegerField(constraints=[Check("length >= 0")])
    offset = BigIntegerField(default=0, constraints=[Check('"offset" BETWEEN 0 AND length')])
    checksum = CharField(max_length=64, null=True)
    expires_at = MomentField(index=True)


class File(Table):
    """A kept file: ``sha256`` is of the bytes as they were received, ``size`` in bytes."""

    ref = CharField(max_length=22, unique=True)
    user = ForeignKeyField(User, null=True)
    sha256 = CharField(max_length=64, index=True)
    size = BigIntegerField(constraints=[Check("size >= 0")])
    type = CharField(max_length=64)
    storage_key = CharField(unique=True)
    name = ShownField()
    taken_at = MomentField(null=True)
    created_at = MomentField()


class SubmissionFile(Table):
    """A photo or a video that goes with a reading."""

    submission = ForeignKeyField(Submission, index=False, backref="files")
    file = ForeignKeyField(File)

    class Meta:
        indexes = ((("submission", "file"), True),)
