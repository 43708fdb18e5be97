"""Settlements and streets in the form in which two spellings of one name are equal; houses are in
:mod:`portal.domain.outages.places.houses`.

Nothing here asks a database, and nothing raises; how long a text may be is for those to say who take it in. A
wrong match would show somebody the schedule of others, so what is only alike is told apart from what is equal.
"""

from __future__ import annotations

import re
import unicodedata

from portal.domain.accounts import names
from portal.domain.outages.places.houses import fold_house, parse_houses
from portal.domain.outages.places.street_words import KINDS, MAY_BE, ORDER, ORDINALS, STREET

CITY, TOWN, VILLAGE = "city", "town", "village"
_TYPES = {"м": CITY, "місто": CITY, "смт": TOWN, "селище": TOWN, "с": VILLAGE, "село": VILLAGE}
_TYPE_WORDS = {*_TYPES, "міського", "типу", "ще"}
_BRACKETED = re.compile(r"\([^()]*\)")
_BETWEEN = re.compile(r"[^\w-]+")
# «1-й», «8-го», «30-ї»; not «30-річчя».
_ORDINAL = re.compile(r"(\d+)-?(?:й|ий|ій|а|я|ша|га|та|тя|е|є|ше|ге|те|го|ого|ої|ї|х|их)")

__all__ = [
    "VILLAGE",
    "fold_house",
    "fold_settlement",
    "fold_street",
    "is_like_street",
    "parse_houses",
    "settlement_type",
    "street_beginning",
]


def fold_settlement(name: str) -> str:
    """A settlement without its type, apostrophes, dashes and what stands in brackets.

    >>> fold_settlement("місто Кам’янка") == fold_settlement("м.Камянка (Житомирська)") == "камянка"
    True
    """
    words = _settlement_words(name)
    while len(words) > 1 and words[0] in _TYPE_WORDS:
        words = words[1:]
    while len(words) > 1 and words[-1] in _TYPE_WORDS:
        words = words[:-1]
    return " ".join(words)


def settlement_type(name: str) -> str | None:
    """«city», «town» or «village», by the word in front of the name; None without such a word."""
    words = _settlement_words(name)
    if words[:2] == ["с", "ще"]:
        return TOWN
    return _TYPES.get(words[0]) if len(words) > 1 else None


def fold_street(name: str) -> str:
    """A street as its words in the order of their letters, and the kind behind them unless it is a plain street.

    >>> fold_street("вулиця Лесі Українки") == fold_street("Українки Лесі, вул.") == "лесі українки"
    True
    >>> fold_street("1-й пров. Шевченка")
    '1 шевченка провулок'
    """
    words, kind = _street(name)
    return " ".join([*words, kind] if kind != STREET else words)


def street_beginning(typed: str) -> list[str]:
    """The words that somebody has begun to type, without the kind of street: each begins a word of the name."""
    words, kind = _street(typed)
    return words or ([kind] if kind != STREET else [])


def is_like_street(name: str, other: str) -> bool:
    """Whether two streets may be the same although they do not fold alike: «Л. Українки», «Українки», «пр. Миру».

    Good for a suggestion, not for a match: Набережна and Нова Набережна are alike, too.
    """
    (words, kind), (others, other_kind) = _street(name), _street(other)
    may_be = kind == other_kind or other_kind in MAY_BE.get(kind, ()) or kind in MAY_BE.get(other_kind, ())
    if not (may_be and words and others):
        return False
    fewer, more = sorted((words, others), key=lambda one: (len(one), one))
    left = list(more)
    # Whole words first, so that an initial takes what is left.
    for word in sorted(fewer, key=len, reverse=True):
        found = next((one for one in left if _may_be_word(word, one)), None)
        if found is None:
            return False
        left.remove(found)
    return any(len(word) > 1 and not word.isdigit() for word in fewer) and _same_numbers(words, others)


def _may_be_word(word: str, other: str) -> bool:
    """The same word, or one is the initial of the other."""
    short, full = sorted((word, other), key=len)
    return word == other or (len(short) == 1 and short.isalpha() and full.startswith(short))


def _same_numbers(words: list[str], others: list[str]) -> bool:
    """«1-й пров. Шевченка» is not the second one, and not the one without a number."""
    return {word for word in words if word.isdigit()} == {word for word in others if word.isdigit()}


def _settlement_words(name: str) -> list[str]:
    plain = _BRACKETED.sub(" ", _plain(name))
    return [word for word in re.split(r"[\W_]+", plain) if word] or [""]


def _street(name: str) -> tuple[list[str], str]:
    """The words without the one that says the kind, sorted; and the kind."""
    words: set[str] = set()
    kinds: set[str] = set()
    for chunk in _BETWEEN.split(_plain(name)):
        for piece in [chunk] if _means(chunk) else chunk.split("-"):
            word = piece.strip("-_")
            if word in KINDS:
                kinds.add(KINDS[word])
            elif word:
                words.add(_number(word))
    kinds.discard(STREET)
    ordered = sorted(kinds, key=ORDER.__getitem__)
    if ordered and not words and len(ordered) == 1:
        return [ordered[0]], STREET  # «вул. Площа»: there is nothing else that it could be called
    return sorted({*words, *ordered[1:]}), ordered[0] if ordered else STREET


def _means(chunk: str) -> bool:
    """Whether the dash belongs to an abbreviation («пр-т») or to an ordinal («1-й»)."""
    return chunk in KINDS or _ORDINAL.fullmatch(chunk) is not None


def _number(word: str) -> str:
    ordinal = _ORDINAL.fullmatch(word)
    return ordinal[1] if ordinal else ORDINALS.get(word, word)


def _plain(name: str) -> str:
    """Folded as names are, and besides without apostrophes and stress marks, with ґ as г."""
    folded = names.fold(name).replace("'", "").replace("*", "").replace("ґ", "г")
    return "".join(letter for letter in folded if unicodedata.category(letter) != "Mn")
