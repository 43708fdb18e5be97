"""The history is saved as a file of a fitting type and name."""

from __future__ import annotations

import pytest

from portal.models import Account, User
from tests.page import PageClient

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


@pytest.mark.parametrize(("kind", "type"), TYPES.items())
def test_a_file(client: PageClient, home: tuple[User, Account], kind: str, type: str) -> None:
    page = client.get("/metering/history").page
    (link,) = [one for one in page.all("a", class_="action") if f"/export/{kind}" in (one.get("href") or "")]
    answer = client.get(link.get("href") or "")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, type)
    saved = answer.headers["Content-Disposition"]
    assert saved.startswith("attachment; filename*=UTF-8''%D1%96")
    assert saved.endswith(f"-{home[1].digits}.{kind}")
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(answer.get_data()) > 500


def test_there_are_no_others(client: PageClient, home: tuple[User, Account]) -> None:
    assert client.get("/metering/history/export/exe").status_code == 404
