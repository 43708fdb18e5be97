"""Only the push services that we know are ever asked, and only with keys that can be used."""

from __future__ import annotations

from typing import Any

import pytest

from portal.domain.errors import Refused
from portal.domain.push import services
from tests.push import Browser

GOOD = [
    "https://fcm.googleapis.com/fcm/send/abc",
    "https://fcm.googleapis.com:443/fcm/send/abc",
    "https://updates.push.services.mozilla.com/wpush/v2/abc",
    "https://wns2-par02p.notify.windows.com/w/?token=abc",
    "https://web.push.apple.com/abc",
]
BAD = [
    "http://fcm.googleapis.com/fcm/send/abc",
    "https://fcm.googleapis.com:8443/abc",
    "https://fcm.googleapis.com:x/abc",
    "https://fcm.googleapis.com@127.0.0.1/abc",
    "https://me:pass@fcm.googleapis.com/abc",
    "https://fcm.googleapis.com.evil.example/abc",
    "https://evilpush.apple.com.example/abc",
    "https://push.apple.com.evil.example/abc",
    "https://evil-fcm.googleapis.com/abc",
    "https://fcm.googleapis.com/\u0430bc",
    "https://fcm.googleapis.com/a\r\nHost: x",
    "https://127.0.0.1/abc",
    "https://169.254.169.254\\.push.apple.com/x",
    "https://evil.example .push.apple.com/x",
    "https://evil.example\t.push.apple.com/x",
    "https://fcm.googleapis.com/a b",
    "https://[::1]/abc",
    "https://[::1/abc",
    "file:///etc/passwd",
    "fcm.googleapis.com",
    "",
]


@pytest.mark.parametrize("endpoint", GOOD)
def test_services_that_we_know(endpoint: str) -> None:
    browser = Browser(endpoint)
    assert services.checked(browser.subscription) == (endpoint, browser.subscription["keys"])


@pytest.mark.parametrize("endpoint", BAD)
def test_any_other_address_is_refused(endpoint: str) -> None:
    assert services.host_of(endpoint) == ""
    with pytest.raises(Refused) as refused:
        services.checked({**Browser().subscription, "endpoint": endpoint})
    assert refused.value.code == "unknown_service"


@pytest.mark.parametrize("subscription", [None, [], "x", {}, {"endpoint": 1}, {"endpoint": GOOD[0] + "a" * 1_000}])
def test_what_is_no_subscription(subscription: Any) -> None:
    with pytest.raises(Refused):
        services.checked(subscription)


@pytest.mark.parametrize(
    "spoiled",
    [
        {"p256dh": "AAAA"},
        {"p256dh": "A" * 87},
        {"p256dh": "ї" * 87},
        {"p256dh": 1},
        {"p256dh": "A" * 5_000},
        {"auth": "AAAA"},
        {"auth": None},
    ],
)
def test_keys_that_nothing_can_be_encrypted_with(spoiled: dict[str, Any]) -> None:
    given = Browser().subscription
    for keys in (None, [], {**given["keys"], **spoiled}):
        with pytest.raises(Refused) as refused:
            services.checked({**given, "keys": keys})
        assert refused.value.code == "bad_keys"


def test_keys_with_what_is_no_base64_in_between() -> None:
    given = Browser().subscription
    key = given["keys"]["p256dh"]
    with pytest.raises(Refused):
        services.checked({**given, "keys": {**given["keys"], "p256dh": f"{key[:10]}!!{key[10:]}"}})
