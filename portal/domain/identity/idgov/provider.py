"""Talk to id.gov.ua: OAuth 2 with a code and without scopes, at four addresses of their own.

All goes in bodies of POST, never in addresses, which end up in logs of servers and proxies on the way.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote

import requests
from urllib3.exceptions import HTTPError

from portal.config import Settings
from portal.crypto import random_token
from portal.domain.identity.idgov import answers, told
from portal.domain.identity.idgov.failures import AWAY, BUSY, ENCRYPTED, REFUSED, UNKNOWN, UNREADABLE, Failed
from portal.domain.identity.idgov.ways import Way
from portal.domain.outages.patience import Agent

FIELDS = (
    "issuer,issuercn,serial,subject,subjectcn,locality,state,o,ou,title,lastname,middlename,givenname,email,"
    "address,phone,dns,edrpoucode,drfocode,unzr"
)
# Where the browser comes back to; the provider has it in its list.
RETURN_PATH = "/idgov/return"
# One at a time in each process, which has two threads: somebody else's slow server never holds both.
AT_A_TIME = 1


class Opener(Protocol):
    """Opens what the provider encrypts for the operator's certificate: needs its key and a library for ДСТУ."""

    @property
    def certificate(self) -> str:
        """The certificate in base64."""
        ...

    def open(self, envelope: str) -> dict[str, Any]:
        """The answer inside ``encryptedUserInfo``; raises ValueError when it can't be opened."""
        ...


@dataclass(frozen=True)
class Patience:
    """Seconds. Together less than what a phone's worker waits for a page (8 s)."""

    connect: float = 3.0
    read: float = 4.0
    # For the code's exchange and the data together, then for the good-bye.
    total: float = 5.0
    leaving: float = 1.0
    turn: float = 1.0


PATIENCE = Patience()


@dataclass(frozen=True)
class Departure:
    """Where the browser goes, and what has to fit when it comes back."""

    url: str
    state: str
    verifier: str


class Provider:
    """The client; one for the whole app. Without an ``opener`` the provider is asked for plain JSON."""

    def __init__(
        self,
        url: str,
        client_id: str,
        client_secret: str,
        *,
        return_to: str,
        opener: Opener | None = None,
        patience: Patience | None = None,
    ) -> None:
        self._url = url
        self._client = (client_id, client_secret)
        self._return_to = return_to
        self._opener = opener
        self._patience = patience or PATIENCE
        self._turns = threading.BoundedSemaphore(AT_A_TIME)

    def departure(self, way: Way) -> Departure:
        """The first address, with a state that only this browser knows, and PKCE: whoever does not know that
        ignores it."""
        state, verifier = random_token(), random_token()
        with _Talk(self._url, self._client, self._return_to, self._patience) as talk:
            url, _state = talk.session.create_authorization_url(
                self._url, state=state, code_verifier=verifier, auth_type=way.auth_type
            )
        return Departure(url, state, verifier)

    def person(self, code: str, verifier: str) -> told.Person:
        """Whoever the code is for; afterwards the provider is told that we are done.

        Raises:
            Failed: as :mod:`failures` lists.
        """
        if not self._turns.acquire(timeout=self._patience.turn):
            raise Failed(BUSY)
        try:
            with _Talk(self._url, self._client, self._return_to, self._patience) as talk:
                person = told.read(self._answer(talk, code, verifier))
        finally:
            self._turns.release()
        if not person.numbers:
            raise Failed(UNKNOWN)
        return person

    def _answer(self, talk: _Talk, code: str, verifier: str) -> dict[str, Any]:
        token: dict[str, str] = {}
        try:
            with talk.within(self._patience.total):
                token = talk.token(code, verifier)
                asked = {**token, "fields": FIELDS}
                if self._opener:
                    asked["cert"] = quote(quote(self._opener.certificate, safe=""), safe="")
                return self._opened(talk.ask("get-user-info", asked))
        finally:
            if token:
                talk.leave(token)

    def _opened(self, answer: dict[str, Any]) -> dict[str, Any]:
        envelope = answer.get("encryptedUserInfo")
        if envelope is None:
            return answer
        if self._opener is None or not isinstance(envelope, str):
            raise Failed(ENCRYPTED)
        try:
            return self._opener.open(envelope)
        except ValueError:
            raise Failed(ENCRYPTED, "the opener could not open it") from None


def connect(settings: Settings) -> Provider | None:
    """The client of an installation; None where the provider does not know it."""
    if not settings.idgov_client_id:
        return None
    return Provider(
        settings.idgov_url,
        settings.idgov_client_id,
        settings.idgov_client_secret,
        return_to=settings.base_url + RETURN_PATH,
    )


class _Talk:
    """The questions of one person's coming in, over one connection."""

    def __init__(self, url: str, client: tuple[str, str], return_to: str, patience: Patience) -> None:
        from authlib.integrations.requests_client import (
            OAuth2Session,  # a tenth of a second, and not always needed
        )

        self._url = url
        self._patience = patience
        self._agent = Agent()
        self.session = OAuth2Session(
            *client,
            redirect_uri=return_to,
            token_endpoint_auth_method="client_secret_post",  # noqa: S106 - the name of a method
            code_challenge_method="S256",
        )
        self.session.trust_env = False
        self.session.headers["Accept-Encoding"] = "identity"
        self.session.register_compliance_hook("access_token_response", answers.bounded)
        for scheme in ("http://", "https://"):
            self.session.mount(scheme, self._agent.session.get_adapter(scheme))

    def __enter__(self) -> _Talk:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.session.close()
        self._agent.session.close()

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Ask inside; whatever goes wrong with the line is :class:`Failed`, without addresses and tokens."""
        line = self._agent.line
        with self._agent.within(seconds):
            try:
                yield
            except Failed:
                if not line.is_over:
                    raise
            except (requests.RequestException, HTTPError, OSError) as error:
                raise Failed(AWAY, "too slow" if line.is_over else type(error).__name__) from None
            except (UnicodeError, ValueError) as error:
                raise Failed(AWAY if line.is_over else UNREADABLE, type(error).__name__) from None
        if line.is_over:
            # An end that we made ourselves looks like the end of an answer without a stated length.
            raise Failed(AWAY, "too slow")

    def token(self, code: str, verifier: str) -> dict[str, str]:
        """Exchange the code, once, for what the other addresses want to see."""
        from authlib.integrations.base_client import OAuthError

        try:
            answer = self.session.fetch_token(
                self._url + "get-access-token", code=code, code_verifier=verifier, **self._how()
            )
        except OAuthError as error:
            raise Failed(REFUSED, answers.error_name(error.error)) from None
        token = {name: str(answer.get(name) or "") for name in ("access_token", "user_id")}
        if not all(token.values()):
            raise Failed(UNREADABLE, "no token or no user_id")
        return token

    def ask(self, address: str, form: dict[str, str]) -> dict[str, Any]:
        """POST a form and read the object that comes back."""
        response = self.session.post(self._url + address, data=form, withhold_token=True, **self._how())
        return answers.fields(response)

    def leave(self, token: dict[str, str]) -> None:
        """Tell them that we are done. Whether they hear it changes nothing for the person."""
        with suppress(Failed), self.within(self._patience.leaving):
            self.session.post(
                self._url + "get-user-logout", data=token, withhold_token=True, **self._how()
            ).close()

    def _how(self) -> dict[str, Any]:
        patience = self._patience
        return {"timeout": (patience.connect, patience.read), "allow_redirects": False, "stream": True}
