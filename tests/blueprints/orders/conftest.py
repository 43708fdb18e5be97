"""A consumer with an account who is signed in, and another one."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask

from portal.models import Account, User
from tests import factories
from tests.page import PageClient


@dataclass
class Ivan:
    """The person, their account, their browser."""

    user: User
    account: Account
    client: PageClient


@pytest.fixture
def ivan(app: Flask, client: PageClient) -> Ivan:
    for source_id, name in ((7, "Житомирський РЕМ"), (9, "Коростенський РЕМ")):
        factories.make_rem(name, source_id)
    user, account, _meter = factories.make_home()
    return Ivan(user, account, client.sign_in(user))


@pytest.fixture
def stranger(another_client: PageClient, ivan: Ivan) -> PageClient:
    user, _account, _meter = factories.make_home()
    return another_client.sign_in(user)
