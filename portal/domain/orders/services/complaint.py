"""Звернення (скарга): thirty days, forty-five when a meter has to be checked (retail market rules, ch. 8)."""

from __future__ import annotations

from collections.abc import Mapping

from portal.domain.orders.deadlines import Term
from portal.domain.orders.definition import ANYTHING, POSSIBLE, Field, Files, Kind, Paper, Step
from portal.domain.orders.services._shared import APPLICANT, REM_OF_PLACE, delivery
from portal.domain.orders.values import LONG_TEXT, TEXT
from portal.language import lazy_gettext as _


def _text(answers: Mapping[str, str]) -> str:
    return answers["text"]


KIND = Kind(
    slug="complaint",
    version=1,
    title=_("Звернення (скарга)"),
    short=_("Звернення"),
    icon="chat",
    group="help",
    steps=(
        Step(
            "complaint",
            _("Звернення"),
            (
                Field("subject", _("Тема"), TEXT, missing=_("Напишіть, про що звернення")),
                Field(
                    "text",
                    _("Що сталося і чого ви хочете"),
                    LONG_TEXT,
                    hint=_("Коли, де, що саме. До 5000 символів"),
                    missing=_("Опишіть, що сталося"),
                ),
                Files(
                    "proofs",
                    _("Фото, відео, документи"),
                    hint=_("Якщо вони допоможуть розібратися"),
                    takes=ANYTHING,
                ),
                REM_OF_PLACE,
            ),
        ),
        Step(
            "application",
            _("Заявник і відповідь"),
            (
                *APPLICANT,
                delivery(
                    _("Як вам відповісти?"),
                    _("Оберіть, як вам відповісти"),
                    by_post=_("Листом на поштову адресу"),
                    by_email=_("На електронну пошту"),
                ),
            ),
        ),
    ),
    term=Term(30, working=False),
    extended=Term(45, working=False),
    paper=Paper(title=_("звернення споживача"), text=_text),
    account=POSSIBLE,
    before=(
        _(
            "Розкажіть, що не так: з мережею, лічильником, розрахунками за розподіл чи роботою РЕМ. Відповімо "
            "протягом 30 календарних днів, а якщо потрібна перевірка лічильника — протягом 45."
        ),
        _("Питання про борги, оплати й субсидії — до постачальника, ТОВ «ЖОЕК»: ми їх не бачимо."),
    ),
)
