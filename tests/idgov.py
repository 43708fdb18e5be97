"""The imitation of id.gov.ua for tests: running, and a person's way through its page."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from portal.config import Settings
from portal.demo.imitations.idgov.grants import Portal
from portal.demo.imitations.idgov.server import Site, running
from portal.domain.identity.idgov.provider import RETURN_PATH

CLIENT = Portal("portal-of-tests", "a secret of tests", "http://localhost" + RETURN_PATH)


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments: object) -> None:
        """Where it leads is what is asked for."""


@dataclass
class Country:
    """The imitation, and what people do there."""

    site: Site
    url: str

    def settings(self, settings: Settings) -> Settings:
        """The portal's, for this provider."""
        return replace(
            settings,
            idgov_url=self.url,
            idgov_client_id=CLIENT.client_id,
            idgov_client_secret=CLIENT.client_secret,
        )

    def choose(self, departure: str, citizen: str, failure: str = "") -> str:
        """Be somebody on the page that the portal sent the browser to; returns the way back, without the host."""
        assert departure.startswith(self.url), departure
        way = parse_qs(urlsplit(departure).query)["auth_type"][0]
        form = urlencode({"citizen": citizen, "failure": failure, "way": way}).encode()
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Stay())
        with pytest.raises(HTTPError) as way_on:
            opener.open(departure, form, timeout=10)
        with way_on.value as answer:
            assert answer.code == 302, answer.read()
            back = answer.headers["Location"]
        assert back.startswith(CLIENT.redirect_uri), back
        return re.sub("^http://localhost", "", back)


@contextmanager
def country(*, pace: float = 1.0) -> Iterator[Country]:
    """The provider while the context lasts."""
    with running(CLIENT, pace=pace) as (site, url):
        yield Country(site, url)
