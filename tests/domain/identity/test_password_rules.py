"""Which passwords are taken."""

import time

import pytest

from portal.domain.errors import Refused
from portal.domain.identity import password_rules


@pytest.mark.parametrize(
    "password",
    [
        "svitlo-u-khati",
        "туман над Тетеревом",
        "🌻🐄☕🚜🌧️🎈🪁🧦",
        "x" * 3 + "Ґедзь7" * 20 + "!" * 5,
        "correct horse battery",
        "  пробіли теж рахуються  ",
        "מלאך שומר עליי",
    ],
)
def test_any_characters_are_taken(password: str) -> None:
    password_rules.refuse_weak(password, field="password")


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("", "Закороткий"),
        ("сім'я 7", "Закороткий"),
        ("y" * 129, "Задовгий"),
        ("svitlo-u\x00khati", "пошкоджені"),
        ("svitlo-u\ud800khati", "пошкоджені"),
        ("password1", "легко вгадати"),
        ("пароль123", "легко вгадати"),
        ("gfhjkm123", "легко вгадати"),
        ("йцукен12345", "легко вгадати"),
        ("Слава Україні", "легко вгадати"),
        ("слава україні!", "легко вгадати"),
        ("привітпривіт", "легко вгадати"),
        ("Житомир1", "легко вгадати"),
        ("aaaaaaaaaaaa", "легко вгадати"),
        ("12345678", "легко вгадати"),
        ("01.01.1990", "легко вгадати"),
        ("1234567890", "легко вгадати"),
        ("p@ssw0rd", "легко вгадати"),
        ("a" + "\u0301\u0316" * 100_000, "Задовгий"),
    ],
)
def test_what_is_guessed_first_is_refused(password: str, words: str) -> None:
    with pytest.raises(Refused) as refused:
        password_rules.refuse_weak(password, field="password")
    assert words in refused.value.fields["password"]


@pytest.mark.parametrize("password", ["Заболотний", "zabolotnyi77", "заболотний1", "0671234567"])
def test_what_others_know_of_the_person_is_no_password(password: str) -> None:
    known = ["zabolotnyi@example.com", "Заболотний", "Нечипір", "0671234567"]
    with pytest.raises(Refused):
        password_rules.refuse_weak(password, field="password", known=known)


def test_what_is_known_of_one_is_forgotten_for_the_next() -> None:
    with pytest.raises(Refused):
        password_rules.refuse_weak("Заболотний", field="password", known=["Заболотний"])
    password_rules.refuse_weak("Заболотний", field="password")


def test_many_signs_that_look_like_letters_are_scored_at_once() -> None:
    password_rules.refuse_weak("warm up the words", field="password")
    began = time.process_time()
    password_rules.refuse_weak("4@8({[<369!1|0$57+%2" * 3, field="password")
    assert time.process_time() - began < 1
    with pytest.raises(Refused):
        password_rules.refuse_weak("p@ssw0rd", field="password")


def test_the_list_has_lower_case_words_once_each() -> None:
    words = password_rules.WORDS.read_text(encoding="utf-8").splitlines()
    assert len(words) > 300
    assert len(words) == len(set(words))
    assert [word for word in words if not word.startswith("#") and word != word.strip().lower()] == []
