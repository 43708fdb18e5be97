"""The server's side of OAuth by Authlib: codes that are good once, tokens, and PKCE for those who bring it."""

from __future__ import annotations

import itertools
import secrets
import threading
from dataclasses import dataclass, field
from typing import Any

from authlib.oauth2.rfc6749 import ClientMixin
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge

from portal.demo.imitations.idgov.people import Citizen

_serial = itertools.count(1000)


@dataclass(frozen=True)
class Portal(ClientMixin):
    """The one client: the portal."""

    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_allowed_scope(self, scope: str) -> str:
        return ""

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.redirect_uri

    def check_client_secret(self, client_secret: str) -> bool:
        return secrets.compare_digest(client_secret, self.client_secret)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_post"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type in ("authorization_code", "refresh_token")


@dataclass(frozen=True)
class Visit:
    """Whom somebody chose to be, by which way, and what shall go wrong."""

    citizen: Citizen
    auth_type: str
    failure: str


@dataclass(frozen=True)
class Code:
    """A code that was given out."""

    code: str
    redirect_uri: str
    visit: Visit
    code_challenge: str | None
    code_challenge_method: str | None

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return ""


class Ledger:
    """What is given out and not used up yet; gone with the process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.codes: dict[str, Code] = {}
        self.tokens: dict[str, tuple[str, Visit]] = {}

    def add_code(self, code: Code) -> None:
        with self._lock:
            self.codes[code.code] = code

    def take_code(self, code: str) -> Code | None:
        """Used up by the first who shows it, whatever comes of that."""
        with self._lock:
            return self.codes.pop(code, None)

    def add_token(self, token: str, visit: Visit) -> str:
        with self._lock:
            user_id = str(next(_serial))
            self.tokens[token] = (user_id, visit)
            return user_id

    def visit(self, token: str, user_id: str) -> Visit | None:
        known = self.tokens.get(token)
        return known[1] if known and known[0] == user_id else None

    def end(self, token: str) -> None:
        with self._lock:
            self.tokens.pop(token, None)


def grant_for(ledger: Ledger) -> type[AuthorizationCodeGrant]:
    """The grant that keeps its codes in this ledger."""

    class Grant(AuthorizationCodeGrant):
        TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_post"]
        TOKEN_ENDPOINT_HTTP_METHODS = ["GET", "POST"]

        def save_authorization_code(self, code: str, request: Any) -> None:
            data = request.payload.data
            ledger.add_code(
                Code(
                    code,
                    request.payload.redirect_uri or "",
                    request.user,
                    data.get("code_challenge"),
                    data.get("code_challenge_method"),
                )
            )

        def query_authorization_code(self, code: str, client: Portal) -> Code | None:
            return ledger.take_code(code)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            """It is gone already."""

        def authenticate_user(self, authorization_code: Code) -> Visit:
            return authorization_code.visit

    return Grant


CHALLENGE = CodeChallenge(required=False)
