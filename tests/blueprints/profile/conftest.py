"""Maria, signed in."""

from __future__ import annotations

import pytest

from portal.domain.identity import passwords
from portal.models import User
from tests import factories
from tests.domain.identity.people import PASSWORD
from tests.page import PageClient


@pytest.fixture
def maria(client: PageClient) -> User:
    user = factories.make_user("maria@example.com", password_hash=passwords.hash_password(PASSWORD))
    client.sign_in(user)
    return user
