"""The journal has words for everything that is written into it."""

from __future__ import annotations

import re
from pathlib import Path

from portal.domain.desk import audit_words

PORTAL = Path(audit_words.__file__).resolve().parents[2]
CALL = re.compile(r"events\.audit(?:_many)?\((.*?)actor=", re.DOTALL)
# The verbs of orders share one call: what happened is written down under the same name in both journals.
SHARED = "order, happened, "
OF_ORDERS = re.compile(r'"(order_\w+)"')


def written() -> set[str]:
    """Every action that the code writes down."""
    found = set()
    for source in PORTAL.rglob("*.py"):
        for call in CALL.findall(source.read_text("utf-8")):
            names = re.findall(r'"(\w+)"', call)
            if call == SHARED:
                names = OF_ORDERS.findall(source.read_text("utf-8"))
            assert names, f"{source}: an action that is no plain text: {call}"
            found.update(names)
    return found


def test_every_action_has_a_sentence() -> None:
    assert written() - set(audit_words.SENTENCES) == set()


def test_every_sentence_has_an_action() -> None:
    assert set(audit_words.SENTENCES) - written() == set()
