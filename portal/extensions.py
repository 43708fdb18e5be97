"""Flask's extensions, unbound, and the two objects of the app that views ask for."""

from __future__ import annotations

from typing import cast

from flask import current_app
from flask_compress import Compress
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_wtf import CSRFProtect
from htmx_flask import Htmx

from portal.config import Settings
from portal.crypto import Vault

csrf = CSRFProtect()
login_manager = LoginManager()
limiter = Limiter(key_func=get_remote_address, headers_enabled=True)
htmx = Htmx()
compress = Compress()


def settings() -> Settings:
    """The settings of the running app."""
    return cast(Settings, current_app.extensions["portal.settings"])


def vault() -> Vault:
    """What encrypts and finds personal numbers."""
    return cast(Vault, current_app.extensions["portal.vault"])
