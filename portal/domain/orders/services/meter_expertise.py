"""Експертиза лічильника."""

from __future__ import annotations

from collections.abc import Mapping

from portal.domain.orders.deadlines import Term
from portal.domain.orders.definition import Files, Kind, Paper, Step
from portal.domain.orders.services._shared import APPLICANT, CONTACT_TIME, reason
from portal.language import gettext
from portal.language import lazy_gettext as _


def _text(answers: Mapping[str, str]) -> str:
    return gettext(
        "Прошу провести експертизу лічильника за моїм особовим рахунком. Причина: %(reason)s",
        reason=answers["reason"],
    )


KIND = Kind(
    slug="meter-expertise",
    version=1,
    title=_("Експертиза лічильника"),
    short=_("Експертиза лічильника"),
    icon="search",
    group="metering",
    steps=(
        Step(
            "application",
            _("Причина й заявник"),
            (
                reason(
                    _("Чому потрібна експертиза"),
                    _("Що саме викликає сумнів"),
                    _("Напишіть, чому потрібна експертиза"),
                ),
                Files("papers", _("Фото чи документи"), hint=_("Якщо є")),
                *APPLICANT,
                CONTACT_TIME,
            ),
        ),
    ),
    term=Term(30, working=False),
    paper=Paper(title=_("про експертизу лічильника"), text=_text),
    paid=True,
    before=(
        _("Лічильник знімуть і перевірять у лабораторії: протягом 30 календарних днів після надходження коштів."),
    ),
)
