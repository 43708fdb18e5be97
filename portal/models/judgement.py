"""What was found out about the signature of an application."""

from __future__ import annotations

from peewee import SQL, CharField, Check, ForeignKeyField

from portal.models.base import JSONField, MomentField, Table
from portal.models.file import File
from portal.models.order import Order

OUTCOMES = ("waiting", "accepted", "marked", "refused")


class Judgement(Table):
    """The judgement of a signed file of an order: ``waiting`` until an errand has looked at it.

    ``marked`` is one that could not be confirmed: the operator sees why and decides. ``report`` is all that was
    said of the signatures, ``trust_issued`` the date of the lists of trust that it rests on.
    """

    order = ForeignKeyField(Order, index=False, on_delete="CASCADE")
    file = ForeignKeyField(File, index=False, on_delete="CASCADE")
    outcome = CharField(max_length=8, default="waiting", constraints=[Check(f"outcome IN {OUTCOMES}")])
    reason = CharField(max_length=40, default="")
    report = JSONField(default=dict)
    trust_issued = MomentField(null=True)
    judged_at = MomentField(null=True)

    class Meta:
        indexes = ((("order", "file"), True),)


Judgement.add_index(Judgement.index(Judgement.id, where=SQL("outcome = 'waiting'"), name="judgement_waiting"))
