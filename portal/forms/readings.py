"""The readings form: one field per register of the meter."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from uuid import uuid4

from wtforms import HiddenField, StringField

from portal.domain.errors import Refused
from portal.domain.readings import checks, meters
from portal.domain.readings.submission import Sending
from portal.forms.base import Encodable, PortalForm, stripped, uuid_or_none
from portal.models import Meter, Register


class ReadingForm(PortalForm):
    """``account`` and ``meter`` are what the form was drawn for, ``uuid`` names this sending so that two taps on
    the button are one reading, ``replaces`` the submission that is corrected, ``confirmed`` what the person was
    asked about and with which numbers."""

    account = HiddenField()
    meter = HiddenField()
    uuid = HiddenField()
    replaces = HiddenField()
    confirmed = HiddenField()

    registers: list[Register]

    def values(self) -> dict[str, int]:
        """The typed values by register key.

        Raises:
            Refused: ``fields`` says for each register what is wrong with it.
        """
        values, problems = {}, {}
        for register in self.registers:
            try:
                values[register.key] = checks.parse_value(self[register.key].data or "", register.digits)
            except Refused as error:
                problems[register.key] = str(error)
        if problems:
            raise Refused(fields=problems)
        return values

    def readable_values(self) -> dict[str, int]:
        """Those of the typed values that are numbers already; for the preview while typing."""
        values = {}
        for register in self.registers:
            try:
                values[register.key] = checks.parse_value(self[register.key].data or "", register.digits)
            except Refused:
                continue
        return values

    def ask_about(self, warnings: list[checks.Warning], values: dict[str, int]) -> None:
        """Remember in the form what is asked about these numbers."""
        self.confirmed.data = _question({found.code for found in warnings}, values)

    def confirmed_codes(self, values: dict[str, int]) -> frozenset[str]:
        """What the person said yes to; nothing, if they have changed a number since they were asked."""
        codes, _separator, _numbers = (self.confirmed.data or "").partition(":")
        asked = set(filter(None, codes.split(",")))
        return frozenset(asked) if self.confirmed.data == _question(asked, values) else frozenset()

    def sending(self, values: dict[str, int]) -> Sending:
        """What is sent; with a new uuid if the form carries none that could be read."""
        return Sending(
            uuid=uuid_or_none(self.uuid.data) or uuid4(),
            meter=self.meter.data or "",
            values=values,
            confirmed=self.confirmed_codes(values),
            replaces=uuid_or_none(self.replaces.data),
        )

    @property
    def register_fields(self) -> list[tuple[Register, Any]]:
        """Registers with their fields, in the meter's order."""
        return [(register, self[register.key]) for register in self.registers]


def reading_form(meter: Meter, meter_number: str = "", **data: Any) -> ReadingForm:
    """A form with a field for each register of the meter. ``meter_number`` is what it is drawn for."""
    shape = tuple((register.key, meters.label(register), register.digits) for register in meter.in_order)
    form = _form_class(shape)(data={"meter": meter_number, **data})
    form.registers = meter.in_order
    return form


@lru_cache(maxsize=64)
def _form_class(shape: tuple[tuple[str, str, int], ...]) -> type[ReadingForm]:
    """Meters are of few kinds, and a class of WTForms is dear to make: one for each kind."""
    fields = {
        key: StringField(f"{label}, кВт·год", [Encodable()], filters=[stripped]) for key, label, _digits in shape
    }
    return type("ReadingForm", (ReadingForm,), fields)


def _question(codes: set[str], values: dict[str, int]) -> str:
    return ",".join(sorted(codes)) + ":" + ",".join(f"{key}={value}" for key, value in sorted(values.items()))
