"""Where id.gov.ua does not know the portal, nothing of it is there."""

from __future__ import annotations

import pytest

from tests import factories
from tests.page import PageClient


@pytest.mark.parametrize("path", ["/sign-in", "/register"])
def test_there_are_no_buttons(client: PageClient, path: str) -> None:
    page = client.get(path).page
    assert "id.gov.ua" not in page.words()
    assert "BankID" not in page.words()
    assert not [link for link in page.all("a") if (link.get("href") or "").startswith("/idgov")]


@pytest.mark.parametrize("path", ["/idgov/sign-in/diia", "/idgov/return?code=a&state=b", "/idgov/failure"])
def test_its_addresses_do_not_exist_for_guests(client: PageClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/profile/identity", "/idgov/connection/diia", "/profile/identity/connection"])
def test_nor_for_people(client: PageClient, path: str) -> None:
    client.sign_in(factories.make_user())
    assert client.get(path).status_code == 404
    assert "id.gov.ua" not in client.get("/profile").page.words()


def test_there_is_no_fourth_way(client: PageClient) -> None:
    assert client.get("/idgov/sign-in/mobile").status_code == 404
