"""«Nothing has changed», said before Flask has anything to do.

In a black-out nearly every request is of a page that asks for a prepared fragment which it has already. Such a
request is answered here, by the first line of a file: no session, no limits, no line in the log. Everything else
goes on to Flask, and so does a fragment that no longer holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from portal import clock
from portal.domain.outages import prepared
from portal.security import HEADERS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SHARED_FOR = "public, max-age=0, must-revalidate"
_PATH = re.compile(r"/outages/places/([A-Za-z0-9_-]{1,40})/now", re.ASCII)
# As it was sent: what compresses an answer adds to the name of what was compressed.
_ETAG = re.compile(r'(?:W/)?"([0-9a-f]+)(?::[a-z]+)?"', re.ASCII)


class Unchanged:
    """A layer around the app."""

    def __init__(self, app: WSGIApplication, folder: Path) -> None:
        self._app = app
        self._folder = folder

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer it, or hand it on."""
        said = environ.get("HTTP_IF_NONE_MATCH")
        path = _PATH.fullmatch(environ.get("PATH_INFO", "")) if said else None
        if path and environ["REQUEST_METHOD"] == "GET" and self._holds(path[1], str(said)):
            head = {**HEADERS, "ETag": str(said).strip(), "Cache-Control": SHARED_FOR, "Vary": "Accept-Encoding"}
            start_response("304 Not Modified", list(head.items()))
            return []
        return self._app(environ, start_response)

    def _holds(self, place: str, said: str) -> bool:
        """Whether the one version that was named is what is there, and still holds."""
        etag = _ETAG.fullmatch(said.strip())
        there = prepared.read(self._folder, place) if etag else None
        if there is None or etag is None or there.etag != etag[1]:
            return False
        return there.holds(self._folder, clock.now())
