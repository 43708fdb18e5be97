"""Maria, signed in, and somebody without a password in another browser."""

from __future__ import annotations

import pytest

from portal.domain.identity import passwords
from portal.models import User
from tests import factories
from tests.domain.identity.people import PASSWORD
from tests.page import PageClient


@pytest.fixture
def maria(client: PageClient) -> User:
    user, _account, _meter = factories.make_home(
        factories.make_user("maria@example.com", password_hash=passwords.hash_password(PASSWORD))
    )
    client.sign_in(user)
    return user


@pytest.fixture
def dmytro(another_client: PageClient) -> User:
    """He comes in by an outside provider."""
    user = factories.make_user("dmytro@example.com")
    another_client.sign_in(user)
    return user
