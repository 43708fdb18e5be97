"""E-mail addresses have one spelling each."""

import pytest

from portal.domain.errors import Refused
from portal.domain.identity import emails


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ivan@example.com", "ivan@example.com"),
        ("  Ivan.Ukrainets@EXAMPLE.Com ", "ivan.ukrainets@example.com"),
        ("ivan@Приклад.УКР", "ivan@приклад.укр"),
        ("ivan+svitlo@example.com", "ivan+svitlo@example.com"),
        ("a@straße.de", "a@straße.de"),
    ],
)
def test_an_address_is_kept_in_one_spelling(typed: str, kept: str) -> None:
    assert emails.parse(typed) == kept
    assert emails.parse(kept) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ivan",
        "ivan@",
        "@example.com",
        "ivan@localhost",
        "іван@example.com",
        "ivan@exa mple.com",
        "a@b@example.com",
        "ivan@example.com\x00",
        "ivan@example.com\nBcc: x@example.com",
        "<b>ivan</b>@example.com",
        "😀@example.com",
        "ivan@example.com\u202e",
        "\ud800@example.com",
        "ivan@" + "a" * 250 + ".com",
        "i" * 65 + "@example.com",
        "Ivan <ivan@example.com>",
        "a" + "\u0301\u0316" * 100_000 + "@example.com",
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    assert emails.spelled(typed) is None
    with pytest.raises(Refused):
        emails.parse(typed)
