"""How numbers, dates and words are shown: filters for templates, and functions for everything else."""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from flask import Flask

from portal.clock import KYIV
from portal.language import LOCALE


def day(value: date) -> str:
    """«31 серпня 2024»"""
    return _unbroken(format_date(value, "d MMMM y", locale=LOCALE))


def day_of_month(value: date) -> str:
    """«31 серпня»: where the year goes without saying."""
    return _unbroken(format_date(value, "d MMMM", locale=LOCALE))


def month(value: date) -> str:
    """«листопад»"""
    return format_date(value, "LLLL", locale=LOCALE)


def month_in(value: date) -> str:
    """«у листопаді»: Babel knows no locative, twelve words do."""
    return f"у {LOCATIVE[value.month - 1]}"


def day_short(value: date) -> str:
    """«31.08.2024», for tables"""
    return value.strftime("%d.%m.%Y")


def moment(value: datetime) -> str:
    """«31.08.2024 10:21» in Kyiv"""
    return format_datetime(value, "dd.MM.y HH:mm", tzinfo=KYIV, locale=LOCALE)


def moment_in_words(value: datetime) -> str:
    """«31 серпня о 10:21» in Kyiv"""
    return format_datetime(value, "d MMMM о HH:mm", tzinfo=KYIV, locale=LOCALE)


def kwh(value: float) -> str:
    """«1 234,5»: at most one digit after the comma, spaces that don't break."""
    return format_decimal(value, "#,##0.#", locale=LOCALE)


def wh_as_kwh(value: int) -> str:
    """Whole Wh as kWh."""
    return kwh(value / 1000)


def money(kopiykas: int) -> str:
    """«1 248,00 ₴» from whole kopiykas"""
    return f"{format_decimal(kopiykas / 100, '#,##0.00', locale=LOCALE)}\u00a0₴"


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

FILTERS = (day, day_of_month, day_short, month, month_in, moment, moment_in_words, kwh, wh_as_kwh, money)


def init_app(app: Flask) -> None:
    """Make the functions of this module filters of the templates."""
    for function in FILTERS:
        app.jinja_env.filters[function.__name__] = function
