"""Підписаний ОСР примірник договору: three working days, by the manual."""

from __future__ import annotations

from collections.abc import Mapping

from portal.domain.orders.deadlines import Term
from portal.domain.orders.definition import Kind, Paper, Step
from portal.domain.orders.services._shared import APPLICANT, DOCUMENT_DELIVERY
from portal.language import gettext
from portal.language import lazy_gettext as _


def _text(answers: Mapping[str, str]) -> str:
    return gettext(
        "Прошу надати підписаний оператором системи розподілу примірник договору споживача про надання послуг "
        "з розподілу (передачі) електричної енергії за моїм особовим рахунком."
    )


KIND = Kind(
    slug="signed-contract-copy",
    version=1,
    title=_("Підписаний ОСР примірник договору"),
    short=_("Підписаний примірник договору"),
    icon="document",
    group="contract",
    steps=(Step("application", _("Заявник і спосіб отримання"), (*APPLICANT, DOCUMENT_DELIVERY)),),
    term=Term(3),
    paper=Paper(title=_("про надання підписаного ОСР примірника договору"), text=_text),
    before=(
        _("Надамо примірник договору з підписом оператора системи розподілу протягом 3 робочих днів."),
        _("Якщо вистачить примірника без підпису, його можна завантажити одразу."),
    ),
    parts=("orders/kinds/_contract_link.html",),
)
