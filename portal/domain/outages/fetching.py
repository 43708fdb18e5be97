"""Ask another server without believing anything of it: how long it takes, how much it sends, where it leads.

Whatever goes wrong is :class:`SourceAway` with a reason. A proxy named in the environment is not used.
"""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

from portal.domain.outages.patience import Agent

_META = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_BLOCK = 64 * 1024
_REDIRECTS = (301, 302, 303, 307, 308)


class SourceAway(Exception):
    """It does not answer as a server should; the text says why, for the log and the command line."""


@dataclass(frozen=True)
class Limits:
    """How much patience there is for one answer, redirects included: seconds, and bytes after unpacking; and for
    all the questions of a visit together."""

    connect: float = 10.0
    read: float = 10.0
    total: float = 10.0
    visit: float = 180.0
    size: int = 2 * 1024 * 1024
    redirects: int = 3


@dataclass(frozen=True)
class Answer:
    """The body of an answer; None when the server says that it has not changed (304)."""

    body: bytes | None
    charset: str
    validators: dict[str, str]

    @property
    def text(self) -> str:
        """The body as text, by the header, then the page's own word, then UTF-8."""
        body = self.body or b""
        try:
            return body.decode(self.charset, "replace")
        except LookupError:
            return body.decode("utf-8", "replace")


class Visit:
    """Some questions to one server. ``validators`` of the last visit make them conditional; afterwards it holds
    those of the answers of this one, by address."""

    def __init__(self, base: str, limits: Limits, validators: Mapping[str, Any] | None = None) -> None:
        self._base = base if base.endswith("/") else base + "/"
        self._limits = limits
        self._known = dict(validators or {})
        self._agent = Agent()
        self._ends = time.monotonic() + limits.visit
        self.validators: dict[str, dict[str, str]] = {}

    def close(self) -> None:
        """Let go of the connections."""
        self._agent.session.close()

    def get(self, path: str, *, conditional: bool = True, **query: object) -> Answer:
        """GET below the base address; with ``conditional`` the answer may be that nothing has changed.

        Raises:
            SourceAway: as the module says.
        """
        address = f"{path}?{urlencode(query)}" if query else path
        known = self._known.get(address, {}) if conditional else {}
        headers = {}
        if known.get("etag"):
            headers["If-None-Match"] = known["etag"]
        if known.get("modified"):
            headers["If-Modified-Since"] = known["modified"]
        answer = self._send("GET", address, headers, None)
        kept = answer.validators if answer.body is not None else known
        if kept:
            self.validators[address] = kept
        return answer

    def post(self, path: str, **fields: object) -> Answer:
        """POST a form below the base address.

        Raises:
            SourceAway: as the module says.
        """
        return self._send("POST", path, {}, fields)

    def _send(
        self, method: str, address: str, headers: dict[str, str], fields: dict[str, object] | None
    ) -> Answer:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise SourceAway("too slow")
        line = self._agent.line
        with self._agent.within(min(self._limits.total, left)):
            try:
                answer = self._follow(method, urljoin(self._base, address), headers, fields)
            except (requests.RequestException, HTTPError, HTTPException, OSError, ValueError) as error:
                raise SourceAway("too slow" if line.is_over else _reason(error)) from error
            if line.is_over:
                # Without a stated length an end that we made ourselves looks like the end of the answer.
                raise SourceAway("too slow")
            return answer

    def _follow(self, method: str, url: str, headers: dict[str, str], fields: dict[str, object] | None) -> Answer:
        origin = _origin(self._base)
        for _attempt in range(self._limits.redirects + 1):
            with self._agent.session.request(
                method,
                url,
                headers=headers,
                data=fields,
                timeout=(self._limits.connect, self._limits.read),
                allow_redirects=False,
                stream=True,
            ) as response:
                if response.status_code not in _REDIRECTS:
                    return self._read(response)
                url = urljoin(url, response.headers.get("Location", ""))
            if _origin(url) != origin:
                raise SourceAway("redirects elsewhere")
            method, fields = "GET", None
        raise SourceAway("redirects for ever")

    def _read(self, response: requests.Response) -> Answer:
        if response.status_code == requests.codes.not_modified:
            return Answer(None, "utf-8", {})
        if response.status_code != requests.codes.ok:
            raise SourceAway(f"HTTP {response.status_code}")
        body = _unpacked(response, self._limits.size)
        validators = {
            "etag": response.headers.get("ETag", ""),
            "modified": response.headers.get("Last-Modified", ""),
        }
        return Answer(body, _charset(response, body), {name: value for name, value in validators.items() if value})


def _unpacked(response: requests.Response, most: int) -> bytes:
    """The body, unpacked by ourselves: a bomb is never let grow beyond ``most`` bytes."""
    packed = response.headers.get("Content-Encoding", "").strip().lower()
    if packed not in ("", "identity", "gzip", "deflate"):
        raise SourceAway(f"unknown encoding {packed!r}")
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 32) if packed in ("gzip", "deflate") else None
    body = bytearray()
    while block := response.raw.read(_BLOCK, decode_content=False):
        try:
            body += unpack.decompress(block, most + 1 - len(body)) if unpack else block
        except zlib.error as error:
            raise SourceAway("packed wrongly") from error
        if len(body) > most:
            raise SourceAway(f"more than {most} bytes")
    if unpack and not unpack.eof:
        raise SourceAway("cut off")
    return bytes(body)


def _charset(response: requests.Response, body: bytes) -> str:
    said = re.search(r"charset\s*=\s*[\"']?([\w-]+)", response.headers.get("Content-Type", ""), re.IGNORECASE)
    if said:
        return said[1].lower()
    meta = _META.search(body[:4096])
    return meta[1].decode("ascii").lower() if meta else "utf-8"


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port


def _reason(error: Exception) -> str:
    if isinstance(error, requests.Timeout | ReadTimeoutError | TimeoutError):
        return "no answer in time"
    if isinstance(error, requests.ConnectionError):
        return "no connection"
    return f"broken off ({type(error).__name__})"
