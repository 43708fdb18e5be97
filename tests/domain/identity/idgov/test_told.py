"""What the provider tells, in every shape that it was seen in."""

from __future__ import annotations

from typing import Any

import pytest

from portal.demo.people import PETRENKO
from portal.domain.identity.idgov import told


def test_all_of_it() -> None:
    person = told.read(
        {
            "lastname": "ПЕТРЕНКО",
            "givenname": "Олена",
            "middlename": "Василівна",
            "drfocode": f" {PETRENKO.tax_number} ",
            "unzr": "19850730-01236",
            "email": "Olena@Example.com",
            "phone": "0501234567",
            "auth_type": "diia_id",
            "o": "anything",
        }
    )
    assert person == told.Person(
        tax_number=PETRENKO.tax_number,
        unzr="19850730-01236",
        surname="Петренко",
        given_name="Олена",
        patronymic="Василівна",
        email="olena@example.com",
        phone="+380501234567",
        way="diia_id",
    )
    assert [kind for kind, _number in person.numbers] == ["tax", "unzr"]


@pytest.mark.parametrize("nothing", ["n/a", "N/A", "n\\a", " n/a ", "", "-", "null", None, 7, ["x"], "x" * 301])
def test_what_says_nothing_is_empty(nothing: Any) -> None:
    names = ("lastname", "givenname", "middlename", "drfocode", "unzr", "email", "phone", "auth_type")
    person = told.read(dict.fromkeys(names, nothing))
    assert person.numbers == []
    assert not person.is_named
    assert not person.email


@pytest.mark.parametrize(
    ("code", "passport"),
    [
        ("ВМ246813", "ВМ246813"),
        ("BM246813", "ВМ246813"),
        ("BМ 246813", "ВМ246813"),
        ("вм-246813", "ВМ246813"),
        ("001234567", "001234567"),
    ],
)
def test_a_passport_in_the_place_of_the_number(code: str, passport: str) -> None:
    person = told.read({"drfocode": code})
    assert (person.tax_number, person.passport) == ("", passport)


@pytest.mark.parametrize("code", ["1234567890", "12345", "ABC", "ВМ24681", "<script>", "0" * 10])
def test_what_is_no_number_is_none(code: str) -> None:
    assert told.read({"drfocode": code}).numbers == []


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("НЕЧУЙ-ЛЕВИЦЬКИЙ", "Нечуй-Левицький"),
        ("МАР'ЯНЕНКО", "Мар'яненко"),
        ("ван дер Берг", "ван дер Берг"),
        ("ДЕ  ВІТТ", "Де Вітт"),
        ("Робот №1", ""),
        ("І", "І"),
    ],
)
def test_names_as_people_write_them(written: str, read: str) -> None:
    assert told.read({"lastname": written}).surname == read


def test_an_address_or_phone_that_is_none_is_asked_for() -> None:
    person = told.read({"email": "no address", "phone": "12"})
    assert (person.email, person.phone) == ("", "")
