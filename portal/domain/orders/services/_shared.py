"""Fields that many kinds ask for; what is filled in once is offered next time, whatever the kind."""

from __future__ import annotations

from portal.domain.orders.definition import Field, Option
from portal.domain.orders.values import ADDRESS, CHOICE, EMAIL, LONG_TEXT, NAME, PHONE, REM, TEXT, TICK
from portal.language import lazy_gettext as _

POST = "post"
BY_EMAIL = "email"

APPLICANT = (
    Field("surname", _("Прізвище"), NAME, missing=_("Введіть прізвище"), remember="surname", profile="surname"),
    Field(
        "given_name",
        _("Ім'я"),
        NAME,
        missing=_("Введіть ім'я"),
        remember="given_name",
        profile="given_name",
    ),
    Field("patronymic", _("По батькові"), NAME, remember="patronymic", profile="patronymic"),
    Field(
        "phone",
        _("Телефон"),
        PHONE,
        hint=_("Наприклад, 067 123 45 67"),
        missing=_("Введіть номер телефону"),
        remember="phone",
        profile="phone",
    ),
    Field(
        "email",
        _("Електронна пошта"),
        EMAIL,
        missing=_("Введіть адресу електронної пошти"),
        remember="email",
        profile="email",
    ),
)

CONTACT_TIME = Field(
    "contact_time",
    _("Зручний час для зв’язку"),
    TEXT,
    hint=_("Наприклад: у будні після 14:00"),
    remember="contact_time",
)

_POSTAL_ADDRESS = Field(
    "postal_address",
    _("Поштова адреса"),
    ADDRESS,
    hint=_("Індекс, населений пункт, вулиця, будинок, квартира"),
    missing=_("Введіть поштову адресу з індексом"),
    remember="postal_address",
    profile="address",
)


def delivery(label: object, missing: object, *, by_post: object, by_email: object) -> Field:
    """How a person wants to get what they asked for."""
    return Field(
        "delivery",
        label,
        CHOICE,
        missing=missing,
        options=(Option(BY_EMAIL, by_email), Option(POST, by_post, (_POSTAL_ADDRESS,))),
        remember="delivery",
    )


DOCUMENT_DELIVERY = delivery(
    _("Як вам надати документ?"),
    _("Оберіть, як надати документ"),
    by_post=_("Надіслати на поштову адресу"),
    by_email=_("Надіслати на електронну пошту"),
)

REM_OF_PLACE = Field(
    "rem",
    _("Вибір району електричних мереж"),
    REM,
    hint=_("РЕМ, який обслуговує вашу адресу"),
    missing=_("Оберіть район електричних мереж"),
    remember="rem",
    profile="rem",
)

CONSENT = Field(
    "consent",
    _("Даю згоду на збір, обробку та використання персональних даних"),
    TICK,
    missing=_("Без згоди на обробку персональних даних неможливо надіслати запит"),
)


def reason(label: object, hint: object, missing: object | None) -> Field:
    """Why somebody asks for something, in their own words."""
    return Field("reason", label, LONG_TEXT, hint=hint, missing=missing)
