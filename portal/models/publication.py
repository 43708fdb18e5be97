"""What the operator tells everybody: announcements, and files for anybody to download."""

from __future__ import annotations

from peewee import SQL, CharField, Check, ForeignKeyField

from portal.models.base import MomentField, ShownField, Table
from portal.models.file import File
from portal.models.user import User

TONES = ("info", "warning")


class Announcement(Table):
    """A text on the landing page and on Головна from ``starts_at`` until ``ends_at``, if there is an end."""

    ref = CharField(max_length=22, unique=True)
    title = ShownField()
    text = ShownField(default="")
    tone = CharField(max_length=8, default="info", constraints=[Check(f"tone IN {TONES}")])
    starts_at = MomentField()
    ends_at = MomentField(null=True)
    author = ForeignKeyField(User, index=False)
    created_at = MomentField()
    withdrawn_at = MomentField(null=True)


Announcement.add_index(
    Announcement.index(Announcement.starts_at, where=SQL("withdrawn_at IS NULL"), name="announcement_live")
)


class Handout(Table):
    """A file that anybody may download, such as the contract: the newest of its ``slug`` counts."""

    slug = CharField(max_length=40)
    file = ForeignKeyField(File)
    actor = ForeignKeyField(User, index=False)
    at = MomentField()

    class Meta:
        indexes = ((("slug", "id"), False),)
