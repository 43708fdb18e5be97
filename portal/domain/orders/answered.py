"""What was asked and answered, as rows that outlive the definition: {step, section, name, label} and
{value, shown}, {sealed, shown} for a personal number, or {purpose, files} for a place with files in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from portal.crypto import Vault
from portal.domain import identifiers
from portal.domain.orders import answering
from portal.domain.orders.answering import Answers
from portal.domain.orders.definition import Field, Files, Kind, Several, Step, items_of
from portal.language import ngettext

Row = dict[str, Any]


def rows(
    kind: Kind, filled: Mapping[str, Any], answers: Answers, held: answering.Held, vault: Vault
) -> Iterator[Row]:
    """Label and value of everything that was answered, in the order of the form."""
    for step in kind.steps:
        for item in items_of(step.items, filled):
            if isinstance(item, Several):
                yield from _rows_of_list(step, item, filled, answers, held, vault)
            elif isinstance(item, Files):
                yield from _of_files(step, str(step.title), item, item.name, held)
            else:
                yield from _of_field(step, str(step.title), item, answers, vault)


def words(row: Row) -> str:
    """The answer as people read it; personal numbers masked, files counted."""
    if "files" in row:
        return ngettext("%(num)s файл", "%(num)s файлів", row["files"])
    return str(row["shown"])


def label(row: Row, among: Sequence[Row]) -> str:
    """Its label, with its section where another answer is called the same: two objects have two addresses."""
    is_alone = sum(one["label"] == row["label"] for one in among) == 1
    return str(row["label"] if is_alone else f"{row['section']}. {row['label']}")


def by_section(answered: Sequence[Row]) -> dict[str, list[tuple[str, str]]]:
    """{title: [(label, words)]}, files left out: they are shown by themselves."""
    sections: dict[str, list[tuple[str, str]]] = {}
    for row in answered:
        if "files" not in row:
            sections.setdefault(row["section"], []).append((row["label"], words(row)))
    return sections


def by_step(kind: Kind, answered: Sequence[Row]) -> list[tuple[Step, list[tuple[str, str]]]]:
    """What would be sent, to be looked over: each step with its (label, words)."""
    return [
        (step, [(_label(step, row), words(row)) for row in answered if row["step"] == step.name])
        for step in kind.steps
    ]


def _label(step: Step, row: Row) -> str:
    return row["label"] if row["section"] == str(step.title) else f"{row['section']}. {row['label']}"


def _rows_of_list(
    step: Step,
    several: Several,
    filled: Mapping[str, Any],
    answers: Answers,
    held: answering.Held,
    vault: Vault,
) -> Iterator[Row]:
    pairs = zip(answering.rows_of(several, filled), answers.rows, strict=True)
    for number, (row, inside) in enumerate(pairs, 1):
        section = f"{several.one} {number}"
        for item in items_of(several.items, row):
            if isinstance(item, Files):
                yield from _of_files(step, section, item, answering.purpose(several, row["id"], item), held)
            elif isinstance(item, Field):
                yield from _of_field(step, section, item, inside, vault)


def _of_field(step: Step, section: str, field: Field, answers: Answers, vault: Vault) -> Iterator[Row]:
    if field.name not in answers.values:
        return
    shown = answers.shown[field.name]
    row = {"step": step.name, "section": section, "name": field.name, "label": str(field.label)}
    if field.sealed:
        yield {**row, "sealed": vault.encrypt(shown), "shown": identifiers.masked(shown)}
    else:
        yield {**row, "value": answers.values[field.name], "shown": shown}


def _of_files(step: Step, section: str, place: Files, purpose: str, held: answering.Held) -> Iterator[Row]:
    if held.get(purpose):
        yield {
            "step": step.name,
            "section": section,
            "name": place.name,
            "label": str(place.label),
            "purpose": purpose,
            "files": held[purpose],
        }
