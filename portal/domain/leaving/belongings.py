"""What becomes of each row that names a person, when the cabinet is deleted.

A row whose key to the person says ON DELETE CASCADE is the cabinet's own, and goes; so do those of ``GO``. What is
in ``STAY`` is the operator's: it points at the row without a name that is left of the person. A test proves that
every key to a person is in one of them, so that nobody who adds a table forgets to decide.
"""

from __future__ import annotations

from peewee import ForeignKeyField

from portal.models import (
    ALL,
    AccountLink,
    Announcement,
    Audit,
    BillingExport,
    BillingImport,
    Consent,
    Event,
    File,
    Handout,
    Message,
    NoLightReport,
    Order,
    OutageNotice,
    Submission,
    Upload,
    User,
)

GO: tuple[ForeignKeyField, ...] = (
    AccountLink.user,
    Message.user,
    NoLightReport.user,
    OutageNotice.user,
    Upload.user,
)
STAY: tuple[ForeignKeyField, ...] = (
    Announcement.author,
    Audit.actor,
    BillingExport.actor,
    BillingImport.actor,
    Consent.user,  # those given with an application that stays
    Event.actor,
    File.user,
    Handout.actor,
    Order.user,
    Submission.user,
)


def keys_to_people() -> list[ForeignKeyField]:
    """Every column that names a person."""
    return [field for model in ALL for field, related in model._meta.refs.items() if related is User]


def own() -> list[ForeignKeyField]:
    """The columns by which the cabinet's own rows are found."""
    return [*(key for key in keys_to_people() if key.on_delete == "CASCADE"), *GO]
