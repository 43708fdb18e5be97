"""Flask's extensions, unbound, and the two objects of the app that views ask for."""

from __future__ import annotations

from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import cast

from flask import current_app
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_wtf import CSRFProtect
from htmx_flask import Htmx

from portal.compression import CompressErrorsToo
from portal.config import Settings
from portal.crypto import Vault
from portal.domain import workdays
from portal.domain.identity.idgov.provider import Provider
from portal.domain.outages.places.lists import Lists
from portal.domain.workdays import Calendar
from portal.storage import Storage

csrf = CSRFProtect()
login_manager = LoginManager()


def network() -> str:
    """Where a request comes from, for counting: of IPv6 the network, as every home has one for itself."""
    text = get_remote_address()
    try:
        address = ip_address(text)
    except ValueError:
        return text
    if not isinstance(address, IPv6Address):
        return text
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(IPv6Network((int(address), 64), strict=False))


limiter = Limiter(key_func=network, headers_enabled=True)
htmx = Htmx()
compress = CompressErrorsToo()


def settings() -> Settings:
    """The settings of the running app."""
    return cast(Settings, current_app.extensions["portal.settings"])


def vault() -> Vault:
    """What encrypts and finds personal numbers."""
    return cast(Vault, current_app.extensions["portal.vault"])


def idgov() -> Provider | None:
    """Who is asked about people that come by id.gov.ua; None where that is not configured."""
    return cast(Provider | None, current_app.extensions["portal.idgov"])


def calendar() -> Calendar:
    """Which days the terms of orders count."""
    return workdays.calendar(work_on_holidays=settings().work_on_holidays)


def storage() -> Storage:
    """Where the files of people lie."""
    return cast(Storage, current_app.extensions["portal.storage"])


def address_lists() -> Lists | None:
    """Where the outage source's lists of addresses come from; without one, what is kept of them is shown."""
    return cast(Lists | None, current_app.extensions.get("portal.address_lists"))
