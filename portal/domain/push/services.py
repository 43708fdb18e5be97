"""Whose push services we talk to, and what a browser must give us for it (RFC 8030, 8291, 8292)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

from portal.domain.errors import Refused
from portal.language import gettext as _

# Chrome and Edge; Firefox; Edge on Windows; Safari. An address of anybody else's would make us ask whatever server
# a person names.
HOSTS = ("fcm.googleapis.com",)
DOMAINS = (".push.services.mozilla.com", ".notify.windows.com", ".push.apple.com")
_NAME = re.compile(r"[a-z0-9.-]+", re.ASCII)
# Nothing that programs read differently: a backslash ends the host for some of them.
_PLAIN = re.compile(r"https://[A-Za-z0-9._~:/?#\[\]!$&'()*+,;=%-]+", re.ASCII)
LONGEST_ENDPOINT = 1_000
AUTH_BYTES = 16


def host_of(endpoint: str) -> str:
    """The service that an address is at; "" where it is none that we know."""
    try:
        parts = urlsplit(endpoint)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        return ""
    is_plain = parts.scheme == "https" and port in (None, 443) and _PLAIN.fullmatch(endpoint)
    is_known = _NAME.fullmatch(host) and (host in HOSTS or host.endswith(DOMAINS))
    return host if is_plain and is_known else ""


def checked(subscription: Any) -> tuple[str, dict[str, str]]:
    """(address, keys) of what a browser calls its PushSubscription: {endpoint, keys: {p256dh, auth}}.

    Raises:
        Refused: ``unknown_service``, or ``bad_keys`` that nothing can be encrypted with.
    """
    said = subscription if isinstance(subscription, Mapping) else {}
    endpoint, keys = said.get("endpoint"), said.get("keys")
    if not isinstance(endpoint, str) or len(endpoint) > LONGEST_ENDPOINT or not host_of(endpoint):
        raise Refused(_("Сповіщення в цьому браузері не підтримуємо."), code="unknown_service")
    if not isinstance(keys, Mapping) or not _can_encrypt(keys):
        raise Refused(_("Браузер не дав ключів для сповіщень. Спробуйте ще раз."), code="bad_keys")
    return endpoint, {name: str(keys[name]) for name in ("p256dh", "auth")}


def _can_encrypt(keys: Mapping[str, Any]) -> bool:
    """A point on P-256 that the browser has the key of, and a secret of 16 bytes (RFC 8291, 2.1 and 3.2)."""
    try:
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), _bytes(keys.get("p256dh")))
        return len(_bytes(keys.get("auth"))) == AUTH_BYTES
    except (ValueError, TypeError, binascii.Error):
        return False


def _bytes(text: Any) -> bytes:
    """base64url, as browsers write it: without padding."""
    if not isinstance(text, str) or len(text) > 100:
        raise ValueError("no short text")
    bare = text.rstrip("=")
    return base64.b64decode(bare + "=" * (-len(bare) % 4), altchars="-_", validate=True)
