"""A portal that id.gov.ua knows, and a browser that goes there and comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from werkzeug.test import TestResponse

from portal.config import Settings
from portal.domain.identity.idgov import provider
from tests import idgov
from tests.page import PageClient

Come = Callable[..., TestResponse]


@pytest.fixture
def country() -> Iterator[idgov.Country]:
    with idgov.country(pace=0.02) as running:
        yield running


@pytest.fixture
def settings(settings: Settings, country: idgov.Country, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """With less patience, so that nobody waits long for a provider that says nothing."""
    quick = provider.Patience(connect=2, read=1.5, total=1.5, leaving=0.5)
    monkeypatch.setattr(provider, "PATIENCE", quick)
    return replace(country.settings(settings), log_level="INFO")


@pytest.fixture
def come(client: PageClient, country: idgov.Country) -> Come:
    """Go to the provider from ``start``, be somebody there, and come back; the answer to that."""

    def go(citizen: str, failure: str = "", start: str = "/idgov/sign-in/diia") -> TestResponse:
        left = client.get(start)
        assert left.status_code == 303
        return client.get(country.choose(left.location, citizen, failure))

    return go
