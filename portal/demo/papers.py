"""The demo's contract: a made-up one that says so on every page."""

from __future__ import annotations

import tempfile
from datetime import date, datetime
from pathlib import Path

from portal.demo.people import SUPERVISOR
from portal.domain.papers import handouts, typesetting
from portal.models import User
from portal.storage import Storage

MADE_ON = date(2026, 11, 2)
MARK = "Зразок для демонстрації"
PARAGRAPHS = (
    ("Загальні умови", "Цей договір є публічним договором приєднання. Умови договору однакові для всіх."),
    ("Предмет договору", "Оператор системи розподілу надає споживачу послуги з розподілу електричної енергії."),
    ("Обов’язки сторін", "Оператор розподіляє електричну енергію. Споживач щомісяця передає покази лічильника."),
    ("Строк дії", "Договір діє з дня приєднання до нього. Справжній примірник надає оператор системи розподілу."),
)


def lay_out(store: Storage, now: datetime) -> bool:
    """Publish the contract in the supervisor's name unless there is one; returns whether it did."""
    if handouts.newest("contract"):
        return False
    data = {"title": str(handouts.SLUGS["contract"]), "mark": MARK, "paragraphs": PARAGRAPHS}
    content = typesetting.pdf("demo_contract.typ", data, dated=MADE_ON)
    supervisor = User.get(User.email == SUPERVISOR.email)
    with tempfile.NamedTemporaryFile(prefix="portal-contract-") as made:
        made.write(content)
        made.flush()
        handouts.publish(
            "contract", Path(made.name), name="зразок-договору.pdf", actor=supervisor, storage=store, now=now
        )
    return True
