"""Read what was filled in by the definition of its kind: what it means, how it is shown, what is wrong with it.

``filled`` are texts by the names of fields, as they were typed; a list of things is a list of such mappings, each
with an ``id``. Fields of a list and its files are known by a longer key: «objects-0-name».
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.domain.errors import Refused
from portal.domain.orders.definition import Field, Files, Kind, Several, Step, every_item, items_of
from portal.domain.orders.values import CHOICE, Facts
from portal.language import gettext as _

# How many files lie in each place, by its purpose.
Held = Mapping[str, int]


@dataclass
class Answers:
    """``values`` in their one form, ``shown`` as people read them, ``rows`` of the list of things, ``problems`` by
    key of a field."""

    values: dict[str, str] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    rows: list[Answers] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)


def read(kind: Kind, filled: Mapping[str, Any], held: Held, facts: Facts, steps: tuple[Step, ...] = ()) -> Answers:
    """Everything of the ``steps``, or of the whole kind, with all that is wrong at once."""
    answers = Answers()
    for step in steps or kind.steps:
        for item in items_of(step.items, filled):
            if isinstance(item, Several):
                _read_rows(item, filled, held, facts, answers)
            elif isinstance(item, Files):
                if item.is_needed and not held.get(item.name):
                    answers.problems[item.name] = str(item.missing)
            else:
                _read_field(item, filled, facts, answers, item.name)
    named = {item.name for step in steps or kind.steps for item in items_of(step.items, filled)}
    for name, problem in kind.check(answers.values, facts).items():
        if name in named:
            answers.problems.setdefault(name, problem)
    return answers


def first_unfinished(kind: Kind, filled: Mapping[str, Any], held: Held, facts: Facts) -> Step | None:
    """The first step with something wrong or missing in it; None when all of it could go."""
    for step in kind.steps:
        if read(kind, filled, held, facts, (step,)).problems:
            return step
    return None


def purpose(several: Several, row: str, item: Files) -> str:
    """What a file of one thing of a list is kept as: «objects.a1b2c3.ownership»."""
    return f"{several.name}.{row}.{item.name}"


def places(kind: Kind, filled: Mapping[str, Any]) -> Iterator[tuple[str, Files, str]]:
    """All places that files may be put into: (purpose, place, key of its field).

    Those that hang on a tick are among them: it may be set a moment later.
    """
    for step in kind.steps:
        for item in every_item(step.items):
            if isinstance(item, Files):
                yield item.name, item, item.name
            elif isinstance(item, Several):
                for number, row in enumerate(rows_of(item, filled)):
                    for inner in item.items:
                        if isinstance(inner, Files):
                            yield purpose(item, row["id"], inner), inner, f"{item.name}-{number}-{inner.name}"


def rows_of(several: Several, filled: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What was filled in of a list of things; none yet is an empty list."""
    rows = filled.get(several.name)
    return [row for row in rows if isinstance(row, dict) and row.get("id")] if isinstance(rows, list) else []


def _read_rows(several: Several, filled: Mapping[str, Any], held: Held, facts: Facts, answers: Answers) -> None:
    rows = rows_of(several, filled)
    if not rows:
        answers.problems[several.name] = _("Додайте хоча б один")
    for number, row in enumerate(rows):
        inside = Answers()
        for item in items_of(several.items, row):
            key = f"{several.name}-{number}-{item.name}"
            if isinstance(item, Field):
                _read_field(item, row, facts, inside, key)
            elif isinstance(item, Files) and item.is_needed and not held.get(purpose(several, row["id"], item)):
                inside.problems[key] = str(item.missing)
        answers.problems.update(inside.problems)
        answers.rows.append(inside)


def _read_field(item: Field, filled: Mapping[str, Any], facts: Facts, answers: Answers, key: str) -> None:
    typed = str(filled.get(item.name) or "")
    if item.unless and filled.get(item.unless):
        return
    if not typed.strip():
        if item.is_needed:
            answers.problems[key] = str(item.missing)
        return
    if len(typed) > item.value.longest:
        answers.problems[key] = _("Задовго: щонайбільше %(most)s символів", most=item.value.longest)
        return
    if item.value is CHOICE:
        _read_choice(item, typed, answers, key)
        return
    try:
        value = item.value.read(typed, facts)
    except Refused as error:
        answers.problems[key] = str(error)
        return
    answers.values[item.name] = value
    answers.shown[item.name] = item.value.show(value)


def _read_choice(item: Field, typed: str, answers: Answers, key: str) -> None:
    chosen = next((option for option in item.options if option.value == typed), None)
    if chosen is None:
        answers.problems[key] = str(item.missing or _("Оберіть зі списку"))
        return
    answers.values[item.name] = chosen.value
    answers.shown[item.name] = str(chosen.label)
