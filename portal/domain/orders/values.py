"""What a field may hold: how it is drawn, how what was typed is read, how it is shown.

What is read is text, in one form for one meaning: dates as ISO, yes as «yes», numbers without spaces. A reader
gets :class:`Facts`, and raises Refused with words for beside the field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from portal.domain import identifiers
from portal.domain.accounts.numbers import account_digits
from portal.domain.errors import Refused
from portal.domain.identity import details, emails
from portal.domain.territory import REMS
from portal.language import gettext as _
from portal.models import Account

YES = "yes"
_DAY = re.compile(r"(\d{1,2})[.\s/-]+(\d{1,2})[.\s/-]+(\d{4})")


@dataclass(frozen=True)
class Facts:
    """What a check may lean on: the date in Kyiv, and the account that the order is about, if it is about one."""

    today: date
    account: Account | None = None


def _as_it_is(typed: str, facts: Facts) -> str:
    return typed


def _shown_as_it_is(value: str) -> str:
    return value


@dataclass(frozen=True, eq=False)
class Value:
    """A kind of value. ``control`` names its component; ``longest`` is in characters; ``attributes`` are HTML's.

    ``show`` is for reading, ``edit`` for the field when what was filled in once is offered again.
    """

    control: str = "text"
    longest: int = 200
    read: Callable[[str, Facts], str] = _as_it_is
    show: Callable[[str], str] = _shown_as_it_is
    edit: Callable[[str], str] = _shown_as_it_is
    attributes: Mapping[str, Any] = field(default_factory=dict)


def _name(typed: str, facts: Facts) -> str:
    return details.name(typed)


def _phone(typed: str, facts: Facts) -> str:
    return details.phone(typed)


def _email(typed: str, facts: Facts) -> str:
    return emails.parse(typed)


def _day(typed: str) -> date:
    text = typed.strip()
    try:
        if found := _DAY.fullmatch(text):
            day, month, year = (int(part) for part in found.groups())
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(_("Введіть дату, наприклад 05.03.2015")) from None


def _past_day(typed: str, facts: Facts) -> str:
    day = _day(typed)
    if day > facts.today:
        raise Refused(_("Ця дата ще не настала"))
    if day.year < 1900:
        raise Refused(_("Перевірте рік"))
    return day.isoformat()


def _coming_day(typed: str, facts: Facts) -> str:
    day = _day(typed)
    if day <= facts.today:
        raise Refused(_("Оберіть дату, починаючи із завтрашньої"))
    if (day - facts.today).days > 366:
        raise Refused(_("Це надто далеко: оберіть дату протягом року"))
    return day.isoformat()


def _shown_day(value: str) -> str:
    return date.fromisoformat(value).strftime("%d.%m.%Y")


def _tick(typed: str, facts: Facts) -> str:
    return YES if typed else ""


def _shown_tick(value: str) -> str:
    return _("так") if value else _("ні")


def _rem(typed: str, facts: Facts) -> str:
    if typed not in REMS.values():
        raise Refused(_("Оберіть район електричних мереж зі списку"))
    return typed


def _kilowatts(typed: str, facts: Facts) -> str:
    try:
        power = Decimal(typed.strip().replace(",", ".").replace(" ", ""))
    except InvalidOperation:
        power = Decimal(0)
    if not power.is_finite() or power <= 0 or power >= 10_000 or power != round(power, 2):
        raise Refused(_("Введіть потужність у кіловатах, наприклад 5 або 7,5"))
    return f"{power.normalize():f}"


def _shown_kilowatts(value: str) -> str:
    return f"{value.replace('.', ',')} кВт"


def _account_or_eic(typed: str, facts: Facts) -> str:
    """Either of the numbers of an invoice: digits are an account's, a code with letters is an EIC."""
    text = re.sub(r"\s+", "", typed)
    if len(text) >= 14 and not re.fullmatch(r"[\d/\\.-]+", text):
        return identifiers.eic(text)
    try:
        return account_digits(typed)
    except Refused:
        raise Refused(
            _("Введіть номер особового рахунку (8–10 цифр) або код ЕІС (16 знаків): вони є в рахунку на оплату")
        ) from None


def _identifier(read: Callable[[str], str]) -> Callable[[str, Facts], str]:
    return lambda typed, facts: read(typed)


def _shown_id(value: str) -> str:
    return f"{value[:3]} {value[3:6]} {value[6:]}"


TEXT = Value()
LONG_TEXT = Value(control="textarea", longest=5000)
NAME = Value(longest=details.LONGEST_NAME, read=_name)
PHONE = Value(
    longest=40,
    read=_phone,
    attributes={"type": "tel", "inputmode": "tel", "autocomplete": "tel"},
)
EMAIL = Value(
    longest=emails.LONGEST,
    read=_email,
    attributes={
        "type": "email",
        "inputmode": "email",
        "autocomplete": "email",
        "autocapitalize": "none",
        "spellcheck": "false",
    },
)
ADDRESS = Value(longest=300, attributes={"autocomplete": "off"})
PAST_DAY = Value(
    longest=20,
    read=_past_day,
    show=_shown_day,
    edit=_shown_day,
    attributes={"inputmode": "decimal", "autocomplete": "off"},
)
COMING_DAY = Value(longest=20, read=_coming_day, show=_shown_day, attributes={"type": "date"})
TICK = Value(control="tick", read=_tick, show=_shown_tick)
CHOICE = Value(control="choice")
REM = Value(control="select", read=_rem)
KILOWATTS = Value(
    longest=12, read=_kilowatts, show=_shown_kilowatts, attributes={"inputmode": "decimal", "autocomplete": "off"}
)
ACCOUNT_OR_EIC = Value(longest=64, read=_account_or_eic, attributes={"autocomplete": "off"})
METER_NUMBER = Value(longest=32, attributes={"autocomplete": "off", "inputmode": "numeric"})
TAX_NUMBER = Value(
    longest=20,
    read=_identifier(identifiers.tax_number),
    attributes={"inputmode": "numeric", "autocomplete": "off"},
)
PASSPORT_BOOK = Value(
    longest=20,
    read=_identifier(identifiers.passport_book),
    show=lambda value: f"{value[:2]} {value[2:]}",
    attributes={"autocomplete": "off", "autocapitalize": "characters"},
)
ID_CARD = Value(
    longest=20,
    read=_identifier(identifiers.id_card),
    show=_shown_id,
    attributes={"inputmode": "numeric", "autocomplete": "off"},
)
UNZR = Value(
    longest=24,
    read=_identifier(identifiers.unzr),
    attributes={"inputmode": "numeric", "autocomplete": "off"},
)
