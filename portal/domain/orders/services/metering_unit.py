"""Влаштування вузла обліку."""

from __future__ import annotations

from collections.abc import Mapping

from portal.domain.orders.deadlines import Term
from portal.domain.orders.definition import Field, Files, Kind, Paper, Step
from portal.domain.orders.services._shared import APPLICANT, CONTACT_TIME
from portal.domain.orders.values import LONG_TEXT
from portal.language import gettext
from portal.language import lazy_gettext as _


def _text(answers: Mapping[str, str]) -> str:
    return gettext(
        "Прошу влаштувати вузол обліку електричної енергії за моїм особовим рахунком. Що потрібно: %(wish)s",
        wish=answers["wish"],
    )


KIND = Kind(
    slug="metering-unit",
    version=1,
    title=_("Влаштування вузла обліку"),
    short=_("Вузол обліку"),
    icon="meter",
    group="metering",
    steps=(
        Step(
            "application",
            _("Що потрібно"),
            (
                Field(
                    "wish",
                    _("Що саме потрібно зробити"),
                    LONG_TEXT,
                    hint=_("Наприклад: винести лічильник на фасад"),
                    missing=_("Опишіть, що потрібно зробити"),
                ),
                Files("papers", _("Фото чи документи"), hint=_("Якщо є")),
                *APPLICANT,
                CONTACT_TIME,
            ),
        ),
    ),
    term=Term(10),
    paper=Paper(title=_("про влаштування вузла обліку"), text=_text),
    paid=True,
    before=(_("Встановимо або перенесемо вузол обліку протягом 10 робочих днів після надходження коштів."),),
)
