"""Applications of made-up people: a short one, one with many tables, one with a long text, and a blank sample."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from portal.domain.papers.application import Application, Section

HEAD = (
    ("ПІБ", "Українець Іван Іванович"),
    ("адреса", "м. Житомир, вул. Житомирська, буд. 5, кв. 12"),
    ("телефон", "+380 67 123 45 67"),
    ("e-mail", "ivan.ukrainets@example.com"),
    ("особовий рахунок", "01-01/010/101"),
)

SHORT = Application(
    number="2611-0048",
    address="https://cabinet.example.com/orders/3fH2k9QmZx_1aBcD",
    title="про надання підписаного ОСР примірника договору",
    rem="Житомирський РЕМ",
    applicant=HEAD,
    text="Прошу надати підписаний оператором системи розподілу примірник договору споживача.",
    sections=(Section("Отримання", (("Спосіб отримання", "Електронною поштою"),)),),
    attachments=(),
    consents=("Даю згоду на збір, обробку та використання персональних даних.",),
    made_on=date(2026, 11, 24),
    signed=False,
)


def _object(number: int) -> Section:
    rows = (
        ("Назва об’єкта", "Житловий будинок"),
        ("Адреса об’єкта", "Житомирська обл., Коростенський р-н, с. Ушомир, вул. Центральна, буд. 101-А"),
        ("Об’єкт перебуває у співвласності", "Так\nСпіввласники: Українець Олена Петрівна"),
        ("Документ про право власності", "vytiah-z-derzhavnoho-reiestru-rechovykh-prav-2026-11-20.pdf"),
    )
    return Section(f"Об’єкт {number}", rows)


CHANGE_OF_OWNER = replace(
    SHORT,
    number="2611-0049",
    title="про укладення договору споживача при зміні власника",
    sections=(
        Section("Паспортні дані", (("Серія та номер", "ВН 123456"), ("Дата видачі", "12.06.2004"))),
        *(_object(number) for number in (1, 2, 3)),
    ),
    attachments=("Копія паспорта", "Витяг про право власності", "Письмова згода співвласників"),
    signed=True,
)

_SENTENCE = "Щовечора знижується напруга до 170–180 В; ремонт коштував 12 480,00 ₴. "
COMPLAINT = replace(SHORT, number="2611-0050", text="\n\n".join([_SENTENCE * 10] * 8)[:5000])

BLANK = replace(SHORT, number="", address="", rem="", applicant=tuple((label, "") for label, _value in HEAD))
