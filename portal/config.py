"""Settings: read once from the environment, checked, and frozen.

Nothing else reads settings from the environment but the demo, which makes its own. A secret has no default outside
the demo: a missing one stops the start, and the message says which.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

ZTOE = "https://www.ztoe.com.ua/"
IDGOV = "https://id.gov.ua/"
# 32 bytes in base64url.
_VAPID = re.compile(r"[A-Za-z0-9_-]{43}")
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
    trust_dir: Path = Path("var/trust")
    port: int = 8000
    rate_limit_url: str = ""
    trusted_proxies: int = 0
    log_level: str = "INFO"
    work_on_holidays: bool = True
    outages_ztoe_url: str = ZTOE
    vapid_private_key: str = ""
    idgov_url: str = IDGOV
    idgov_client_id: str = ""
    idgov_client_secret: str = field(default="", repr=False)

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
            trust_dir=Path(environ.get("TRUST_DIR") or run_dir / "trust").resolve(),
            port=_whole_number(environ, "PORT", 8000),
            rate_limit_url=environ.get("RATE_LIMIT_URL") or f"sqlite:///{run_dir / 'limits.sqlite3'}",
            trusted_proxies=_whole_number(environ, "TRUSTED_PROXIES", 0),
            log_level=(environ.get("LOG_LEVEL") or "INFO").upper(),
            work_on_holidays=_yes_or_no(environ, "WORK_ON_HOLIDAYS", default=True),
            outages_ztoe_url=(environ.get("OUTAGES_ZTOE_URL") or ZTOE).rstrip("/") + "/",
            vapid_private_key=environ.get("VAPID_PRIVATE_KEY", "").strip(),
            idgov_url=(environ.get("IDGOV_URL") or IDGOV).rstrip("/") + "/",
            idgov_client_id=environ.get("IDGOV_CLIENT_ID", "").strip(),
            idgov_client_secret=environ.get("IDGOV_CLIENT_SECRET", "").strip(),
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
        for name, value in (
            ("BASE_URL", self.base_url),
            ("SMTP_URL", self.smtp_url),
            ("OUTAGES_ZTOE_URL", self.outages_ztoe_url),
            ("IDGOV_URL", self.idgov_url),
        ):
            if not urlsplit(value).hostname:
                raise SettingsError(f"{name} must be a whole address with a scheme and a host")
        for name, value in (("OUTAGES_ZTOE_URL", self.outages_ztoe_url), ("IDGOV_URL", self.idgov_url)):
            if urlsplit(value).scheme not in ("http", "https"):
                raise SettingsError(f"{name} must begin with http:// or https://")
        if urlsplit(self.smtp_url).scheme not in ("smtp", "smtps", "smtp+starttls"):
            raise SettingsError("SMTP_URL must begin with smtp://, smtps:// or smtp+starttls://")
        if urlsplit(self.storage_url).scheme not in ("file", "s3"):
            raise SettingsError("STORAGE_URL must begin with file:// or s3://")
        if self.vapid_private_key and not _VAPID.fullmatch(self.vapid_private_key):
            raise SettingsError("VAPID_PRIVATE_KEY must be what `flask push key` prints")
        if bool(self.idgov_client_id) != bool(self.idgov_client_secret):
            raise SettingsError("IDGOV_CLIENT_ID and IDGOV_CLIENT_SECRET belong together: one of them is missing")
        if self.env == "production" and urlsplit(self.idgov_url).scheme != "https":
            raise SettingsError("IDGOV_URL must begin with https:// in production")
        if self.env == "production" and not self.is_https:
            raise SettingsError("BASE_URL must begin with https:// in production")


def _whole_number(environ: Mapping[str, str], name: str, default: int) -> int:
    value = environ.get(name) or str(default)
    if not value.isdecimal():
        raise SettingsError(f"{name} must be a whole number, not {value!r}")
    return int(value)


def _yes_or_no(environ: Mapping[str, str], name: str, *, default: bool) -> bool:
    value = environ.get(name) or ("yes" if default else "no")
    if value not in ("yes", "no"):
        raise SettingsError(f"{name} must be yes or no, not {value!r}")
    return value == "yes"
