"""Orders (замовлення): applications of people and what became of them."""

from __future__ import annotations

from peewee import CharField, DateField, ForeignKeyField, SmallIntegerField, UUIDField

from portal.models.account import Account
from portal.models.base import JSONField, Listed, MomentField, Table
from portal.models.file import File
from portal.models.territory import Rem
from portal.models.user import User

ORDER_STATUSES = (
    "draft",
    "awaiting_signature",
    "submitted",
    "registered",
    "invoiced",
    "paid",
    "scheduled",
    "done",
    "clarification",
    "withdrawn",
    "refused",
)


class OrderStatus(Listed):
    """Where an order stands."""


class Order(Table):
    """An application: ``answers`` keeps label and value as they were answered, whatever its kind becomes.

    ``rem`` decides whose desk sees it; ``account`` is empty for the kinds that need none.
    """

    uuid = UUIDField(unique=True)
    ref = CharField(max_length=22, unique=True)
    number = CharField(max_length=16, unique=True)
    kind = CharField(max_length=40)
    definition_version = SmallIntegerField()
    account = ForeignKeyField(Account, null=True)
    rem = ForeignKeyField(Rem, null=True, index=False)
    user = ForeignKeyField(User, index=False)
    status = ForeignKeyField(
        OrderStatus, column_name="status", object_id_name="status_name", default="draft", index=False
    )
    answers = JSONField(default=list)
    created_at = MomentField()
    submitted_at = MomentField(null=True)
    due_on = DateField(null=True)
    registration_number = CharField(max_length=32, null=True)
    invoice = ForeignKeyField(File, null=True)
    paid_on = DateField(null=True)
    scheduled_on = DateField(null=True)

    class Meta:
        table_name = "orders"
        indexes = ((("user", "id"), False), (("rem", "status", "due_on"), False))


class OrderFile(Table):
    """A file that goes with an order, and what it is in it."""

    order = ForeignKeyField(Order, index=False, backref="files")
    file = ForeignKeyField(File)
    purpose = CharField(max_length=40)

    class Meta:
        indexes = ((("order", "file"), True),)
