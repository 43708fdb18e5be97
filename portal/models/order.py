"""Orders (замовлення): applications of people and what became of them."""

from __future__ import annotations

from peewee import (
    SQL,
    BooleanField,
    CharField,
    Check,
    DateField,
    ForeignKeyField,
    IntegerField,
    SmallIntegerField,
    UUIDField,
)

from portal.models.account import Account
from portal.models.base import BigIntegerField, JSONField, Listed, MomentField, ShownField, Table
from portal.models.file import File
from portal.models.territory import Rem
from portal.models.user import User

# What the desk still has to do with; as text of a partial index, which queries have to repeat.
IS_OPEN = (
    "status IN ('awaiting_signature', 'submitted', 'registered', 'invoiced', 'paid', 'scheduled', 'clarification')"
)
IS_TO_DO = "status IN ('submitted', 'registered', 'paid', 'scheduled')"
IS_CLOSED = "status IN ('done', 'withdrawn', 'refused') AND rem_id IS NOT NULL"


class OrderStatus(Listed):
    """Where an order stands."""


class OrderCounter(Table):
    """How many orders a month has had; ``month`` is «2611», and begins the numbers of that month."""

    month = CharField(max_length=4, unique=True)
    last = IntegerField(default=0)


class Order(Table):
    """An application: ``answers`` keeps label and value as they were answered, whatever its kind becomes.

    ``rem`` decides whose desk sees it; ``account`` is empty for the kinds that need none. ``filled`` is what a
    draft holds by the names of its fields, personal numbers encrypted; ``saved_at`` when that was written last.

    ``revision`` grows with every change that others have to know of, ``seen_revision`` is the one that the person
    has read. ``queue_on`` is what the desk's queue is sorted by: the due date, or the end of time without one.
    In a clarification ``resumes`` is the status before it, ``asked_on`` since when the term stands still. For
    ``stood`` days, in those of the term, it has done so before.
    ``invoice_amount`` is in whole kopiykas. ``document`` is the application as the portal made it: once.
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
    filled = JSONField(default=dict)
    saved_at = MomentField(null=True)
    applicant = ShownField(default="")
    applicant_folded = CharField(default="")
    revision = IntegerField(default=0)
    seen_revision = IntegerField(default=0)
    queue_on = DateField(null=True)
    resumes = CharField(max_length=24, null=True)
    question = ShownField(default="")
    asked_on = DateField(null=True)
    reply = ShownField(default="")
    extended = BooleanField(default=False)
    stood = IntegerField(default=0)
    invoice_amount = BigIntegerField(null=True, constraints=[Check("invoice_amount > 0")])
    invoiced_at = MomentField(null=True)
    document = ForeignKeyField(File, null=True)
    closed_at = MomentField(null=True)

    class Meta:
        table_name = "orders"
        indexes = (
            (("user", "id"), False),
            (("rem", "status", "due_on"), False),
            (("rem", "applicant_folded"), False),
        )


Order.add_index(Order.index(Order.rem, Order.queue_on, Order.id, where=SQL(IS_OPEN), name="order_queue"))
Order.add_index(Order.index(Order.queue_on, Order.id, where=SQL(IS_OPEN), name="order_queue_all"))
Order.add_index(Order.index(Order.rem, Order.id, where=SQL(IS_TO_DO), name="order_to_do"))
Order.add_index(Order.index(Order.rem, Order.id, where=SQL(IS_CLOSED), name="order_closed"))
Order.add_index(
    Order.index(Order.id, where=SQL("document_id IS NULL AND rem_id IS NOT NULL"), name="order_without_document")
)


class OrderFile(Table):
    """A file that goes with an order, and what it is in it."""

    order = ForeignKeyField(Order, index=False, backref="files")
    file = ForeignKeyField(File)
    purpose = CharField(max_length=40)

    class Meta:
        indexes = ((("order", "purpose", "file"), True),)


class Remembered(Table):
    """What a person filled in once, to be offered next time; ``sealed`` values are encrypted."""

    user = ForeignKeyField(User, index=False, on_delete="CASCADE")
    field = CharField(max_length=40)
    value = ShownField()
    sealed = BooleanField(default=False)
    at = MomentField()

    class Meta:
        indexes = ((("user", "field"), True),)
