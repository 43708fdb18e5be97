"""A page costs the same however many accounts there are: few queries, none of them from end to end."""

from __future__ import annotations

from datetime import date

import pytest

from tests import factories
from tests.page import PageClient
from tests.queries import commits, full_scans, recorded

MOST = 10


@pytest.fixture
def home(client: PageClient) -> tuple:
    made = factories.make_home(zones=2)
    factories.make_use(made[2], 14, 50_000)
    for month in range(1, 12):
        factories.make_submission(made[2], date(2026, month, 1), month * 100, month * 50)
    client.sign_in(made[0])
    return made


@pytest.mark.parametrize("address", ["/", "/readings", "/accounts", "/accounts/removal", "/accounts/current"])
def test_pages(client: PageClient, home: tuple, address: str) -> None:
    with recorded() as statements:
        assert client.get(address, follow=True).status_code == 200
    assert len(statements) <= MOST * (2 if address.endswith("current") else 1), [sql for sql, _ in statements]
    assert full_scans(statements) == []


@pytest.mark.parametrize("address", ["/metering/history", "/metering/point", "/metering/history/export/csv"])
def test_pages_of_commercial_metering(client: PageClient, home: tuple, address: str) -> None:
    """However many months, meters and papers there are."""
    with recorded() as statements:
        assert client.get(address).status_code == 200
    assert len(statements) <= MOST, [sql for sql, _ in statements]
    assert full_scans(statements) == []


def test_sending(client: PageClient, home: tuple) -> None:
    form = client.get("/readings").page.form_values("/readings")
    with recorded() as statements, commits() as made:
        assert client.post("/readings", {**form, "taken_1": "1200", "taken_2": "600"}).status_code == 303
    assert len(statements) <= 13, [sql for sql, _ in statements]
    assert full_scans(statements) == []
    assert len(made) == 1
