"""Позачергова технічна перевірка правильності роботи засобів обліку."""

from __future__ import annotations

from collections.abc import Mapping

from portal.domain.orders.deadlines import Term
from portal.domain.orders.definition import Files, Kind, Paper, Step
from portal.domain.orders.services._shared import APPLICANT, CONTACT_TIME, reason
from portal.language import gettext
from portal.language import lazy_gettext as _


def _text(answers: Mapping[str, str]) -> str:
    return gettext(
        "Прошу провести позачергову технічну перевірку правильності роботи засобів обліку за моїм особовим "
        "рахунком. Причина: %(reason)s",
        reason=answers["reason"],
    )


KIND = Kind(
    slug="metering-check",
    version=1,
    title=_("Позачергова технічна перевірка"),
    short=_("Позачергова перевірка"),
    icon="shield",
    group="metering",
    steps=(
        Step(
            "application",
            _("Причина й заявник"),
            (
                reason(
                    _("Чому потрібна перевірка"),
                    _("Наприклад: лічильник рахує більше, ніж мав би"),
                    _("Напишіть, чому потрібна перевірка"),
                ),
                Files("papers", _("Фото чи документи"), hint=_("Якщо є")),
                *APPLICANT,
                CONTACT_TIME,
            ),
        ),
    ),
    term=Term(10),
    paper=Paper(title=_("про позачергову технічну перевірку засобів обліку"), text=_text),
    paid=True,
    before=(_("Перевіримо, чи правильно працює облік, протягом 10 робочих днів після надходження коштів."),),
)
