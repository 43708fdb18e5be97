"""Forms of orders, built from the definition of a kind: a form for each step. Rules are the definition's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from wtforms import (
    BooleanField,
    Field,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from portal.domain.errors import DomainError
from portal.domain.orders import catalogue, definition, vaulting
from portal.domain.orders.definition import Files, Several, Step, every_item
from portal.domain.orders.services._shared import CONSENT
from portal.domain.orders.values import CHOICE, REM, TICK, YES
from portal.domain.territory import REMS
from portal.forms.base import INVISIBLE, Encodable, PortalForm, cleaned, stripped
from portal.language import gettext as _


class FilesField(Field):
    """A place for files in a form: it holds no text, only what is wrong with it."""

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.data = None
        self.process_errors = []


class RowsField(FieldList):  # type: ignore[type-arg]
    """A list of things whose numbers in the form are numbers: «²» is a digit to Python, too."""

    def _extract_indices(self, prefix: str, formdata: Any) -> Any:
        pattern = re.compile(re.escape(prefix) + r"-(\d{1,2})-", re.ASCII)
        return (int(found[1]) for name in formdata if (found := pattern.match(name)))


class RowForm(PortalForm):
    """One thing of a list."""

    id = HiddenField(filters=[stripped])


class StepForm(PortalForm):
    """A step of an application."""

    step: Step

    def typed(self) -> dict[str, Any]:
        """What was typed, by the names of fields, as a draft keeps it."""
        typed: dict[str, Any] = {}
        for item in every_item(self.step.items):
            if isinstance(item, Several):
                typed[item.name] = [
                    {"id": entry.form["id"].data, **_typed(entry.form, item.items)}
                    for entry in self[item.name].entries  # type: ignore[attr-defined]
                ]
            elif isinstance(item, definition.Field):
                typed[item.name] = _text(self[item.name], item)
        return typed

    def take(self, error: DomainError) -> None:
        """As of every form; a list of things knows what is wrong in them."""
        super().take(error)
        for field in self:
            if isinstance(field, RowsField):
                field.errors = [entry.errors for entry in field.entries if entry.errors] or field.errors

    def _named(self, key: str) -> Any:
        """A field, or in a list of things that of one of them: «devices-2-power»."""
        if key in self._fields:
            return self._fields[key]
        name, _dash, rest = key.partition("-")
        number, _dash, inner = rest.partition("-")
        entries = getattr(self._fields.get(name), "entries", [])
        if number.isdecimal() and int(number) < len(entries):
            return entries[int(number)].form._fields.get(inner)
        return None


class OrderForm(PortalForm):
    """``revision`` is of the order as whoever sends the form saw it."""

    revision = HiddenField()

    def seen_revision(self) -> int:
        """The revision, or one that no order has."""
        typed = self.revision.data or ""
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else -1

    def see(self, revision: int) -> None:
        """It is shown again beside the order as it is now."""
        self.revision.data = str(revision)

    def has_text(self) -> bool:
        """Whether something was written that nobody should have to write again."""
        return any(isinstance(field, TextAreaField) and field.data for field in self)


class ClarificationForm(OrderForm):
    """An answer to the operator's question."""

    answer = TextAreaField(_("Ваша відповідь"), [Encodable()], filters=[lambda text: cleaned(text)])


class ConsentForm(PortalForm):
    """The last word before an application goes."""

    consent = BooleanField(CONSENT.label)


def step_form(slug: str, step: Step, filled: Mapping[str, Any]) -> StepForm:
    """The form of a step with what the draft holds; sealed values never stand in it again."""
    shown = {name: value for name, value in filled.items() if not vaulting.is_sealed(value)}
    form = _form_class(slug, step.name)(data=_as_data(step, shown))
    form.step = step
    return form


@lru_cache(maxsize=64)
def _form_class(slug: str, step_name: str) -> type[StepForm]:
    """Classes of WTForms are dear to make: one for each step of each kind."""
    step = catalogue.kind_of(slug).step(step_name)
    assert step is not None
    fields = {item.name: _field_of(item) for item in every_item(step.items)}
    return type("StepForm", (StepForm,), fields)


def _field_of(item: definition.Item) -> Any:
    if isinstance(item, Several):
        row = type("RowForm", (RowForm,), {inner.name: _field_of(inner) for inner in every_item(item.items)})
        return RowsField(FormField(row), max_entries=item.most)
    if isinstance(item, Files):
        return FilesField(item.label)
    if item.value is TICK:
        return BooleanField(item.label)
    if item.value is CHOICE:
        choices = [SelectChoice(option.value, option.label) for option in item.options]
        return RadioField(item.label, choices=choices, validate_choice=False)
    if item.value is REM:
        rems = [SelectChoice("", _("Оберіть зі списку")), *(SelectChoice(name, name) for name in REMS.values())]
        return SelectField(item.label, choices=rems, validate_choice=False)
    is_long = item.value.control == "textarea"
    flags = {"maxlength": item.value.longest}
    kind = TextAreaField if is_long else StringField
    return kind(item.label, [Encodable(), _Flags(flags)], filters=[cleaned if is_long else stripped])


class _Flags:
    """Attributes of a field that its definition knows, and whether it may stay empty."""

    def __init__(self, flags: dict[str, Any]) -> None:
        self.field_flags = flags

    def __call__(self, form: PortalForm, field: Field) -> None:
        return


def _as_data(step: Step, filled: Mapping[str, Any]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for item in every_item(step.items):
        value = filled.get(item.name)
        if isinstance(item, definition.Field) and item.value is TICK:
            data[item.name] = value == YES
        elif isinstance(item, Several):
            data[item.name] = [_row_data(item, row) for row in value or []]
        elif value is not None:
            data[item.name] = value
    return data


def _row_data(several: Several, row: Mapping[str, Any]) -> dict[str, Any]:
    ticks = {item.name for item in several.items if isinstance(item, definition.Field) and item.value is TICK}
    return {name: (value == YES if name in ticks else value) for name, value in row.items()}


def _typed(form: PortalForm, items: tuple[Any, ...]) -> dict[str, str]:
    return {item.name: _text(form[item.name], item) for item in items if isinstance(item, definition.Field)}


def _text(field: Any, item: definition.Field) -> str:
    if item.value is TICK:
        return YES if field.data else ""
    # Choices and selects have no filters: what nobody typed goes here.
    return INVISIBLE.sub("", str(field.data)) if field.data not in (None, "None") else ""
