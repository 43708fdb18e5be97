"""Pushing what lies in the outbox: what the browser reads, and push services that are good, busy, or away."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from portal import clock, delivery, pushing
from portal.config import Settings
from portal.delivery import Outcome
from portal.domain import outbox
from portal.domain.identity import sessions
from portal.domain.push import devices
from portal.models import Message, PushDevice
from tests import factories, push
from tests.conftest import NOW
from tests.push import Browser, Service
from tests.tasks.test_mailing import ORDER

pytestmark = pytest.mark.usefixtures("database", "now")

LIGHT = {**ORDER, "account": "an-account", "news_until": (NOW + timedelta(hours=2)).isoformat()}
MOZILLA = "https://updates.push.services.mozilla.com/wpush/v2/abc"


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    with push.running() as service:
        made = pushing.new_session
        monkeypatch.setattr(pushing, "new_session", lambda: push.rerouted(made(), service.port))
        yield service


@pytest.fixture
def browser() -> Browser:
    return Browser()


def add(browser: Browser) -> PushDevice:
    """A device of somebody new; the word that it works is taken away again."""
    user = factories.make_user()
    session = sessions.find(sessions.start(user, remembered=True, device="", now=NOW), now=NOW)
    assert session is not None
    device = devices.add(session, browser.subscription, actor=user, now=NOW)
    Message.delete().where(Message.template == "push_works").execute()
    return device


def post(device: PushDevice, template: str = "light_goes", urgent: bool = True, **data: Any) -> Message:
    outbox.post(
        template, device.ref, key=device.ref, at=NOW, channel="push", data={**LIGHT, **data}, urgent=urgent
    )
    return Message.get(Message.key == device.ref)


def deliver(settings: Settings, now: datetime = NOW) -> Outcome:
    with clock.frozen(now):
        return delivery.deliver(settings, by=pushing.Pusher)


def row(message: Message) -> Message:
    return Message.get_by_id(message.id)


def test_only_the_browser_can_read_it(settings: Settings, service: Service, browser: Browser) -> None:
    message = post(add(browser))
    assert deliver(settings) is Outcome.EMPTY
    [(path, headers, body)] = service.asked
    assert f"{push.SERVICE}{path}" == browser.endpoint
    assert "Житомир".encode() not in body
    shown = browser.read(body)
    assert shown["title"] == "Скоро вимкнуть світло: 18:00–22:00"
    assert shown["body"] == "Житомир, вул. Житомирська, 5: за графіком світла не буде 4 години, ±30 хвилин"
    assert shown["data"] == "/outages?account=an-account"
    assert shown["tag"] == "light_goes:an-account"
    assert (headers["urgency"], headers["ttl"], headers["content-encoding"]) == ("high", "7200", "aes128gcm")
    assert row(message).sent_at == NOW
    assert row(message).data == {}


def test_the_service_knows_us_by_our_key(settings: Settings, service: Service, browser: Browser) -> None:
    post(add(browser))
    deliver(settings)
    authorization = service.asked[0][1]["authorization"].removeprefix("vapid ")
    said = dict(part.split("=", 1) for part in authorization.split(","))
    head, claims, signature = said["t"].split(".")
    assert said["k"] == pushing.public_key(settings.vapid_private_key)
    key = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), decoded(said["k"]))
    raw = decoded(signature)
    r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    key.verify(encode_dss_signature(r, s), f"{head}.{claims}".encode(), ECDSA(SHA256()))
    read = json.loads(decoded(claims))
    assert (read["aud"], read["sub"]) == (push.SERVICE, "mailto:cabinet@example.com")


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.mark.parametrize("name", ["light_goes", "light_returns", "light_changed", "light_works", "light_back"])
@pytest.mark.parametrize("kind", ["emergency", "gav", "planned"])
def test_every_notice_is_short_and_whole(name: str, kind: str) -> None:
    for more in ({"kind": kind}, {"kind": kind, "ends": "о 22:00", "earlier": None}):
        shown = pushing.notice(Message(template=name, data={**LIGHT, **more}))
        assert 5 < len(shown["title"]) < 60
        assert shown["body"]
        assert not any(word in shown["title"] + shown["body"] for word in ("{", "None", "Тема"))
        assert len(json.dumps(shown, ensure_ascii=False).encode()) < 3_000, "services take 4 kB"


@pytest.mark.parametrize("status", [404, 410, 401, 403])
def test_a_browser_that_is_gone_is_forgotten(
    settings: Settings, service: Service, browser: Browser, status: int
) -> None:
    service.status = status
    message = post(add(browser))
    deliver(settings)
    assert row(message).failed == f"fcm.googleapis.com: {status}"
    assert PushDevice.select().count() == 0


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_service_that_is_busy_is_asked_once_a_round(settings: Settings, service: Service, status: int) -> None:
    service.status = status
    waiting = [post(add(Browser())) for _number in range(3)]
    elsewhere = post(add(Browser(MOZILLA)))
    assert deliver(settings) is Outcome.EMPTY
    assert len(service.asked) == 2, "one for each of the two services"
    assert PushDevice.select().count() == 4
    service.status = 201
    deliver(settings, NOW + timedelta(minutes=2))
    assert all(row(message).sent_at for message in (*waiting, elsewhere))


@pytest.mark.parametrize("status", [400, 413])
def test_what_the_service_does_not_take_is_given_up(
    settings: Settings, service: Service, browser: Browser, status: int
) -> None:
    service.status = status
    message = post(add(browser))
    deliver(settings)
    assert row(message).failed
    assert PushDevice.select().count() == 1


def test_nobody_is_sent_elsewhere(settings: Settings, service: Service, browser: Browser) -> None:
    service.status, service.headers = 307, {"Location": "https://fcm.googleapis.com/other"}
    message = post(add(browser))
    deliver(settings)
    assert len(service.asked) == 1
    assert row(message).sent_at is None


def test_a_service_that_is_away_does_not_hold_up_the_other(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, browser: Browser
) -> None:
    made = pushing.new_session
    monkeypatch.setattr(pushing, "new_session", lambda: push.rerouted(made(), 1))
    messages = [post(add(browser)), post(add(Browser(MOZILLA)))]
    assert deliver(settings) is Outcome.EMPTY
    assert all(row(message).next_at > NOW and not row(message).failed for message in messages)


def test_what_is_over_is_no_news(settings: Settings, service: Service, browser: Browser) -> None:
    message = post(add(browser))
    deliver(settings, NOW + timedelta(hours=3))
    assert service.asked == []
    assert row(message).failed == "no news any more"


def test_a_browser_that_was_signed_out_is_sent_nothing(
    settings: Settings, service: Service, browser: Browser
) -> None:
    device = add(browser)
    message = post(device)
    device.session.delete_instance()
    deliver(settings)
    assert service.asked == []
    assert row(message).failed == "nobody is signed in there"


def test_mail_and_notices_do_not_wait_for_each_other(
    settings: Settings, service: Service, browser: Browser
) -> None:
    outbox.post("account_linked_elsewhere", "ivan@example.com", key="mail", at=NOW, urgent=True)
    post(add(browser), urgent=False)
    outbox.post("account_linked_elsewhere", "ivan@example.com", key="mail", at=NOW, urgent=True)
    deliver(settings)
    assert len(service.asked) == 1
    assert Message.get(Message.key == "mail").attempts == 0
