"""A mail server that each test can spoil, and the settings that lead to it."""

from __future__ import annotations

import os
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


@pytest.fixture
def environment(mail_settings: Settings) -> dict[str, str]:
    """The settings of this test as environment variables, for a process of its own."""
    return {
        **os.environ,
        "PORTAL_ENV": "test",
        "SECRET_KEY": mail_settings.secret_key,
        "ENCRYPTION_KEYS": ",".join(mail_settings.encryption_keys),
        "DATABASE_URL": mail_settings.database_url,
        "HUEY_URL": mail_settings.huey_url,
        "SMTP_URL": mail_settings.smtp_url,
        "MAIL_FROM": mail_settings.mail_from,
        "BASE_URL": mail_settings.base_url,
        "RUN_DIR": str(mail_settings.run_dir),
        "OUTAGES_ZTOE_URL": mail_settings.outages_ztoe_url,
    }
