"""The last known schedule, without a network: it is needed exactly when the light is off."""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import UTC, datetime

from playwright.sync_api import expect

from portal.clock import kyiv_date
from tests.browser.offline.conftest import Phone, Place


def switch_off(place: Place, account: str) -> None:
    """A schedule of today for the subqueue of this account."""
    now = datetime.now(UTC)
    with contextlib.closing(sqlite3.connect(place.run_dir / "portal.sqlite3", timeout=10)) as connection:
        connection.execute("UPDATE account SET subqueue = '3.2' WHERE ref = ?", (account,))
        connection.execute("DELETE FROM subqueue_day")
        connection.execute(
            "INSERT OR IGNORE INTO outage_source (name, failure, validators, good_at) "
            "VALUES ('ztoe-json', '', '{}', ?)",
            (now.isoformat(sep=" "),),
        )
        connection.execute(
            "INSERT INTO subqueue_day (subqueue, day, spans, changed_at, source_id) SELECT '3.2', ?, ?, ?, id "
            "FROM outage_source WHERE name = 'ztoe-json'",
            (
                kyiv_date(now).isoformat(),
                '[[0, 1080, "on"], [1080, 1320, "off"], [1320, 1440, "on"]]',
                now.isoformat(sep=" "),
            ),
        )
        connection.commit()


def test_light_first_where_light_was_asked_for(phone: Phone) -> None:
    switch_off(phone.place, phone.home.account)
    page = phone.ready("/outages")
    expect(page.locator("#light")).to_contain_text("18:00–22:00")
    phone.wire.cut()
    page.goto("/outages")
    first = page.locator("main section").first
    expect(first).to_contain_text("Світло: черга 3.2")
    expect(first).to_contain_text("18:00–22:00")
    page.goto("/")
    expect(page.locator("main section").first).not_to_contain_text("Світло")
    expect(page.locator("main")).to_contain_text("18:00–22:00")
