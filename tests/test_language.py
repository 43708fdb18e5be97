"""Plural forms of Ukrainian, and that none is missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from portal import language

ROOT = Path(__file__).resolve().parent.parent / "portal"
METHODS = [
    ("**.py", "python"),
    ("**/templates/**.html", "jinja2.ext:babel_extract"),
    ("**.txt", "jinja2.ext:babel_extract"),
]


@pytest.mark.parametrize(
    ("num", "words"),
    [
        (1, "за 1 день"),
        (2, "за 2 дні"),
        (5, "за 5 днів"),
        (11, "за 11 днів"),
        (21, "за 21 день"),
        (22, "за 22 дні"),
    ],
)
def test_forms(num: int, words: str) -> None:
    assert language.ngettext("за %(num)s день", "за %(num)s днів", num) == words


def test_every_plural_of_the_sources_has_its_three_forms() -> None:
    with language.CATALOGUE.open("rb") as source:
        catalogue = read_po(source, locale="uk")
    found = {
        message[0]
        for _file, _line, message, _comments, _context in extract_from_dir(str(ROOT), METHODS)
        if isinstance(message, tuple)
    }
    assert found
    for one in found:
        entry = catalogue.get(one)
        assert entry is not None, f"not in the catalogue: {one}"
        assert len(entry.string) == 3, one
        assert all(entry.string), one


def test_the_catalogue_has_nothing_that_nobody_says() -> None:
    with language.CATALOGUE.open("rb") as source:
        catalogue = read_po(source, locale="uk")
    said = {
        message[0] if isinstance(message, tuple) else message
        for _file, _line, message, _comments, _context in extract_from_dir(str(ROOT), METHODS)
    }
    kept = {entry.id[0] if isinstance(entry.id, tuple) else entry.id for entry in catalogue if entry.id}
    assert kept <= said
