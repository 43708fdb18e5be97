"""Household accounts (особові рахунки) as the billing base knows them."""

from __future__ import annotations

from peewee import SQL, CharField, Check, ForeignKeyField, IntegerField

from portal.models.base import ShownField, Table
from portal.models.place import Place
from portal.models.territory import Rem, Settlement

# A town in the classifier of territories.
TOWN = "M"
OPERATORS = ("zhytomyroblenergo", "ukrzaliznytsia")
# How an account came to its place: matched by itself, chosen by the person, or in no list, as the person says.
AUTO, CHOSEN, NONE = PLACE_HOW = ("auto", "chosen", "none")
# As text of a partial index, which queries have to repeat.
SAID_MISSING = "place_how = 'none'"


class Account(Table):
    """An account: ``digits`` is its identity, ``number_shown`` how the billing base writes it.

    ``holder_folded`` is for comparing and searching. The holder's РНОКПП is encrypted, and found by its keyed
    hash. ``power_w`` is the allowed power in watts. ``operator`` says whose network the home hangs on.

    ``subqueue`` is what the billing base says; where there is a ``place`` of the outage source, the place wins
    (``subqueue_in_force``). ``place_how`` is empty as long as nothing was found and nobody said anything.
    """

    ref = CharField(max_length=22, unique=True)
    digits = CharField(max_length=10, unique=True, constraints=[Check("length(digits) BETWEEN 8 AND 10")])
    number_shown = CharField(max_length=32)
    contract_number = CharField(max_length=32)
    eic = CharField(max_length=16, unique=True, null=True)
    holder_name = ShownField()
    holder_folded = CharField(index=True)
    holder_tax_number = ShownField(null=True)
    holder_tax_hash = CharField(max_length=64, null=True, index=True)
    settlement = ForeignKeyField(Settlement)
    street = ShownField(default="")
    house = ShownField(default="")
    flat = ShownField(default="")
    rem = ForeignKeyField(Rem)
    operator = CharField(max_length=32, default=OPERATORS[0], constraints=[Check(f"operator IN {OPERATORS}")])
    supplier = ShownField(default="")
    power_w = IntegerField(null=True, constraints=[Check("power_w > 0")])
    subqueue = CharField(max_length=4, null=True)
    place = ForeignKeyField(Place, null=True)
    place_how = CharField(max_length=8, null=True, constraints=[Check(f"place_how IN {PLACE_HOW}")])

    class Meta:
        indexes = ((("rem", "holder_folded"), False),)

    @property
    def subqueue_in_force(self) -> str | None:
        """The subqueue to go by: that of the place, even where it says «not switched off», or billing's.

        The place is looked up unless it was selected with the account.
        """
        subqueue: str | None = self.place.subqueue if self.place else self.subqueue
        return subqueue

    @property
    def is_served(self) -> bool:
        """Whether АТ «Житомиробленерго» is the operator of this account at all."""
        return bool(self.operator == OPERATORS[0])

    @property
    def short_address(self) -> str:
        """«Житомир, вул. Житомирська, 5»"""
        parts = [self.settlement.short_name, self.street, self.house]
        return ", ".join(part for part in parts if part)

    @property
    def address(self) -> str:
        """The short address and the flat, if there is one."""
        return f"{self.short_address}, кв. {self.flat}" if self.flat else self.short_address

    @property
    def address_in_town(self) -> str:
        """The same without the name of a town, which those of its РЕМ need not be told."""
        whole, town = self.address, self.settlement.short_name
        # The number stays on the line of its street.
        whole = whole.replace(f", {self.house}", f",\u00a0{self.house}", 1) if self.house else whole
        return whole.removeprefix(f"{town}, ") if self.settlement.category == TOWN else whole

    @property
    def holder_short(self) -> str:
        """«Українець І.І.»"""
        surname, *others = str(self.holder_name).split()
        return f"{surname} {''.join(f'{name[0]}.' for name in others)}".strip()


Account.add_index(Account.index(Account.rem, Account.id, where=SQL(SAID_MISSING), name="account_place_missing"))
