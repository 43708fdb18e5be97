"""Numbers of houses: «31a», «31-А», «14, корп. 1», «12/3», «2-10»; what spellings of one house have in common.

A normalised house is its number, an upper Cyrillic letter, a fraction, a building of it: «31А», «12/3», «14 К1».
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from portal.domain.accounts import names

# A list of houses is cut here (characters): a street of two thousand houses fits.
LONGEST_LIST = 20_000
# A range is clearly one when it goes up, and by no more houses than a street has.
LONGEST_RANGE = 300

_LONE_LETTER = r"[^\W\d_](?![^\W\d_])"
_HOUSE = re.compile(
    rf"""
    (?P<number>[0-9]{{1,5}}) [ -]* (?P<letter>(?!к\.?\ ?[0-9]){_LONE_LETTER})?
    (?:\ ?/\ ? (?:
        (?P<part>[0-9]{{1,4}}) [ -]? (?P<part_letter>{_LONE_LETTER})? | (?P<slash_letter>{_LONE_LETTER})
    ))?
    (?:[ ,/-]* (?:корпус|корп|кор|к) \.?\ ? (?P<building>[0-9]{{1,3}}|[^\W\d_]) (?P<building_letter>[^\W\d_])? )?
    """,
    re.VERBOSE,
)
_RANGE = re.compile(r"(?:з |від )?([0-9]{1,4})(?: ?(?:-|\.{2,3}|до|по) ?)([0-9]{1,4})(?P<side>(?:[ (].*)?)")
_LONE_BUILDING = re.compile(r"(?:корпус|корп|кор|к\.)\.? ?(?:[0-9]{1,3}|[^\W\d_])[^\W\d_]?")
_HEAD = re.compile(r"(?:будинок|будинки|буд|б|дім|д)\.? *(?=[0-9])")
_ALL = {"всі", "усі", "всі будинки", "усі будинки", "вся вулиця", "уся вулиця", "вся", "уся"}


@dataclass(frozen=True)
class Houses:
    """A list of houses: those that it names, and those that only a range covers. ``whole``: it says «усі»."""

    named: frozenset[str] = field(default_factory=frozenset)
    ranged: frozenset[str] = field(default_factory=frozenset)
    whole: bool = False


def fold_house(text: str) -> str:
    """One house, normalised; a text that is no house comes back folded and in upper case, empty as empty.

    >>> fold_house("буд. 31-a") == fold_house('31 "А"') == "31А"
    True
    """
    cleaned = _without_head(_clean(text))
    found = _HOUSE.fullmatch(cleaned)
    return _written(found) if found else cleaned.upper()


def base_number(house: str) -> str:
    """The bare number of a normalised house: «14» of «14 к1» and of «14/2»; empty if there is none."""
    found = re.match("[0-9]+", house)
    return found[0] if found else ""


def parse_houses(text: str) -> frozenset[str]:
    """Every house of a list, normalised, ranges written out.

    >>> sorted(parse_houses("14, 15, 31a, 31А"))
    ['14', '15', '31А']
    """
    houses = read_houses(text)
    return houses.named | houses.ranged


def read_houses(text: str) -> Houses:
    """The same, but what is named is told apart from what a range covers: the first is surer."""
    cleaned = _clean(text[:LONGEST_LIST])
    if cleaned in _ALL:
        return Houses(whole=True)
    named: set[str] = set()
    ranged: set[str] = set()
    for part in _parts(cleaned):
        span = _RANGE.fullmatch(part)
        covered = _covered(span) if span else None
        if covered is not None:
            ranged |= covered
            continue
        pieces = part.split(" ")
        several = len(pieces) > 1 and not _HOUSE.fullmatch(part) and all(map(_HOUSE.fullmatch, pieces))
        named |= {fold_house(piece) for piece in (pieces if several else [part])}
    return Houses(frozenset(named), frozenset(ranged))


def _parts(cleaned: str) -> list[str]:
    """The list cut at its commas; «корп. 1» and «корп. 2» after it belong to the house before them."""
    parts: list[str] = []
    house = ""
    for piece in re.split(r"[,;\n]", cleaned):
        part = _without_head(piece.strip(" ."))
        if house and _LONE_BUILDING.fullmatch(part):
            if parts[-1] == house:
                parts.pop()
            parts.append(f"{house} {part}")
        elif part:
            house = part
            parts.append(part)
    return parts


def _covered(span: re.Match[str]) -> set[str] | None:
    """The houses of a range, of one side of the street if it says so; None when it is no range after all."""
    first, last, side = int(span[1]), int(span[2]), span["side"].strip(" ()")
    if not first < last <= first + LONGEST_RANGE or (side and "парн" not in side):
        return None
    wanted = {0, 1} if not side else {1 if "непарн" in side else 0}
    return {str(number) for number in range(first, last + 1) if number % 2 in wanted}


def _written(found: re.Match[str]) -> str:
    letter = found["letter"] or found["slash_letter"] or ""
    text = f"{int(found['number'])}{letter}"
    if found["part"]:
        text += f"/{int(found['part'])}{found['part_letter'] or ''}"
    if found["building"]:
        number = found["building"]
        text += f" К{int(number) if number.isdigit() else number}{found['building_letter'] or ''}"
    return text.upper()


def _without_head(text: str) -> str:
    head = _HEAD.match(text)
    return text[head.end() :] if head else text


def _clean(text: str) -> str:
    """Folded as names are, without quotation marks; the sign № would come apart into letters."""
    folded = re.sub(r"['«»“”„]", "", names.fold(text.replace("№", " ")))
    # By way of upper case, as the house will be in it: some letters of other alphabets come back as others.
    return names.fold(folded.upper()).strip(" .,;")
