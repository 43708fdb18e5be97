"""Встановлення генеруючої установки.

The unit may not be stronger than the connection is allowed to carry; for the green tariff of a household it may
have at most 30 kW (law «Про альтернативні джерела енергії», Article 9-1).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from portal.domain.orders.deadlines import Term
from portal.domain.orders.definition import Field, Files, Kind, Option, Paper, Step
from portal.domain.orders.services._shared import APPLICANT
from portal.domain.orders.values import CHOICE, KILOWATTS, TEXT, TICK, Facts
from portal.language import gettext
from portal.language import lazy_gettext as _

GREEN_TARIFF_KW = 30

_UNIT = Step(
    "unit",
    _("Установка"),
    (
        Field(
            "source",
            _("Джерело енергії"),
            CHOICE,
            missing=_("Оберіть джерело енергії"),
            options=(
                Option("sun", _("Сонце")),
                Option("wind", _("Вітер")),
                Option("sun_and_wind", _("Сонце й вітер")),
                Option(
                    "other",
                    _("Інше"),
                    (Field("other_source", _("Яке саме"), TEXT, missing=_("Напишіть, яке саме джерело")),),
                ),
            ),
        ),
        Field(
            "unit_power",
            _("Потужність установки, кВт"),
            KILOWATTS,
            hint=_("Не більша за дозволену потужність за договором"),
            missing=_("Введіть потужність установки"),
            remember="unit_power",
        ),
        Field("green_tariff", _("Хочу продавати електроенергію за «зеленим» тарифом"), TICK),
        Field(
            "inverter",
            _("Інвертор"),
            TEXT,
            hint=_("Виробник, модель, потужність"),
            missing=_("Введіть виробника й модель інвертора"),
            remember="inverter",
        ),
        Field(
            "installer",
            _("Хто встановлює"),
            TEXT,
            hint=_("Назва підрядника або «самостійно»"),
            missing=_("Напишіть, хто встановлюватиме"),
            remember="installer",
        ),
        Files(
            "diagram",
            _("Однолінійна схема"),
            hint=_("Схема підключення установки до внутрішньої мережі"),
            missing=_("Додайте однолінійну схему"),
        ),
    ),
)


def checked_power(answers: Mapping[str, str], facts: Facts, *, green_tariff: bool) -> dict[str, str]:
    """What is wrong with ``unit_power`` (kW): more than the account's connection, or than the tariff allows."""
    typed = answers.get("unit_power")
    if not typed:
        return {}
    power = Decimal(typed)
    allowed = facts.account.power_w if facts.account else None
    if allowed and power * 1000 > allowed:
        contracted = f"{(Decimal(allowed) / 1000).normalize():f}".replace(".", ",")
        return {
            "unit_power": gettext(
                "Це більше за дозволену потужність за договором: %(power)s кВт. Спершу потрібно її збільшити.",
                power=contracted,
            )
        }
    if green_tariff and power > GREEN_TARIFF_KW:
        return {"unit_power": gettext("Для «зеленого» тарифу потужність не може перевищувати 30 кВт")}
    return {}


def _check(answers: Mapping[str, str], facts: Facts) -> dict[str, str]:
    return checked_power(answers, facts, green_tariff=bool(answers.get("green_tariff")))


def _text(answers: Mapping[str, str]) -> str:
    return gettext(
        "Повідомляю про намір встановити генеруючу установку потужністю %(power)s (джерело енергії: %(source)s) "
        "за адресою мого об’єкта. Прошу розглянути заяву й повідомити про подальші дії щодо підключення "
        "установки та обліку виробленої електричної енергії.",
        power=answers["unit_power"],
        source=(answers.get("other_source") or answers["source"]).lower(),
    )


KIND = Kind(
    slug="generating-unit",
    version=1,
    title=_("Встановлення генеруючої установки"),
    short=_("Генеруюча установка"),
    icon="sun",
    group="contract",
    steps=(Step("application", _("Заявник"), APPLICANT), _UNIT),
    term=Term(3),
    paper=Paper(title=_("про встановлення генеруючої установки споживачем"), text=_text),
    signed=True,
    check=_check,
    before=(
        _(
            "Сонячну чи вітрову установку можна підключити в межах потужності, дозволеної за договором. "
            "Заяву потрібно підписати електронним підписом."
        ),
    ),
    needs=(
        _("потужність установки, виробник і модель інвертора"),
        _("однолінійна схема"),
        _("електронний підпис: Дія.Підпис або КЕП"),
    ),
    parts=("orders/kinds/_generating_unit.html",),
)
