"""Technical checks and papers about the supply points of the demo: made-up PDFs that say so on every page."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from portal.crypto import random_ref
from portal.database import db
from portal.demo import homes
from portal.demo.papers import MARK
from portal.demo.people import CITY_FLAT, COUNTRY_HOUSE, TKACHENKO, Home
from portal.domain.files.kinds import PDF
from portal.domain.papers import typesetting
from portal.models import File, PointDocument, TechnicalCheck
from portal.storage import Storage, new_key

SEAL = ("other", "Акт про збереження ЗКО", date(2021, 1, 5))
PASSPORT = "Паспорт точки розподілу"
# (kind, title, day), the manual's five kinds in all.
DOCUMENTS = {
    CITY_FLAT: (
        ("passport", PASSPORT, date(2021, 2, 11)),
        ("solution", "Технічне рішення щодо вузла обліку", date(2019, 6, 3)),
        SEAL,
        ("other", "Акт введення вузла обліку в експлуатацію", date(2019, 6, 12)),
    ),
    COUNTRY_HOUSE: (
        ("passport", PASSPORT, date(2022, 4, 19)),
        ("project", "Робочий проєкт зовнішнього електропостачання", date(2008, 3, 28)),
        SEAL,
    ),
    TKACHENKO: (
        ("passport", PASSPORT, date(2023, 5, 30)),
        ("project", "Робочий проєкт приєднання будинку", date(2018, 9, 14)),
        ("solution", "Проєктне рішення щодо генеруючої установки", date(2019, 4, 8)),
        ("commissioning", "Акт введення в промислову експлуатацію ВОЕ", date(2019, 6, 12)),
        SEAL,
    ),
}
CHECKED_ON = date(2021, 1, 5)
# Older than the papers that are kept.
CHECKED_WITHOUT_PAPER = date(2016, 10, 18)


def lay_out(store: Storage, now: datetime) -> bool:
    """Add them unless they are there; returns whether it did."""
    if TechnicalCheck.select().exists():
        return False
    with db.atomic():
        for home, documents in DOCUMENTS.items():
            _add_checks(home, store, now)
            for kind, title, on in documents:
                PointDocument.create(
                    ref=random_ref(),
                    account=homes.account_of(home),
                    kind=kind,
                    title=title,
                    issued_on=on,
                    file=_file(home, title, on, store, now),
                )
    return True


def _add_checks(home: Home, store: Storage, now: datetime) -> None:
    account = homes.account_of(home)
    act = _file(home, "Акт технічної перевірки засобів обліку", CHECKED_ON, store, now)
    for on, file in ((CHECKED_ON, act), (CHECKED_WITHOUT_PAPER, None)):
        TechnicalCheck.create(ref=random_ref(), account=account, on=on, file=file)


def _file(home: Home, title: str, on: date, store: Storage, now: datetime) -> File:
    content = typesetting.pdf("demo_contract.typ", _content(home, title), dated=on)
    key = new_key()
    store.put(key, content)
    file: File = File.create(
        ref=random_ref(),
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        type=PDF.type,
        storage_key=key,
        name=f"{title} {on:%d.%m.%Y}.pdf",
        created_at=now,
        account=homes.account_of(home),
    )
    return file


def _content(home: Home, title: str) -> dict[str, object]:
    about = f"Особовий рахунок {home.number_shown}, {home.street}, {home.house}. Лічильник № {home.meter}."
    return {"title": title, "mark": MARK, "paragraphs": (("Точка обліку", about), ("ЕІС", home.eic))}
