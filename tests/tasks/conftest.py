"""A mail server that each test can spoil, and the settings that lead to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from portal.config import Settings
from tests.tasks.mail_server import MailServer, running


@pytest.fixture
def mail_server() -> MailServer:
    return MailServer()


@pytest.fixture
def smtp_url(mail_server: MailServer) -> Iterator[str]:
    with running(mail_server) as url:
        yield url


@pytest.fixture
def mail_settings(settings: Settings, smtp_url: str) -> Settings:
    return replace(settings, smtp_url=smtp_url)
