"""Укладення договору при зміні власника: the manual's way, step by step.

What has to be sent along is said by п. 3.1.7 of the retail market rules (НКРЕКП, resolution № 312 of 2018) and by
the manual.
"""

from __future__ import annotations

from collections.abc import Mapping

from portal.domain.orders.deadlines import Term
from portal.domain.orders.definition import NONE, Field, Files, Kind, Option, Paper, Several, Step
from portal.domain.orders.services._shared import APPLICANT, REM_OF_PLACE, delivery
from portal.domain.orders.values import (
    ACCOUNT_OR_EIC,
    ADDRESS,
    CHOICE,
    ID_CARD,
    NAME,
    PASSPORT_BOOK,
    PAST_DAY,
    TAX_NUMBER,
    TEXT,
    TICK,
    UNZR,
)
from portal.language import gettext
from portal.language import lazy_gettext as _

_HOLDER = Step(
    "holder",
    _("Попередній власник"),
    (
        Field(
            "previous_surname",
            _("Прізвище попереднього власника особового рахунку"),
            NAME,
            hint=_("Особи, на яку рахунок зареєстровано на цей час"),
            missing=_("Введіть прізвище попереднього власника"),
        ),
        Field(
            "previous_number",
            _("Номер особового рахунку або код ЕІС"),
            ACCOUNT_OR_EIC,
            hint=_("Одне із значень: обидва є в рахунку на оплату електроенергії"),
            missing=_("Введіть номер особового рахунку або код ЕІС"),
        ),
    ),
)
_PLACE = Step("rem", _("Район електричних мереж"), (REM_OF_PLACE,))
_DOCUMENTS = Step(
    "documents",
    _("Ваші документи"),
    (
        *APPLICANT,
        Field(
            "passport",
            _("Паспорт"),
            CHOICE,
            missing=_("Оберіть, який у вас паспорт"),
            options=(
                Option(
                    "card",
                    _("ID-картка"),
                    (
                        Field(
                            "id_card",
                            _("Номер документа"),
                            ID_CARD,
                            hint=_("9 цифр, «Документ №» на лицьовому боці"),
                            missing=_("Введіть номер ID-картки"),
                            remember="id_card",
                            sealed=True,
                        ),
                        Field(
                            "unzr",
                            _("УНЗР (запис №)"),
                            UNZR,
                            hint=_("13 цифр на лицьовому боці, наприклад 19850412-01234"),
                            missing=_("Введіть УНЗР"),
                            remember="unzr",
                            sealed=True,
                        ),
                    ),
                ),
                Option(
                    "book",
                    _("Книжечка"),
                    (
                        Field(
                            "passport_book",
                            _("Серія та номер паспорта"),
                            PASSPORT_BOOK,
                            hint=_("Дві літери й шість цифр, наприклад ВМ 123456"),
                            missing=_("Введіть серію та номер паспорта"),
                            remember="passport_book",
                            sealed=True,
                        ),
                    ),
                ),
            ),
            remember="passport",
        ),
        Field(
            "passport_issuer",
            _("Ким виданий паспорт"),
            TEXT,
            hint=_("Для ID-картки — чотири цифри органу"),
            missing=_("Введіть, ким виданий паспорт"),
            remember="passport_issuer",
            sealed=True,
        ),
        Field(
            "passport_issued_on",
            _("Дата видачі паспорта"),
            PAST_DAY,
            hint=_("ДД.ММ.РРРР"),
            missing=_("Введіть дату видачі паспорта"),
            remember="passport_issued_on",
            sealed=True,
        ),
        Field(
            "tax_number",
            _("РНОКПП"),
            TAX_NUMBER,
            hint=_("10 цифр, колись «ідентифікаційний код»"),
            missing=_("Введіть РНОКПП або позначте, що його немає"),
            unless="no_tax_number",
            remember="tax_number",
            sealed=True,
        ),
        Field(
            "no_tax_number",
            _("Ідентифікаційний код відсутній через свої релігійні або інші переконання"),
            TICK,
            remember="no_tax_number",
        ),
        Files(
            "scans",
            _("Скани документів"),
            hint=_("Усі заповнені сторінки паспорта та ідентифікаційний код"),
            missing=_("Додайте скани паспорта та ідентифікаційного коду"),
        ),
    ),
    on_paper=_("Документи заявника"),
)
_OBJECTS = Step(
    "objects",
    _("Об’єкти"),
    (
        Several(
            "objects",
            _("Об’єкт"),
            _("Додати ще один об’єкт"),
            (
                Field(
                    "name",
                    _("Назва об’єкта нерухомого майна"),
                    TEXT,
                    hint=_("Квартира, житловий будинок тощо"),
                    missing=_("Введіть назву об’єкта"),
                ),
                Field(
                    "address",
                    _("Фізична адреса об’єкта"),
                    ADDRESS,
                    missing=_("Введіть адресу об’єкта"),
                ),
                Files(
                    "ownership",
                    _("Документ, яким визначено право власності чи користування на об’єкт"),
                    hint=_("Витяг про право власності чи документ на користування приміщенням"),
                    missing=_("Додайте документ про право власності чи користування"),
                ),
                Field("shared", _("Об’єкт перебуває у співвласності"), TICK),
                Files(
                    "consents",
                    _("Письмова згода всіх інших співвласників"),
                    missing=_("Додайте письмову згоду інших співвласників"),
                    when="shared",
                ),
            ),
        ),
    ),
    lead=_("Договір можна укласти за одним або кількома об’єктами: документи потрібні за кожним."),
)
_DELIVERY = Step(
    "delivery",
    _("Як отримати договір"),
    (
        delivery(
            _("Спосіб надання проєкту договору"),
            _("Оберіть спосіб надання проєкту договору"),
            by_post=_("Надіслати на поштову адресу"),
            by_email=_("Надіслати на електронну пошту"),
        ),
    ),
    notes=(_("Другий примірник договору, підписаний вами, поверніть до РЕМ, якщо отримаєте паперовий."),),
)


def _text(answers: Mapping[str, str]) -> str:
    return gettext(
        "Прошу укласти договір споживача про надання послуг з розподілу (передачі) електричної енергії у зв’язку "
        "зі зміною власника об’єкта. Особовий рахунок зареєстровано на попереднього власника: "
        "%(surname)s, номер рахунку або код ЕІС: %(number)s.\n\n"
        "Ознайомлений(-а) та погоджуюся з умовами публічного договору споживача про надання послуг з розподілу "
        "(передачі) електричної енергії і приєднуюся до них.",
        surname=answers["previous_surname"],
        number=answers["previous_number"],
    )


KIND = Kind(
    slug="change-of-owner",
    version=1,
    title=_("Укладення договору при зміні власника"),
    short=_("Зміна власника"),
    icon="swap",
    group="contract",
    steps=(_HOLDER, _PLACE, _DOCUMENTS, _OBJECTS, _DELIVERY),
    term=Term(30, working=False),
    paper=Paper(
        title=_(
            "про укладення договору споживача про надання послуг з розподілу (передачі) електричної енергії "
            "при зміні власника"
        ),
        text=_text,
        consents=(_("Даю згоду на збір, обробку та використання моїх персональних даних."),),
    ),
    account=NONE,
    signed=True,
    before=(
        _(
            "Так новий власник житла укладає договір з АТ «Житомиробленерго», не приходячи до РЕМ. "
            "Заяву потрібно підписати електронним підписом: без нього вона не дійсна."
        ),
    ),
    needs=(
        _("прізвище попереднього власника та номер його особового рахунку або код ЕІС — з рахунку на оплату"),
        _("паспорт і РНОКПП: дані та скани"),
        _("документ про право власності чи користування — за кожним об’єктом"),
        _("якщо власників кілька — письмова згода всіх інших"),
        _("електронний підпис: Дія.Підпис або КЕП"),
    ),
)
