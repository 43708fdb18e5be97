"""Заміна приладу обліку (перехід на зонний облік)."""

from __future__ import annotations

from collections.abc import Mapping

from portal.domain.orders.deadlines import Term
from portal.domain.orders.definition import Field, Kind, Option, Paper, Step
from portal.domain.orders.services._shared import APPLICANT, CONTACT_TIME
from portal.domain.orders.values import CHOICE
from portal.language import gettext
from portal.language import lazy_gettext as _


def _text(answers: Mapping[str, str]) -> str:
    return gettext(
        "Прошу замінити прилад обліку за моїм особовим рахунком на багатозонний. Кількість зон: %(zones)s.",
        zones=answers["zones"].lower(),
    )


KIND = Kind(
    slug="meter-to-zones",
    version=1,
    title=_("Заміна приладу обліку (перехід на зонний облік)"),
    short=_("Перехід на зонний облік"),
    icon="clock",
    group="metering",
    steps=(
        Step(
            "application",
            _("Зони й заявник"),
            (
                Field(
                    "zones",
                    _("Кількість зон"),
                    CHOICE,
                    missing=_("Оберіть, скільки зон"),
                    options=(
                        Option("two", _("Дві (день і ніч)")),
                        Option("three", _("Три (пік, напівпік і ніч)")),
                    ),
                ),
                *APPLICANT,
                CONTACT_TIME,
            ),
        ),
    ),
    term=Term(10),
    paper=Paper(title=_("про заміну приладу обліку для переходу на зонний облік"), text=_text),
    paid=True,
    before=(_("Замінимо лічильник на зонний протягом 10 робочих днів після надходження коштів."),),
)
