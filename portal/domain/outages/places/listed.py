"""Rows of the source's lists, as whoever reads a source gives them."""

from __future__ import annotations

from dataclasses import dataclass

from portal.domain.accounts import names

QUEUES, SUBQUEUES = "123456", "12"
# «непобутові (юридичні) споживачі»
_OTHERS = ("непобут", "юрид")


@dataclass(frozen=True)
class Named:
    """A settlement or a street: the source's id for it, and its name as given."""

    id: str
    name: str


@dataclass(frozen=True)
class Group:
    """Houses of a street: ``queue`` and ``subqueue`` as given («5», «2»), maybe missing, maybe no numbers."""

    houses: str
    queue: str | None = None
    subqueue: str | None = None
    note: str = ""

    @property
    def in_subqueue(self) -> str | None:
        """«5.2»; None for whatever is no subqueue: such houses are not switched off by schedules."""
        queue, subqueue = str(self.queue or "").strip(), str(self.subqueue or "").strip()
        is_one = len(queue) == len(subqueue) == 1 and queue in QUEUES and subqueue in SUBQUEUES
        return f"{queue}.{subqueue}" if is_one else None

    @property
    def is_household(self) -> bool:
        """Whether it is about homes, as every row is that does not say otherwise."""
        return is_household(self.note)


def clean(text: str) -> str:
    """Text of a source as it is kept: single spaces, and without what PostgreSQL refuses."""
    return " ".join(text.replace("\0", " ").split())


def is_household(note: str) -> bool:
    """The same, by the note of a row."""
    folded = names.fold(note)
    return not any(word in folded for word in _OTHERS)
