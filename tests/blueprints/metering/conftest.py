"""A person whose home has use of years."""

from __future__ import annotations

import pytest

from portal.models import Account, User
from tests import factories
from tests.domain.metering import use
from tests.page import PageClient


@pytest.fixture
def home(client: PageClient) -> tuple[User, Account]:
    """A two-zone home that had a one-zone meter before."""
    account, _old, _new = use.replaced()
    person = factories.make_user()
    factories.link(person, account)
    client.sign_in(person)
    return person, account
