"""The made-up people are made up well."""

from __future__ import annotations

import pyotp
import pytest
from stdnum.eu import eic
from stdnum.ua import rntrc

from portal.demo import people
from portal.domain import territory


@pytest.mark.parametrize("home", people.HOMES, ids=lambda home: home.number_shown)
def test_numbers_pass_their_own_checks(home: people.Home) -> None:
    assert rntrc.is_valid(home.tax_number)
    assert eic.is_valid(home.eic)
    assert 8 <= len(home.digits_of_number) <= 10
    assert home.settlement in {place.katottg for place in territory.places()}
    assert home.rem in territory.REMS.values()
    registers = home.zones + (1 if home.generation else 0)
    assert len(home.newest) == len(home.month) == registers
    assert all(value < 10**home.digits for value in home.newest)


def test_nothing_is_used_twice() -> None:
    for values in (
        [home.digits_of_number for home in people.HOMES],
        [home.eic for home in people.HOMES],
        [home.meter for home in people.HOMES],
        [person.email for person in people.PEOPLE],
        [home.surname for home in people.FREE_HOMES],
    ):
        assert len(values) == len(set(values))


def test_those_of_the_desk_have_codes() -> None:
    for person in (people.OPERATOR, people.SUPERVISOR):
        assert len(pyotp.TOTP(person.totp_secret).now()) == 6
    assert people.IVAN.totp_secret is None
