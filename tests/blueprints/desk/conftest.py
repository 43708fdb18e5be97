"""Somebody of the desk, and readings that wait for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from portal.models import Rem, Submission, User
from tests import factories
from tests.page import PageClient

FIRST = date(2026, 12, 1)


@pytest.fixture
def operator(client: PageClient) -> User:
    """An operator of the Житомирський РЕМ, signed in."""
    user = factories.make_user(role="operator", rem=factories.make_rem(), surname="Савчук", given_name="Олена")
    client.sign_in(user)
    return user


@pytest.fixture
def supervisor(client: PageClient) -> User:
    """A supervisor, signed in."""
    user = factories.make_user(role="supervisor", surname="Лисенко", given_name="Андрій")
    client.sign_in(user)
    return user


@pytest.fixture
def elsewhere(client: PageClient) -> Rem:
    """Another РЕМ."""
    return factories.make_rem("Малинський РЕМ", 11)


@pytest.fixture
def waiting(client: PageClient) -> Callable[..., Submission]:
    """Makes a new reading for 1 December of a meter that used 90 kWh a month until now."""

    def make(before: int = 1000, value: int = 1090, *warnings: str, rem: Rem | None = None) -> Submission:
        account = factories.make_account(rem=rem or factories.make_rem())
        factories.link(factories.make_user(), account)
        meter = factories.make_meter(account)
        factories.make_use(meter, 14, 90_000)
        factories.make_submission(meter, date(2026, 11, 1), before)
        submission = factories.make_submission(meter, FIRST, value, status="new")
        submission.warnings, submission.attention = list(warnings), bool(warnings)
        submission.save()
        return submission

    return make
