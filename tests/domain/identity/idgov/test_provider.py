"""The talk with the provider: what is asked, what is opened, and how long anything may take."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from portal.demo.people import PETRENKO
from portal.domain.errors import NotFound
from portal.domain.identity.idgov import failures, provider, ways
from tests import idgov
from tests.tasks.mail_server import wait_for

DIIA = ways.WAYS[0]
QUICK = provider.Patience(connect=2, read=1.5, total=1.5, leaving=0.5, turn=0.1)


@pytest.fixture
def country() -> Iterator[idgov.Country]:
    with idgov.country(pace=0.02) as running:
        yield running


def client(country: idgov.Country, **options: Any) -> provider.Provider:
    return provider.Provider(
        country.url,
        idgov.CLIENT.client_id,
        idgov.CLIENT.client_secret,
        return_to=idgov.CLIENT.redirect_uri,
        patience=QUICK,
        **options,
    )


def code_for(country: idgov.Country, departure: provider.Departure, citizen: str, failure: str = "") -> str:
    back = parse_qs(urlsplit(country.choose(departure.url, citizen, failure)).query)
    assert back["state"] == [departure.state]
    return back["code"][0]


def test_a_code_is_worth_one_person_once(country: idgov.Country) -> None:
    talker = client(country)
    departure = talker.departure(DIIA)
    code = code_for(country, departure, "olena")
    person = talker.person(code, departure.verifier)
    assert (person.tax_number, person.way) == (PETRENKO.tax_number, "diia_id")
    with pytest.raises(failures.Failed) as failed:
        talker.person(code, departure.verifier)
    assert (failed.value.code, failed.value.detail) == (failures.REFUSED, "invalid_grant")


def test_a_code_without_its_verifier_is_worth_nothing(country: idgov.Country) -> None:
    talker = client(country)
    departure = talker.departure(DIIA)
    code = code_for(country, departure, "olena")
    with pytest.raises(failures.Failed) as failed:
        talker.person(code, "x" * 43)
    assert failed.value.detail == "invalid_grant"


def test_every_departure_is_another(country: idgov.Country) -> None:
    talker = client(country)
    first, second = talker.departure(DIIA), talker.departure(DIIA)
    assert first.state != second.state
    assert first.verifier != second.verifier
    assert first.verifier not in first.url


def test_a_wrong_secret_is_a_plain_failure(country: idgov.Country) -> None:
    talker = provider.Provider(
        country.url, idgov.CLIENT.client_id, "wrong", return_to=idgov.CLIENT.redirect_uri, patience=QUICK
    )
    departure = talker.departure(DIIA)
    with pytest.raises(failures.Failed) as failed:
        talker.person(code_for(country, departure, "olena"), departure.verifier)
    assert failed.value.detail == "invalid_client"


@pytest.mark.parametrize("failure", ["slow@token", "hang@token", "slow@info", "hang@info"])
def test_it_ends_in_time(country: idgov.Country, failure: str) -> None:
    talker = client(country)
    departure = talker.departure(DIIA)
    code = code_for(country, departure, "olena", failure)
    began = time.monotonic()
    with pytest.raises(failures.Failed) as failed:
        talker.person(code, departure.verifier)
    # The answer would never end by itself; the rest is room for a machine that has other things to do.
    assert time.monotonic() - began < 10
    assert failed.value.code == failures.AWAY


def test_all_of_it_is_shorter_than_a_phone_waits() -> None:
    """The worker shows its page without a network after 8 s; then the person would not learn that they are in."""
    patience = provider.PATIENCE
    assert patience.turn + patience.total + patience.leaving < 8


def test_nothing_of_a_failure_can_be_chained_into_a_log(country: idgov.Country) -> None:
    talker = client(country)
    departure = talker.departure(DIIA)
    with pytest.raises(failures.Failed) as failed:
        talker.person(code_for(country, departure, "olena", "500@info"), departure.verifier)
    error: BaseException | None = failed.value
    while error is not None:
        assert idgov.CLIENT.client_secret not in str(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


class Opener:
    """What the operator's own key would do."""

    certificate = "MIIB+/=="

    def __init__(self, inside: dict[str, Any] | None) -> None:
        self.inside = inside

    def open(self, envelope: str) -> dict[str, Any]:
        assert envelope.startswith("MIIB")
        if self.inside is None:
            raise ValueError("not for this key")
        return self.inside


def test_what_is_encrypted_is_opened_where_there_is_a_key(country: idgov.Country) -> None:
    inside = {"drfocode": PETRENKO.tax_number, "lastname": "Петренко", "auth_type": "dig_sign"}
    talker = client(country, opener=Opener(inside))
    departure = talker.departure(DIIA)
    person = talker.person(code_for(country, departure, "olena"), departure.verifier)
    assert (person.tax_number, person.way) == (PETRENKO.tax_number, "dig_sign")


def test_and_what_the_key_does_not_open_is_a_failure(country: idgov.Country) -> None:
    talker = client(country, opener=Opener(None))
    departure = talker.departure(DIIA)
    with pytest.raises(failures.Failed) as failed:
        talker.person(code_for(country, departure, "olena"), departure.verifier)
    assert failed.value.code == failures.ENCRYPTED


def test_somebody_elses_slow_server_holds_one_thread(country: idgov.Country) -> None:
    talker = client(country)
    slow, quick = talker.departure(DIIA), talker.departure(DIIA)
    codes = [code_for(country, slow, "olena", "hang@token"), code_for(country, quick, "ivan")]

    def wait() -> None:
        with pytest.raises(failures.Failed):
            talker.person(codes[0], slow.verifier)

    held = threading.Thread(target=wait)
    held.start()
    wait_for(lambda: "token" in country.site.asked, "the first one is held")
    with pytest.raises(failures.Failed) as failed:
        talker.person(codes[1], quick.verifier)
    held.join()
    assert failed.value.code == failures.BUSY
    assert json.dumps(country.site.asked).count("token") == 1


def test_ways_are_known_by_their_slugs() -> None:
    assert [ways.find(way.slug).auth_type for way in ways.WAYS] == ["diia_id", "bank_id", "dig_sign"]
    assert [str(way.label) for way in ways.WAYS] == ["Портал Дія", "BankID", "Електронний підпис"]
    assert ways.label("mobile_id") == "id.gov.ua"
    with pytest.raises(NotFound):
        ways.find("mobile")
