"""Підписаний паспорт точок розподілу: ten working days, by the manual."""

from __future__ import annotations

from collections.abc import Mapping

from portal.domain.orders.deadlines import Term
from portal.domain.orders.definition import Kind, Paper, Step
from portal.domain.orders.services._shared import APPLICANT, DOCUMENT_DELIVERY
from portal.language import gettext
from portal.language import lazy_gettext as _


def _text(answers: Mapping[str, str]) -> str:
    return gettext(
        "Прошу надати підписаний паспорт точок розподілу електричної енергії за моїм особовим рахунком."
    )


KIND = Kind(
    slug="supply-point-passport",
    version=1,
    title=_("Підписаний паспорт точок розподілу"),
    short=_("Паспорт точок розподілу"),
    icon="document",
    group="contract",
    steps=(Step("application", _("Заявник і спосіб отримання"), (*APPLICANT, DOCUMENT_DELIVERY)),),
    term=Term(10),
    paper=Paper(title=_("про надання підписаного паспорта точок розподілу"), text=_text),
    before=(
        _(
            "У паспорті — де проходить межа між вашою мережею та мережею оператора, яка потужність дозволена "
            "і який лічильник стоїть. Надамо його з підписом протягом 10 робочих днів."
        ),
    ),
)
