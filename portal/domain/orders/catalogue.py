"""The catalogue of services: a line for each kind. It proves itself when it is imported."""

from __future__ import annotations

from portal.domain.errors import NotFound
from portal.domain.orders.definition import NEEDED, Field, Files, Kind, Several, every_item
from portal.domain.orders.services import (
    change_of_owner,
    complaint,
    dead_meter,
    generating_unit,
    meter_expertise,
    meter_green_tariff,
    meter_to_zones,
    metering_check,
    metering_unit,
    missing_account,
    sealing,
    signed_contract_copy,
    supply_point_passport,
)
from portal.domain.orders.values import CHOICE
from portal.language import gettext as _
from portal.language import lazy_gettext

KINDS: tuple[Kind, ...] = (
    change_of_owner.KIND,
    signed_contract_copy.KIND,
    supply_point_passport.KIND,
    generating_unit.KIND,
    complaint.KIND,
    missing_account.KIND,
    dead_meter.KIND,
    metering_unit.KIND,
    meter_to_zones.KIND,
    meter_green_tariff.KIND,
    metering_check.KIND,
    meter_expertise.KIND,
    sealing.KIND,
)
LONGEST_NAME = 20
GROUPS = {
    "contract": lazy_gettext("Договір і підключення"),
    "metering": lazy_gettext("Лічильник і облік"),
    "help": lazy_gettext("Звернення й допомога"),
}


class DefinitionError(RuntimeError):
    """A definition can't work; the text says which and why."""


def kind_of(slug: str) -> Kind:
    """The kind of this name.

    Raises:
        NotFound: there is none.
    """
    kind = _BY_SLUG.get(slug)
    if kind is None:
        raise NotFound(_("Такої послуги немає"))
    return kind


def by_slug(slug: str) -> Kind:
    """The kind of this name; a KeyError where nobody could have chosen it themselves."""
    return _BY_SLUG[slug]


def prove(kinds: tuple[Kind, ...]) -> dict[str, Kind]:
    """Each kind by its slug.

    Raises:
        DefinitionError: what would only show when somebody has filled in half of a form.
    """
    by_slug: dict[str, Kind] = {}
    remembered: dict[str, Field] = {}
    for kind in kinds:
        if kind.slug in by_slug:
            raise DefinitionError(f"{kind.slug}: twice in the catalogue")
        by_slug[kind.slug] = kind
        for field in _proved_fields(kind):
            if not field.remember:
                continue
            other = remembered.setdefault(field.remember, field)
            if (other.sealed, other.value) != (field.sealed, field.value):
                raise DefinitionError(f"{kind.slug}: {field.name} is remembered as something else elsewhere")
    return by_slug


def _proved_fields(kind: Kind) -> list[Field]:
    """All fields of a kind, those of its lists too, after a look at them."""
    if len({step.name for step in kind.steps}) != len(kind.steps) or not kind.steps:
        raise DefinitionError(f"{kind.slug}: its steps need names of their own")
    if kind.group not in GROUPS:
        raise DefinitionError(f"{kind.slug}: no group {kind.group}")
    if kind.version < 1 or kind.term.days < 1:
        raise DefinitionError(f"{kind.slug}: version and term count from one")
    fields: list[Field] = []
    names: list[str] = []
    lists = 0
    for step in kind.steps:
        for item in every_item(step.items):
            names.append(item.name)
            if isinstance(item, Field):
                fields.append(item)
            elif isinstance(item, Several):
                lists += 1
                fields += _proved_rows(kind, item)
    if len(set(names)) != len(names):
        raise DefinitionError(f"{kind.slug}: a name twice")
    if lists > 1:
        raise DefinitionError(f"{kind.slug}: more than one list of things")
    for field in fields:
        if (field.value is CHOICE) != bool(field.options):
            raise DefinitionError(f"{kind.slug}: {field.name} has options without being a choice, or none")
    by_name = {field.name for field in fields}
    for field in fields:
        if field.unless and field.unless not in by_name:
            raise DefinitionError(f"{kind.slug}: {field.name} depends on a field that is not there")
    if kind.account != NEEDED and "rem" not in by_name:
        raise DefinitionError(f"{kind.slug}: without an account it needs the field «rem», or nobody gets it")
    if not {"surname", "given_name", "phone", "email"} <= by_name:
        raise DefinitionError(f"{kind.slug}: who applies?")
    return fields


def _proved_rows(kind: Kind, several: Several) -> list[Field]:
    ticks = {item.name for item in several.items if isinstance(item, Field)}
    for item in several.items:
        if isinstance(item, Several):
            raise DefinitionError(f"{kind.slug}: a list in a list")
        if isinstance(item, Files) and item.when and item.when not in ticks:
            raise DefinitionError(f"{kind.slug}: {item.name} depends on a field that is not there")
        if len(item.name) > LONGEST_NAME:
            raise DefinitionError(f"{kind.slug}: {item.name} is too long for the purpose of a file")
        if isinstance(item, Field) and (item.sealed or item.remember):
            raise DefinitionError(f"{kind.slug}: {item.name} of a list can be neither sealed nor remembered")
    return [item for item in several.items if isinstance(item, Field)]


_BY_SLUG = prove(KINDS)
