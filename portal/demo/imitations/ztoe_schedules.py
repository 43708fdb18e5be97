"""Made-up schedules of the imitated operator: the same for a seed and a date, whoever asks and whenever."""

from __future__ import annotations

import random
from datetime import date

from portal.domain.outages.spans import SUBQUEUES

# Half-hours of a day.
SLOTS = 48
WHITE, RED, YELLOW = "#ffffff", "#ff3333", "#ffff00"

Colours = dict[str, list[str]]


def colours(day: date, seed: int, *, is_white: bool = False) -> Colours:
    """The colour of each half-hour for each subqueue: stretches of two to four hours off, one after the other."""
    chance = random.Random(f"{seed}:{day}")
    return {
        subqueue: [WHITE] * SLOTS if is_white else _day(chance, number)
        for number, subqueue in enumerate(SUBQUEUES)
    }


def _day(chance: random.Random, number: int) -> list[str]:
    slots = [WHITE] * SLOTS
    at = (number * 4 + chance.randrange(8)) % 16
    while at < SLOTS:
        off = chance.choice((4, 5, 7, 8))
        slots[at : at + off] = [RED] * len(slots[at : at + off])
        if chance.random() < 0.3:
            slots[at + off : at + off + 2] = [YELLOW] * len(slots[at + off : at + off + 2])
        at += off + chance.choice((10, 13, 16))
    return slots
