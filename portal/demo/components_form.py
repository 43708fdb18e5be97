"""The forms of the components page: each kind of field, once calm and once with an error."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from wtforms import (
    BooleanField,
    Form,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, Regexp


class CalmForm(Form):
    """Every kind of field, with nothing wrong in it."""

    surname = StringField("Прізвище", [InputRequired("Вкажіть прізвище")])
    telephone = TelField("Телефон", [Optional()])
    settlement = SelectField("Населений пункт", choices=[("zh", "Житомир"), ("ko", "Коростень")])
    answer_by = RadioField("Як надіслати відповідь", choices=[("email", "Електронною поштою"), ("post", "Поштою")])
    text = TextAreaField("Що сталося", [Optional()])
    password = PasswordField("Пароль", [InputRequired("Введіть пароль")])
    remember = BooleanField("Запам'ятати мене?")
    reading = StringField("Покази, кВт·год", [InputRequired("Введіть покази")])


class WrongForm(Form):
    """The same fields, each with an error."""

    email = StringField("Електронна пошта", [Regexp("@", message="Перевірте адресу: у ній має бути знак @")])
    settlement = SelectField(
        "Населений пункт", [InputRequired("Оберіть населений пункт")], choices=[("", "Оберіть")]
    )
    answer_by = RadioField(
        "Як надіслати відповідь",
        [InputRequired("Оберіть, як надіслати відповідь")],
        choices=[("email", "Електронною поштою"), ("post", "Поштою")],
    )
    text = TextAreaField("Що сталося", [InputRequired("Опишіть, що сталося")])
    password = PasswordField(
        "Новий пароль", [Length(min=8, message="Пароль закороткий: треба щонайменше 8 знаків")]
    )
    consent = BooleanField("Погоджуюся на обробку персональних даних", [InputRequired("Без згоди не можна")])
    reading = StringField(
        "День, кВт·год",
        [Regexp(r"^\d{1,5}$", message="У лічильника 5 цифр, а введено 7. Перепишіть лише те, що до коми")],
    )


def components_context() -> dict[str, Any]:
    """What the template of the components page needs."""
    filled = {"surname": "Українець", "answer_by": "email", "remember": True, "reading": "32198"}
    calm = CalmForm(data=filled, prefix="calm-")
    wrong = WrongForm(data={"email": "ivan.example.com", "password": "abc", "reading": "3219845"}, prefix="wrong-")
    wrong.validate()
    return {
        "calm": calm,
        "wrong": wrong,
        "previous": {"value": 32108, "date": date(2026, 11, 1)},
        "happenings": [
            {
                "sentence": "Завантажено рахунок",
                "at": datetime(2026, 11, 22, 13, 40, tzinfo=UTC),
                "who": "Житомирський РЕМ",
            },
            {
                "sentence": "Заявку зареєстровано",
                "text": "№ 1187",
                "at": datetime(2026, 11, 21, 7, 12, tzinfo=UTC),
            },
            {"sentence": "Заявку надіслано", "at": datetime(2026, 11, 20, 19, 3, tzinfo=UTC), "who": "ви"},
        ],
        "actions": [
            {"label": "Передати покази", "icon": "meter", "href": "#actions"},
            {
                "label": "Історичні дані споживання",
                "icon": "chart",
                "href": "#actions",
                "text": "За місяцями, за 25 місяців",
            },
            {"label": "Укласти договір при зміні власника", "icon": "swap", "href": "#actions"},
        ],
    }
