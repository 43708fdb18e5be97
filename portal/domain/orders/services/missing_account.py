"""Відсутній особовий рахунок: somebody lives where no account is known to them."""

from __future__ import annotations

from collections.abc import Mapping

from portal.domain.orders.deadlines import Term
from portal.domain.orders.definition import NONE, Field, Files, Kind, Paper, Step
from portal.domain.orders.services._shared import APPLICANT, REM_OF_PLACE
from portal.domain.orders.values import ADDRESS, METER_NUMBER, PAST_DAY, TEXT
from portal.language import gettext
from portal.language import lazy_gettext as _


def _text(answers: Mapping[str, str]) -> str:
    return gettext(
        "Прошу встановити або відкрити особовий рахунок за адресою: %(address)s.", address=answers["place"]
    )


KIND = Kind(
    slug="missing-account",
    version=1,
    title=_("Відсутній особовий рахунок"),
    short=_("Відсутній особовий"),
    icon="account",
    group="help",
    steps=(
        Step(
            "place",
            _("Адреса й лічильник"),
            (
                Field(
                    "place",
                    _("Адреса"),
                    ADDRESS,
                    hint=_("Населений пункт, вулиця, будинок, квартира"),
                    missing=_("Введіть адресу"),
                    remember="place",
                ),
                REM_OF_PLACE,
                Field(
                    "holder",
                    _("На кого міг бути рахунок"),
                    TEXT,
                    hint=_("Прізвище колишнього чи теперішнього власника"),
                    missing=_("Введіть прізвище власника"),
                    remember="place_holder",
                ),
                Field(
                    "meter_number",
                    _("Номер лічильника"),
                    METER_NUMBER,
                    hint=_("На передній панелі, під шкалою чи дисплеєм"),
                    missing=_("Введіть номер лічильника"),
                    remember="meter_number",
                ),
                Field(
                    "since",
                    _("З якого часу ви тут живете або володієте житлом"),
                    PAST_DAY,
                    hint=_("ДД.ММ.РРРР"),
                    missing=_("Введіть дату"),
                ),
                Files(
                    "ownership",
                    _("Документ про право власності чи користування"),
                    missing=_("Додайте документ про право власності чи користування"),
                ),
            ),
        ),
        Step("application", _("Заявник"), APPLICANT),
    ),
    term=Term(5),
    paper=Paper(title=_("про відсутній особовий рахунок"), text=_text),
    account=NONE,
    before=(
        _("Не знаєте номера рахунку або його немає? Знайдемо його за адресою протягом 5 робочих днів."),
        _("Спершу погляньте в рахунок на оплату електроенергії: номер угорі, поруч з прізвищем власника."),
    ),
)
