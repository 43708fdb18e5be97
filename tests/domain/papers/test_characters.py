"""Which signs are printed, and what stands for the rest."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from portal.domain.papers.application import render
from portal.domain.papers.characters import ALLOWED, lines, paragraphs, typeable
from tests.domain.papers import samples


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ҐґЄєІіЇї’ʼ 12 480,00 ₴ №", "ҐґЄєІіЇї’ʼ 12 480,00 ₴ №"),
        ("дякую 👨‍👩‍👧👍🏽!", "дякую □!"),
        ("й и\u0306 і\u0308", "й й ї"),
        ("а\u0301\u0301\u0301б", "аб"),
        ("\u202eабв\u202c\u200b\ufeff", "абв"),
        ("  a\tb\x07\x00 ", "a b"),
        ("шалом אבג", "шалом □"),
        ("5\u00a0кВт\u2009·\u202fгод", "5\u00a0кВт · год"),
    ],
)
def test_one_line(text: str, shown: str) -> None:
    assert typeable(text) == shown


def test_lines_and_paragraphs() -> None:
    assert lines("\n\nа\r\nб\u2028в\n\n") == ["а", "б", "в"]
    assert lines("") == lines(" \n ") == []
    assert paragraphs("а\nб\n\n\n \nв") == [["а", "б"], ["в"]]
    assert paragraphs("") == []


def test_typst_has_a_picture_for_every_sign_of_the_list() -> None:
    signs = "".join(sign for sign in map(chr, range(0x10000)) if re.match(f"[{ALLOWED}]", sign))
    assert typeable(signs).split() == signs.split()
    assert render(replace(samples.SHORT, text=" ".join(signs)))
