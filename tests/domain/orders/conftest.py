"""Somebody with an account, and the desks of two РЕМ."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from peewee import Database

from portal.models import Account, User
from tests import factories


@dataclass
class Scene:
    """A consumer with an account in Житомирський РЕМ, its operators, one of another РЕМ, a supervisor."""

    user: User
    account: Account
    operator: User
    colleague: User
    elsewhere: User
    supervisor: User


@pytest.fixture
def scene(database: Database) -> Scene:
    user, account, _meter = factories.make_home()
    rem = account.rem
    other = factories.make_rem("Коростенський РЕМ", 9)
    return Scene(
        user,
        account,
        factories.make_user(role="operator", rem=rem, surname="Савчук", given_name="Олена", patronymic="Петрівна"),
        factories.make_user(role="operator", rem=rem, surname="Гнатюк"),
        factories.make_user(role="operator", rem=other),
        factories.make_user(role="supervisor"),
    )
