"""Розпломбування/пломбування вузла обліку."""

from __future__ import annotations

from collections.abc import Mapping

from portal.domain.orders.deadlines import Term
from portal.domain.orders.definition import Field, Kind, Option, Paper, Step
from portal.domain.orders.services._shared import APPLICANT, CONTACT_TIME, reason
from portal.domain.orders.values import CHOICE, COMING_DAY
from portal.language import gettext
from portal.language import lazy_gettext as _


def _text(answers: Mapping[str, str]) -> str:
    return gettext(
        "Прошу виконати роботи з вузлом обліку за моїм особовим рахунком: %(what)s. Бажана дата: %(day)s. "
        "Причина: %(reason)s",
        what=answers["what"].lower(),
        day=answers["wanted_on"],
        reason=answers["reason"],
    )


KIND = Kind(
    slug="sealing",
    version=1,
    title=_("Розпломбування/пломбування вузла обліку"),
    short=_("Пломбування"),
    icon="lock",
    group="metering",
    steps=(
        Step(
            "application",
            _("Роботи й заявник"),
            (
                Field(
                    "what",
                    _("Що потрібно"),
                    CHOICE,
                    missing=_("Оберіть, що потрібно"),
                    options=(
                        Option("unseal", _("Розпломбування")),
                        Option("seal", _("Пломбування")),
                        Option("both", _("Розпломбування, а потім пломбування")),
                    ),
                ),
                reason(_("Причина"), _("Наприклад: заміна автомата"), _("Напишіть причину")),
                Field("wanted_on", _("Бажана дата"), COMING_DAY, missing=_("Оберіть бажану дату")),
                *APPLICANT,
                CONTACT_TIME,
            ),
        ),
    ),
    term=Term(10),
    paper=Paper(title=_("про розпломбування/пломбування вузла обліку"), text=_text),
    paid=True,
    before=(_("Приїдемо протягом 10 робочих днів після надходження коштів."),),
)
