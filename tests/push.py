"""A browser that can be pushed to, and a push service that answers as its maker's would."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter

from portal.domain.identity import sessions
from portal.domain.push import devices
from portal.models import User
from tests.conftest import NOW

SERVICE = "https://fcm.googleapis.com"


def written(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


class Browser:
    """What a browser gives away, and what it keeps to itself."""

    def __init__(self, endpoint: str = "") -> None:
        self.endpoint = endpoint or f"{SERVICE}/fcm/send/{secrets.token_urlsafe(16)}"
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._auth = secrets.token_bytes(16)

    @property
    def subscription(self) -> dict[str, Any]:
        """As PushSubscription.toJSON() writes it."""
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        keys = {"p256dh": written(point), "auth": written(self._auth)}
        return {"endpoint": self.endpoint, "expirationTime": None, "keys": keys}

    def read(self, body: bytes) -> dict[str, Any]:
        """Decrypt what was pushed (RFC 8291)."""
        text = http_ece.decrypt(body, private_key=self._key, auth_secret=self._auth, version="aes128gcm")
        return dict(json.loads(text))


@dataclass
class Service:
    """Keeps what it was sent; answers with ``status``, as long as it does not hang."""

    status: int = 201
    headers: Mapping[str, str] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    port: int = 0

    def paths(self) -> list[str]:
        return [path for path, _headers, _body in self.asked]


@contextmanager
def running() -> Iterator[Service]:
    """A service on loopback."""
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            service.asked.append((self.path, headers, body))
            self.send_response(service.status)
            for name, value in {"Content-Length": "0", **service.headers}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_arguments: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.port = server.server_port
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Rerouted(HTTPAdapter):
    """Whatever host is asked, the service on loopback answers."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._port = port

    def send(self, request: PreparedRequest, *arguments: Any, **options: Any) -> Response:
        request.url = f"http://127.0.0.1:{self._port}{request.path_url}"
        return super().send(request, *arguments, **options)


def rerouted(session: Session, port: int) -> Session:
    """The session, led to loopback."""
    session.trust_env = False
    session.mount("https://", Rerouted(port))
    return session


def signed_in_and_on(user: User) -> str:
    """The ref of a browser of this person that is pushed to."""
    session = sessions.find(sessions.start(user, remembered=True, device="", now=NOW), now=NOW)
    assert session is not None
    return str(devices.add(session, Browser().subscription, actor=user, now=NOW).ref)
