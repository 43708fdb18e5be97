"""Files of people: as they arrive piece by piece, and as they are kept."""

from __future__ import annotations

from peewee import SQL, CharField, Check, ForeignKeyField, UUIDField

from portal.models.account import Account
from portal.models.base import BigIntegerField, MomentField, ShownField, Table
from portal.models.submission import Submission
from portal.models.user import User

FILE_STATES = ("waiting", "ready", "refused")


class File(Table):
    """A kept file: ``sha256`` and ``size`` (bytes) are of what was received, and stay for good.

    What is stored under ``storage_key`` is made from that anew: a picture without EXIF, with a thumbnail beside
    it. While the file is ``waiting`` for that it holds the received bytes; ``refused`` says ``reason`` and holds
    nothing. ``account`` is what the file is about. A person's same bytes are one file, however often they come.
    """

    ref = CharField(max_length=22, unique=True)
    user = ForeignKeyField(User, null=True)
    sha256 = CharField(max_length=64, index=True)
    size = BigIntegerField(constraints=[Check("size >= 0")])
    type = CharField(max_length=64)
    storage_key = CharField(unique=True)
    name = ShownField()
    taken_at = MomentField(null=True)
    created_at = MomentField()
    account = ForeignKeyField(Account, null=True)
    state = CharField(max_length=8, default="ready", constraints=[Check(f"state IN {FILE_STATES}")])
    reason = ShownField(default="")


File.add_index(File.index(File.user, File.sha256, unique=True, name="file_of_user"))
File.add_index(File.index(File.id, where=SQL("state = 'waiting'"), name="file_waiting"))


class Upload(Table):
    """A file on its way in by the tus protocol; sizes in bytes.

    ``checksum`` is the SHA-256 of the whole as its sender knows it; ``file`` is what became of it.
    """

    uuid = UUIDField(unique=True)
    user = ForeignKeyField(User)
    length = BigIntegerField(constraints=[Check("length >= 0")])
    offset = BigIntegerField(default=0, constraints=[Check('"offset" BETWEEN 0 AND length')])
    checksum = CharField(max_length=64, null=True)
    expires_at = MomentField(index=True)
    name = ShownField(default="")
    taken_at = MomentField(null=True)
    file = ForeignKeyField(File, null=True)


class SubmissionFile(Table):
    """A photo or a video that goes with a reading."""

    submission = ForeignKeyField(Submission, index=False, backref="files")
    file = ForeignKeyField(File)

    class Meta:
        indexes = ((("submission", "file"), True),)
