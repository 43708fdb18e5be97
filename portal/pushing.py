"""Push what lies in the outbox to browsers: encrypted for each (RFC 8291), signed with our key (RFC 8292)."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from email.utils import parseaddr
from functools import cached_property
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from portal import assets, clock, mailing
from portal.config import Settings
from portal.delivery import NotTaken
from portal.domain import outbox
from portal.domain.push import devices, services
from portal.models import Message, PushDevice

TIMEOUT_SECONDS = 10
# A phone that is off for longer has another schedule to look at.
LONGEST_KEPT = 24 * 60 * 60
# The service knows the browser no longer, or knows it under another key of ours: it has to be asked for anew.
GONE = (401, 403, 404, 410)
FOR_LATER = (408, 425, 429)


def make_private_key() -> str:
    """A new private key for ``VAPID_PRIVATE_KEY``: 32 bytes in base64url."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return _written(number.to_bytes(32, "big"))


def public_key(private_key: str) -> str:
    """What browsers are given to know us by: the point, uncompressed, in base64url."""
    number = int.from_bytes(base64.urlsafe_b64decode(private_key + "=" * (-len(private_key) % 4)), "big")
    point = ec.derive_private_key(number, ec.SECP256R1()).public_key()
    return _written(point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


class Pusher:
    """The way to browsers. A push service that is away is not asked again in this round; the others are."""

    channel = "push"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._away: set[str] = set()

    def __enter__(self) -> Pusher:
        return self

    def __exit__(self, *exception: object) -> None:
        if "_session" in self.__dict__:
            self._session.close()

    def send(self, message: Message) -> None:
        """Hand one over to the service of its browser.

        Raises:
            NotTaken: the browser is gone, or its service does not take it now.
        """
        now = clock.now()
        device = devices.find(message.recipient, now=now)
        if device is None:
            raise NotTaken("nobody is signed in there", for_good=True)
        host = services.host_of(device.endpoint)
        if not host:
            raise NotTaken("no push service that we know", for_good=True)
        if host in self._away:
            raise NotTaken(f"{host} is away", for_good=False)
        self._judge(device, host, self._post(device, host, message, _seconds_left(message, now)))

    def _post(self, device: PushDevice, host: str, message: Message, left: int) -> int:
        """The answer of the service, as a status of HTTP."""
        # Late: it brings an HTTP library of its own, which only this errand needs.
        from pywebpush import WebPushException, webpush
        from requests import RequestException

        try:
            webpush(
                {"endpoint": device.endpoint, "keys": device.keys},
                json.dumps(notice(message), ensure_ascii=False),
                vapid_private_key=self._settings.vapid_private_key,
                vapid_claims={"sub": f"mailto:{parseaddr(self._settings.mail_from)[1]}"},
                timeout=TIMEOUT_SECONDS,
                ttl=min(left, LONGEST_KEPT),
                headers={"Urgency": "high" if message.urgent else "normal"},
                requests_session=self._session,
            )
        except WebPushException as error:
            return error.status_code or 500
        except RequestException as error:
            self._away.add(host)
            raise NotTaken(f"{host}: {type(error).__name__}", for_good=False) from error
        return 201

    def _judge(self, device: PushDevice, host: str, status: int) -> None:
        if status < 300:
            return
        if status in GONE:
            devices.forget(device.ref)
        is_for_later = status in FOR_LATER or status >= 500
        if is_for_later:
            self._away.add(host)
        raise NotTaken(f"{host}: {status}", for_good=not is_for_later)

    @cached_property
    def _session(self) -> Any:
        return new_session()


def new_session() -> Any:
    """One connection for many notices of a round."""
    from requests import Session

    session = Session()
    # A known service that sends us elsewhere is not one.
    session.max_redirects = 0
    return session


def notice(message: Message) -> dict[str, Any]:
    """What the worker shows, as ``showNotification`` takes it. A newer one about the same home takes its place."""
    title, lines = mailing.written(f"push/{message.template}.txt", message.data)
    account = message.data.get("account")
    return {
        "title": title,
        "body": "\n".join(line for line in lines if line),
        "tag": f"{message.template}:{account or ''}",
        "icon": f"/static/{assets.load_manifest()['icons/icon-192.png']}",
        "data": f"/outages?account={account}" if account else "/outages",
    }


def _seconds_left(message: Message, now: datetime) -> int:
    until = message.data.get(outbox.NEWS_UNTIL)
    return max(0, int((datetime.fromisoformat(until) - now).total_seconds())) if until else LONGEST_KEPT


def _written(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")
