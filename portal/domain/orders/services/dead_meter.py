"""Непрацюючий лічильник: the cases of the manual, and others."""

from __future__ import annotations

from collections.abc import Mapping

from portal.domain.orders.deadlines import Term
from portal.domain.orders.definition import PICTURES, VIDEOS, Field, Files, Kind, Option, Paper, Step
from portal.domain.orders.services._shared import APPLICANT, CONTACT_TIME
from portal.domain.orders.values import CHOICE, PAST_DAY, TEXT
from portal.language import gettext
from portal.language import lazy_gettext as _


def _text(answers: Mapping[str, str]) -> str:
    fault = answers.get("other_fault") or answers["fault"]
    return gettext(
        "Повідомляю, що лічильник за моїм особовим рахунком не працює: %(fault)s. Прошу перевірити його та вжити "
        "заходів.",
        fault=fault[:1].lower() + fault[1:],
    )


KIND = Kind(
    slug="dead-meter",
    version=1,
    title=_("Непрацюючий лічильник"),
    short=_("Непрацюючий лічильник"),
    icon="warning",
    group="metering",
    steps=(
        Step(
            "meter",
            _("Що з лічильником"),
            (
                Field(
                    "fault",
                    _("Що не так"),
                    CHOICE,
                    missing=_("Оберіть, що не так з лічильником"),
                    options=(
                        Option("still", _("Покази на лічильнику є незмінні")),
                        Option("blank", _("Відсутні покази на дисплеї")),
                        Option("clock", _("Не змінюється дата чи час у зонному лічильнику")),
                        Option(
                            "other",
                            _("Інше"),
                            (Field("other_fault", _("Що саме"), TEXT, missing=_("Напишіть, що саме не так")),),
                        ),
                    ),
                ),
                Field(
                    "since",
                    _("З якого дня"),
                    PAST_DAY,
                    hint=_("Хоча б приблизно: ДД.ММ.РРРР"),
                    missing=_("Введіть дату, хоча б приблизно"),
                ),
                Files(
                    "pictures",
                    _("Фото або відео лічильника"),
                    hint=_("Щоб було видно дисплей і номер"),
                    missing=_("Додайте якісне фото або відео лічильника"),
                    takes=(PICTURES, VIDEOS),
                ),
            ),
        ),
        Step("application", _("Заявник"), (*APPLICANT, CONTACT_TIME)),
    ),
    term=Term(5),
    paper=Paper(title=_("про непрацюючий лічильник"), text=_text),
    before=(
        _(
            "Лічильник показує те саме число, нічого не показує або зонний загубив час? Повідомте, і РЕМ "
            "зареєструє звернення та назве термін протягом 5 робочих днів."
        ),
    ),
    needs=(_("якісне фото або відео лічильника"),),
)
