"""Заміна приладу обліку для «зеленого» тарифу без збільшення потужності."""

from __future__ import annotations

from collections.abc import Mapping

from portal.domain.orders.deadlines import Term
from portal.domain.orders.definition import Field, Kind, Paper, Step
from portal.domain.orders.services._shared import APPLICANT, CONTACT_TIME
from portal.domain.orders.services.generating_unit import checked_power
from portal.domain.orders.values import KILOWATTS, Facts
from portal.language import gettext
from portal.language import lazy_gettext as _


def _check(answers: Mapping[str, str], facts: Facts) -> dict[str, str]:
    return checked_power(answers, facts, green_tariff=True)


def _text(answers: Mapping[str, str]) -> str:
    return gettext(
        "Прошу замінити прилад обліку за моїм особовим рахунком для переходу на «зелений» тариф без збільшення "
        "потужності. Генеруюча установка потужністю %(power)s встановлюється згідно з існуючою потужністю.",
        power=answers["unit_power"],
    )


KIND = Kind(
    slug="meter-green-tariff",
    version=1,
    title=_("Заміна приладу обліку для «зеленого» тарифу без збільшення потужності"),
    short=_("Лічильник для «зеленого» тарифу"),
    icon="sun",
    group="metering",
    steps=(
        Step(
            "application",
            _("Установка й заявник"),
            (
                Field(
                    "unit_power",
                    _("Потужність установки, кВт"),
                    KILOWATTS,
                    hint=_("Не більша за дозволену потужність за договором"),
                    missing=_("Введіть потужність установки"),
                    remember="unit_power",
                ),
                *APPLICANT,
                CONTACT_TIME,
            ),
        ),
    ),
    term=Term(10),
    paper=Paper(title=_("про заміну приладу обліку для переходу на «зелений» тариф"), text=_text),
    paid=True,
    check=_check,
    before=(
        _(
            "Замінимо лічильник на такий, що рахує електроенергію в обидва боки, протягом 10 робочих днів після "
            "надходження коштів."
        ),
    ),
)
