"""The named people and homes of the demo and of the tests. All of them are made up, numbers included."""

from __future__ import annotations

from dataclasses import dataclass

from stdnum.eu import eic
from stdnum.ua import rntrc

PASSWORD = "svitlo-u-khati"

ZHYTOMYR = "UA18040190010057814"
KOROSTEN = "UA18060090010074365"
ZVIAHEL = "UA18080150010017476"
MALYN = "UA18060130010010134"
OVRUCH = "UA18060170010010060"
OLIIVKA = "UA18040370010068522"

ONE_ZONE = 1
TWO_ZONES = 2
THREE_ZONES = 3


def made_tax_number(first_nine: str) -> str:
    """A РНОКПП with its check digit."""
    return first_nine + rntrc.calc_check_digit(first_nine)


def made_eic(object_number: str) -> str:
    """A code of a metering point (Z) in Ukraine (62) with its check character."""
    body = f"62Z{object_number:>012}"
    return body + eic.calc_check_digit(body)


@dataclass(frozen=True)
class Person:
    """Somebody with a password. ``totp_secret`` belongs to those who work at the desk, ``rem`` to operators."""

    email: str
    surname: str
    given_name: str
    patronymic: str
    phone: str = ""
    role: str = "consumer"
    rem: str | None = None
    totp_secret: str | None = None

    @property
    def full_name(self) -> str:
        return f"{self.surname} {self.given_name} {self.patronymic}"


@dataclass(frozen=True)
class Home:
    """An account with its meter. ``newest`` are the values of the registers at the newest reading, A+ first,
    and ``month`` the usual use (and giving back) of each of them in kWh a month."""

    number_shown: str
    contract_number: str
    holder: str
    tax_number: str
    eic: str
    settlement: str
    street: str
    house: str
    rem: str
    meter: str
    newest: tuple[int, ...]
    month: tuple[int, ...]
    flat: str = ""
    zones: int = ONE_ZONE
    generation: bool = False
    digits: int = 5
    power_w: int = 5000
    subqueue: str | None = None
    operator: str = "zhytomyroblenergo"
    supplier: str = "ТОВ «ЖОЕК»"
    # The one-zone meter that was here before, if there was one.
    earlier_meter: str | None = None

    @property
    def digits_of_number(self) -> str:
        """What the account is known by."""
        return "".join(character for character in self.number_shown if character.isdigit())

    @property
    def surname(self) -> str:
        return self.holder.split()[0]


IVAN = Person("ivan@example.com", "Українець", "Іван", "Іванович", phone="+380671234567")
OPERATOR = Person(
    "operator@example.com",
    "Савчук",
    "Олена",
    "Петрівна",
    role="operator",
    rem="Житомирський РЕМ",
    totp_secret="MRSW23ZNN5YGK4TBORXXELLPNZWHSLLB",
)
SUPERVISOR = Person(
    "supervisor@example.com",
    "Лисенко",
    "Андрій",
    "Миколайович",
    role="supervisor",
    totp_secret="MRSW23ZNON2XAZLSOZUXG33SFVXW43DZ",
)
PEOPLE = (IVAN, OPERATOR, SUPERVISOR)
# Ivan's number in the state's demographic register.
IVANS_UNZR = "19810914-04217"

CITY_FLAT = Home(
    number_shown="01-01/010/101",
    contract_number="01010101",
    holder=IVAN.full_name,
    tax_number=made_tax_number("298421735"),
    eic=made_eic("101010101"),
    settlement=ZHYTOMYR,
    street="вул. Житомирська",
    house="5",
    rem="Житомирський РЕМ",
    meter="1104578",
    newest=(32108,),
    month=(80,),
    subqueue="3.1",
)
COUNTRY_HOUSE = Home(
    number_shown="08-080808",
    contract_number="08080808",
    holder=IVAN.full_name,
    tax_number=made_tax_number("298421735"),
    eic=made_eic("80808082"),
    settlement=KOROSTEN,
    street="вул. Коростенська",
    house="12",
    rem="Коростенський РЕМ",
    meter="2208156",
    newest=(18456, 11020),
    month=(140, 90),
    zones=TWO_ZONES,
    power_w=8000,
    subqueue="5.2",
    earlier_meter="0711342",
)
IVANS_HOMES = (CITY_FLAT, COUNTRY_HOUSE)

PETRENKO = Home(
    number_shown="02-020202",
    contract_number="02020202",
    holder="Петренко Олена Василівна",
    tax_number=made_tax_number("312568904"),
    eic=made_eic("20202021"),
    settlement=ZVIAHEL,
    street="вул. Соборності",
    house="27",
    flat="14",
    rem="Звягельський РЕМ",
    meter="0202020",
    newest=(7421,),
    month=(110,),
    subqueue="2.1",
)
KOVALENKO = Home(
    number_shown="03-030303",
    contract_number="03030303",
    holder="Коваленко Микола Степанович",
    tax_number=made_tax_number("254873106"),
    eic=made_eic("30303032"),
    settlement=MALYN,
    street="вул. Грушевського",
    house="8",
    rem="Малинський РЕМ",
    meter="0303030",
    newest=(9640, 5312),
    month=(120, 75),
    zones=TWO_ZONES,
    subqueue="4.2",
)
BONDARENKO = Home(
    number_shown="04-040404",
    contract_number="04040404",
    holder="Бондаренко Галина Андріївна",
    tax_number=made_tax_number("276194583"),
    eic=made_eic("40404043"),
    settlement=OVRUCH,
    street="вул. Князя Олега",
    house="41",
    rem="Овруцький РЕМ",
    meter="0404040",
    newest=(104310, 233870, 121905),
    month=(40, 95, 60),
    zones=THREE_ZONES,
    digits=6,
    power_w=10000,
    subqueue="1.2",
)
TKACHENKO = Home(
    number_shown="05-050505",
    contract_number="05050505",
    holder="Ткаченко Сергій Олександрович",
    tax_number=made_tax_number("301745829"),
    eic=made_eic("50505054"),
    settlement=OLIIVKA,
    street="вул. Сонячна",
    house="3",
    rem="Житомирський РЕМ",
    meter="0505050",
    newest=(41288, 57903),
    month=(260, 480),
    generation=True,
    digits=6,
    power_w=15000,
    subqueue="6.1",
)
MELNYK = Home(
    number_shown="06-060606",
    contract_number="06060606",
    holder="Мельник Тарас Богданович",
    tax_number=made_tax_number("288316470"),
    eic=made_eic("60606065"),
    settlement=KOROSTEN,
    street="вул. Вокзальна",
    house="1",
    rem="Коростенський РЕМ",
    meter="0606060",
    newest=(15230,),
    month=(90,),
    operator="ukrzaliznytsia",
)
# Linked by nobody yet.
FREE_HOMES = (PETRENKO, KOVALENKO, BONDARENKO, TKACHENKO, MELNYK)
HOMES = IVANS_HOMES + FREE_HOMES
