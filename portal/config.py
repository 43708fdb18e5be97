"""Settings: read once from the environment, checked, and frozen.

Nothing else in the project reads ``os.environ``. A secret has no default outside the demo: a missing one
stops the start, and the message says which.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


class SettingsError(RuntimeError):
    """The environment does not describe a portal that could run; the text names the variable."""


@dataclass(frozen=True)
class Settings:
    """Everything that differs between one installation and another."""

    env: str
    secret_key: str
    encryption_keys: tuple[str, ...]
    database_url: str
    huey_url: str
    storage_url: str
    smtp_url: str
    mail_from: str
    base_url: str
    run_dir: Path
    port: int = 8000
    rate_limit_url: str = ""
    trusted_proxies: int = 0
    log_level: str = "INFO"

    @property
    def is_demo(self) -> bool:
        return self.env == "demo"

    @property
    def is_https(self) -> bool:
        """Whether people reach the portal over HTTPS: decides about ``__Host-`` cookies and HSTS."""
        return urlsplit(self.base_url).scheme == "https"

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Settings:
        """Read the variables that README documents.

        Raises:
            SettingsError: a required variable is missing or a value can't be understood.
        """
        env = environ.get("PORTAL_ENV", "production")
        if env not in ("production", "demo", "test"):
            raise SettingsError(f"PORTAL_ENV must be production, demo or test, not {env!r}")

        required = ["SECRET_KEY", "ENCRYPTION_KEYS", "BASE_URL", "SMTP_URL", "MAIL_FROM"]
        missing = [name for name in required if not environ.get(name)]
        if missing:
            raise SettingsError("Missing in the environment: " + ", ".join(missing))

        run_dir = Path(environ.get("RUN_DIR", "var")).resolve()
        settings = cls(
            env=env,
            secret_key=environ["SECRET_KEY"],
            encryption_keys=tuple(key.strip() for key in environ["ENCRYPTION_KEYS"].split(",") if key.strip()),
            database_url=environ.get("DATABASE_URL") or f"sqlite:///{run_dir / 'portal.sqlite3'}",
            huey_url=environ.get("HUEY_URL") or f"sqlite:///{run_dir / 'huey.sqlite3'}",
            storage_url=environ.get("STORAGE_URL") or f"file://{run_dir / 'files'}",
            smtp_url=environ["SMTP_URL"],
            mail_from=environ["MAIL_FROM"],
            base_url=environ["BASE_URL"].rstrip("/"),
            run_dir=run_dir,
            port=_whole_number(environ, "PORT", 8000),
            rate_limit_url=environ.get("RATE_LIMIT_URL") or f"sqlite:///{run_dir / 'limits.sqlite3'}",
            trusted_proxies=_whole_number(environ, "TRUSTED_PROXIES", 0),
            log_level=(environ.get("LOG_LEVEL") or "INFO").upper(),
        )
        settings._check()
        return settings

    def _check(self) -> None:
        if len(self.secret_key) < 32:
            raise SettingsError("SECRET_KEY must have at least 32 characters")
        if not self.encryption_keys:
            raise SettingsError("ENCRYPTION_KEYS must have at least one key")
        if self.log_level not in LOG_LEVELS:
            raise SettingsError(f"LOG_LEVEL must be one of {', '.join(LOG_LEVELS)}, not {self.log_level!r}")
        for name, value in (("BASE_URL", self.base_url), ("SMTP_URL", self.smtp_url)):
            if not urlsplit(value).hostname:
                raise SettingsError(f"{name} must be a whole address with a scheme and a host")
        if urlsplit(self.smtp_url).scheme not in ("smtp", "smtps", "smtp+starttls"):
            raise SettingsError("SMTP_URL must begin with smtp://, smtps:// or smtp+starttls://")
        if urlsplit(self.storage_url).scheme not in ("file", "s3"):
            raise SettingsError("STORAGE_URL must begin with file:// or s3://")
        if self.env == "production" and not self.is_https:
            raise SettingsError("BASE_URL must begin with https:// in production")


def _whole_number(environ: Mapping[str, str], name: str, default: int) -> int:
    value = environ.get(name) or str(default)
    if not value.isdecimal():
        raise SettingsError(f"{name} must be a whole number, not {value!r}")
    return int(value)
