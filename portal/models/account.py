"""Household accounts (особові рахунки) as the billing base knows them."""

from __future__ import annotations

from peewee import CharField, Check, ForeignKeyField, IntegerField

from portal.models.base import ShownField, Table
from portal.models.territory import Rem, Settlement

OPERATORS = ("zhytomyroblenergo", "ukrzaliznytsia")


class Account(Table):
    """An account: ``digits`` is its identity, ``number_shown`` how the billing base writes it.

    ``holder_folded`` is for comparing and searching. The holder's РНОКПП is encrypted, and found by its keyed
    hash. ``power_w`` is the allowed power in watts. ``operator`` says whose network the home hangs on.
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
    def holder_short(self) -> str:
        """«Українець І.І.»"""
        surname, *others = str(self.holder_name).split()
        return f"{surname} {''.join(f'{name[0]}.' for name in others)}".strip()
