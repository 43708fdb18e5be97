"""Settings: a missing secret stops the start and says which."""

from __future__ import annotations

import pytest

from portal.config import Settings, SettingsError

COMPLETE = {
    "SECRET_KEY": "x" * 32,
    "ENCRYPTION_KEYS": "new, old",
    "BASE_URL": "https://cabinet.example.com/",
    "SMTP_URL": "smtp+starttls://user:password@mail.example.com:587",
    "MAIL_FROM": "cabinet@example.com",
}


def test_production_is_the_default() -> None:
    settings = Settings.from_environ(COMPLETE)
    assert settings.env == "production"
    assert not settings.is_demo
    assert settings.is_https
    assert settings.encryption_keys == ("new", "old")
    assert settings.base_url == "https://cabinet.example.com"
    assert settings.outages_ztoe_url == "https://www.ztoe.com.ua/"
    assert settings.database_url.startswith("sqlite:///")


@pytest.mark.parametrize("name", list(COMPLETE))
@pytest.mark.parametrize("value", ["", None])
def test_what_is_missing_is_named(name: str, value: str | None) -> None:
    environ = {**COMPLETE, name: value}
    with pytest.raises(SettingsError, match=name):
        Settings.from_environ({key: text for key, text in environ.items() if text is not None})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORTAL_ENV", "staging"),
        ("SECRET_KEY", "short"),
        ("BASE_URL", "cabinet.example.com"),
        ("BASE_URL", "http://cabinet.example.com"),
        ("SMTP_URL", "http://mail.example.com"),
        ("PORT", "eighty"),
        ("TRUSTED_PROXIES", "-1"),
        ("ENCRYPTION_KEYS", ","),
        ("ENCRYPTION_KEYS", " , ,"),
        ("STORAGE_URL", "ftp://host/files"),
        ("STORAGE_URL", "/srv/files"),
        ("LOG_LEVEL", "LOUD"),
        ("OUTAGES_ZTOE_URL", "ftp://127.0.0.1/"),
        ("OUTAGES_ZTOE_URL", "www.ztoe.com.ua"),
        ("LOG_LEVEL", "NOTSET"),
        ("IDGOV_CLIENT_ID", "without a secret"),
        ("IDGOV_CLIENT_SECRET", "without an id"),
        ("IDGOV_URL", "http://127.0.0.1:1/"),
        ("IDGOV_URL", "id.gov.ua"),
    ],
)
def test_what_can_not_be_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environ({**COMPLETE, name: value})


def test_id_gov_ua_is_theirs_unless_said_otherwise() -> None:
    settings = Settings.from_environ({**COMPLETE, "IDGOV_CLIENT_ID": "a", "IDGOV_CLIENT_SECRET": "a secret"})
    assert settings.idgov_url == "https://id.gov.ua/"
    assert "a secret" not in repr(settings)


@pytest.mark.parametrize("level", ["debug", "WARNING", "critical"])
def test_levels_of_logs_may_be_written_small(level: str) -> None:
    assert Settings.from_environ({**COMPLETE, "LOG_LEVEL": level}).log_level == level.upper()


def test_an_empty_level_of_logs_is_the_default() -> None:
    assert Settings.from_environ({**COMPLETE, "LOG_LEVEL": ""}).log_level == "INFO"


def test_settings_do_not_change() -> None:
    with pytest.raises(AttributeError):
        Settings.from_environ(COMPLETE).secret_key = "other"  # type: ignore[misc]
