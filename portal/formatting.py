"""How numbers, dates and words are shown: filters for templates, and functions for everything else."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from flask import Flask

from portal.clock import KYIV, kyiv_date
from portal.domain.desk.counting import AT_MOST
from portal.language import LOCALE


def day(value: date) -> str:
    """«31 серпня 2024»"""
    return _unbroken(format_date(value, "d MMMM y", locale=LOCALE))


def day_of_month(value: date) -> str:
    """«31 серпня»: where the year goes without saying."""
    return _unbroken(format_date(value, "d MMMM", locale=LOCALE))


def day_of_moment(value: datetime) -> str:
    """«22 листопада» in Kyiv"""
    return day_of_month(kyiv_date(value))


def day_short_of_moment(value: datetime) -> str:
    """«22.11.2026» in Kyiv, for tables"""
    return day_short(kyiv_date(value))


def time_of_day(value: datetime) -> str:
    """«20:48» in Kyiv"""
    return format_datetime(value, "HH:mm", tzinfo=KYIV, locale=LOCALE)


def month(value: date) -> str:
    """«листопад»"""
    return format_date(value, "LLLL", locale=LOCALE)


def month_in(value: date) -> str:
    """«у листопаді»: Babel knows no locative, twelve words do."""
    return f"у {LOCATIVE[value.month - 1]}"


def day_short(value: date) -> str:
    """«31.08.2024», for tables"""
    return value.strftime("%d.%m.%Y")


def day_and_month(value: date) -> str:
    """«31.08», for tables whose year goes without saying"""
    return value.strftime("%d.%m")


def moment(value: datetime) -> str:
    """«31.08.2024 10:21» in Kyiv"""
    return format_datetime(value, "dd.MM.y HH:mm", tzinfo=KYIV, locale=LOCALE)


def moment_in_words(value: datetime) -> str:
    """«31 серпня о 10:21» in Kyiv"""
    return format_datetime(value, "d MMMM о HH:mm", tzinfo=KYIV, locale=LOCALE)


def kwh(value: float) -> str:
    """«1 234,5»: at most one digit after the comma, spaces that don't break."""
    return format_decimal(value, "#,##0.#", locale=LOCALE)


def change(value: float) -> str:
    """«+1 552», «0», «−90»: kWh since the last value"""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return sign + kwh(abs(value))


def counted(value: int) -> str:
    """«1 284», and «9 999+» for all that was not counted to its end"""
    return kwh(value) if value < AT_MOST else f"{kwh(AT_MOST - 1)}+"


def wh_as_kwh(value: int) -> str:
    """Whole Wh as kWh."""
    return kwh(value / 1000)


def volume(value: int) -> str:
    """«35,00» from whole Wh, as the manual's table has it."""
    return format_decimal(Decimal(value) / 1000, "#,##0.00", locale=LOCALE)


def money(kopiykas: int) -> str:
    """«1 248,00 ₴» from whole kopiykas"""
    return f"{format_decimal(kopiykas / 100, '#,##0.00', locale=LOCALE)}\u00a0₴"


def file_size(value: int) -> str:
    """«35 кБ», «1,2 МБ» from bytes; a started kilobyte counts."""
    if value < 1_000_000:
        return f"{-(-value // 1000)}\u00a0кБ"
    return f"{format_decimal(value / 1_000_000, '#,##0.#', locale=LOCALE)}\u00a0МБ"


def file_type(value: str) -> str:
    """«PDF» from a media type."""
    return value.rpartition("/")[2].upper()


def _unbroken(text: str) -> str:
    """The day stays on the line of its month."""
    return text.replace(" ", "\u00a0", 1)


LOCATIVE = (
    "січні",
    "лютому",
    "березні",
    "квітні",
    "травні",
    "червні",
    "липні",
    "серпні",
    "вересні",
    "жовтні",
    "листопаді",
    "грудні",
)

FILTERS = (
    *(day, day_and_month, day_of_moment, day_of_month, day_short, day_short_of_moment, month, month_in),
    *(moment, moment_in_words, time_of_day, kwh, wh_as_kwh, change, counted, volume, money, file_size, file_type),
)


def init_app(app: Flask) -> None:
    """Make the functions of this module filters of the templates."""
    for function in FILTERS:
        app.jinja_env.filters[function.__name__] = function
