"""Registration and sign-in by id.gov.ua, from the button to the cabinet."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from portal.crypto import Vault
from portal.demo.imitations.idgov import people
from portal.demo.people import CITY_FLAT, OPERATOR, PETRENKO
from portal.domain.identity import registration
from portal.extensions import vault
from portal.models import AccountLink, Consent, Event, Identity, MailLink, Message, Session, User
from tests import factories, idgov
from tests.blueprints.idgov.conftest import Come
from tests.conftest import NOW
from tests.domain.identity.people import last_code, messages
from tests.page import PageClient

ALL = {"consent": "y", "phone": "067 123 45 67"}


@pytest.fixture
def keys(app: Flask) -> Vault:
    with app.app_context():
        return vault()


def test_the_buttons_lead_to_the_provider(client: PageClient, country: idgov.Country) -> None:
    for path in ("/sign-in", "/register"):
        page = client.get(path).page
        for way, label in (("diia", "Портал Дія"), ("bankid", "BankID"), ("signature", "Електронний підпис")):
            (link,) = page.all("a", href=f"/idgov/sign-in/{way}")
            assert page.words(link) == label
    left = client.get("/idgov/sign-in/bankid").location
    asked = {name: values[0] for name, values in parse_qs(urlsplit(left).query).items()}
    assert left.startswith(country.url + "?")
    assert asked["response_type"] == "code"
    assert asked["client_id"] == "portal-of-tests"
    assert asked["auth_type"] == "bank_id"
    assert asked["redirect_uri"] == "http://localhost/idgov/return"
    assert len(asked["state"]) >= 43
    assert asked["code_challenge_method"] == "S256"
    assert "scope" not in asked


def test_the_first_time_makes_a_confirmed_cabinet(client: PageClient, come: Come, keys: Vault) -> None:
    assert come("olena").location == "/idgov/cabinet"
    page = client.get("/idgov/cabinet").page
    assert "Петренко Олена Василівна підтверджено id.gov.ua" in page.words()
    form = page.form_values("/idgov/cabinet")
    assert form["email"] == "olena.petrenko@example.com"
    assert form["phone"] == "+380501234567"
    assert User.select().count() == 0
    assert client.post("/idgov/cabinet", {**form, "consent": "y"}).location == "/"
    user = User.get()
    assert (user.surname, user.given_name, user.patronymic) == ("Петренко", "Олена", "Василівна")
    assert (user.email, user.phone, user.password_hash) == (form["email"], "+380501234567", None)
    assert user.confirmed_at
    assert user.names_confirmed_at
    assert Consent.get().wording == str(registration.CONSENT)
    rows = list(Identity.select().order_by(Identity.id))
    assert [row.subject.partition(":")[0] for row in rows] == ["tax", "unzr"]
    assert PETRENKO.tax_number not in " ".join(f"{row.subject} {row.number}" for row in rows)
    assert [keys.decrypt(row.number) for row in rows] == [PETRENKO.tax_number, "19850730-01236"]
    assert client.get("/profile").status_code == 200
    assert messages() == []


def test_later_it_signs_in(client: PageClient, come: Come) -> None:
    come("olena")
    client.post("/idgov/cabinet", {**ALL, "email": "olena.petrenko@example.com"})
    client.post("/sign-out")
    assert come("olena", start="/idgov/sign-in/signature?next=/readings").location == "/readings"
    assert Session.select().count() == 1
    assert User.select().count() == 1


def test_no_other_site_is_led_to(client: PageClient, come: Come) -> None:
    come("olena")
    client.post("/idgov/cabinet", {**ALL, "email": "olena.petrenko@example.com"})
    client.post("/sign-out")
    assert come("olena", start="/idgov/sign-in/diia?next=//evil.example/").location == "/"


def test_homes_of_theirs_are_offered_at_once(client: PageClient, come: Come, keys: Vault) -> None:
    account = factories.make_account(
        "02-020202", PETRENKO.holder, holder_tax_hash=keys.keyed_hashes(PETRENKO.tax_number)[1]
    )
    railway = factories.make_account(
        "06-060606",
        PETRENKO.holder,
        holder_tax_hash=keys.keyed_hash(PETRENKO.tax_number),
        operator="ukrzaliznytsia",
    )
    stranger = factories.make_account("03-030303", PETRENKO.holder, holder_tax_hash=keys.keyed_hash("1"))
    come("olena")
    answer = client.post("/idgov/cabinet", {**ALL, "email": "olena.petrenko@example.com"})
    assert answer.location == "/accounts/offers"
    page = client.get("/accounts/offers").page
    assert "02-020202" in page.words()
    assert railway.number_shown not in page.words()
    assert [box.get("value") for box in page.all("input", name="accounts") if box.get("checked") is not None] == [
        account.ref
    ]
    client.post("/accounts/offers", {"accounts": [account.ref, stranger.ref]})
    link = AccountLink.get()
    assert (link.account, link.proof) == (account, "identity")
    assert client.get("/accounts/offers").location == "/accounts/new"


def test_the_holder_needs_no_proof_and_others_do(client: PageClient, come: Come, keys: Vault) -> None:
    factories.make_account("02-020202", PETRENKO.holder, holder_tax_hash=keys.keyed_hash(PETRENKO.tax_number))
    factories.make_account("03-030303", "Коваленко Микола Степанович")
    come("olena")
    client.post("/idgov/cabinet", {**ALL, "email": "olena.petrenko@example.com"})
    refused = client.post("/accounts/new", {"number": "03-030303", "proof": ""})
    assert refused.status_code == 422
    assert "Введіть прізвище" in refused.page.error_of("proof")
    assert client.post("/accounts/new", {"number": "02-020202", "proof": ""}).location == "/"
    assert AccountLink.get().proof == "identity"


def test_without_an_address_one_is_asked_for_and_proved(client: PageClient, come: Come) -> None:
    come("mykola")
    page = client.get("/idgov/cabinet").page
    assert page.value("email") == ""
    assert client.post("/idgov/cabinet", {**ALL, "email": "mykola@example.com"}).location == "/idgov/cabinet/code"
    assert User.select().count() == 0
    assert messages() == [("identity_code", "mykola@example.com")]
    wrong = client.post("/idgov/cabinet/code", {"code": "00000000"})
    assert wrong.status_code == 422
    assert "Код не той" in wrong.page.error_of("code")
    assert User.select().count() == 0
    assert client.post("/idgov/cabinet/code", {"code": last_code()}).location == "/"
    assert User.get().email == "mykola@example.com"
    assert [row.subject.partition(":")[0] for row in Identity.select()] == ["unzr"]


def test_another_address_than_the_providers_is_proved(client: PageClient, come: Come) -> None:
    come("olena")
    client.post("/idgov/cabinet", {**ALL, "email": "another@example.com"})
    assert User.select().count() == 0
    client.post("/idgov/cabinet/code", {"code": last_code()})
    assert User.get().email == "another@example.com"


def test_a_code_is_good_once_and_for_its_address(client: PageClient, come: Come) -> None:
    come("mykola")
    client.post("/idgov/cabinet", {**ALL, "email": "first@example.com"})
    first = last_code()
    client.post("/idgov/cabinet", {**ALL, "email": "second@example.com"})
    assert client.post("/idgov/cabinet/code", {"code": first}).status_code == 422
    client.post("/idgov/cabinet/code", {"code": last_code()})
    assert User.get().email == "second@example.com"
    assert MailLink.select().where(MailLink.used_at.is_null(False)).count() == 1


def test_empty_names_are_asked_for_and_not_marked(client: PageClient, come: Come) -> None:
    come("serhii")
    page = client.get("/idgov/cabinet").page
    assert "n/a" not in page.words().lower()
    assert page.value("surname") == ""
    form = {**ALL, "email": "serhii@example.com", "surname": "Ткаченко", "given_name": "Сергій"}
    client.post("/idgov/cabinet", form)
    assert "{" not in str(Message.get().data["who"])
    client.post("/idgov/cabinet/code", {"code": last_code()})
    user = User.get()
    assert (user.surname, user.names_confirmed_at) == ("Ткаченко", None)


def test_a_passport_in_two_alphabets_is_one_person(client: PageClient, come: Come, keys: Vault) -> None:
    come("halyna")
    client.post("/idgov/cabinet", {**ALL, "email": "halyna.bondarenko@example.com"})
    assert keys.decrypt(Identity.get().number) == "ВМ246813"
    client.post("/sign-out")
    assert come("halyna").location == "/"


@pytest.mark.parametrize("without", ["consent", "email", "phone"])
def test_what_is_missing_is_said(client: PageClient, come: Come, without: str) -> None:
    come("olena")
    filled = {**ALL, "email": "olena.petrenko@example.com", without: ""}
    answer = client.post("/idgov/cabinet", filled)
    assert answer.status_code == 422
    assert answer.page.error_of(without)
    assert User.select().count() == 0


def test_a_registration_that_nobody_confirmed_makes_way(client: PageClient, come: Come) -> None:
    factories.make_user("olena.petrenko@example.com", confirmed_at=None)
    come("olena")
    client.post("/idgov/cabinet", {**ALL, "email": "olena.petrenko@example.com"})
    assert User.get().given_name == "Олена"


@pytest.mark.parametrize("role", ["operator", "supervisor"])
def test_those_of_the_desk_never_get_in_this_way(client: PageClient, come: Come, role: str) -> None:
    """Neither by their address, to which no code goes, nor by a number from when they were consumers."""
    factories.make_user(OPERATOR.email, role=role)
    come("olena-s")
    assert client.post("/idgov/cabinet", {**ALL, "email": OPERATOR.email}).location == "/idgov/cabinet/code"
    assert messages() == [("identity_for_staff", OPERATOR.email)]
    assert client.post("/idgov/cabinet/code", {"code": last_code()}).status_code == 422
    assert Session.select().count() == 0
    assert Identity.select().count() == 0


def test_who_went_to_the_desk_comes_in_by_password_alone(client: PageClient, come: Come) -> None:
    come("olena")
    client.post("/idgov/cabinet", {**ALL, "email": "olena.petrenko@example.com"})
    client.post("/sign-out")
    User.update(role="operator", rem=factories.make_rem()).execute()
    assert come("olena").location == "/idgov/failure"
    assert "Працівники входять" in client.get("/idgov/failure").page.words()
    assert Session.select().count() == 0


def test_a_cabinet_that_is_being_deleted_is_closed(client: PageClient, come: Come) -> None:
    come("olena")
    client.post("/idgov/cabinet", {**ALL, "email": "olena.petrenko@example.com"})
    client.post("/sign-out")
    User.update(disabled_at=NOW).execute()
    assert come("olena").location == "/idgov/failure"
    assert "Цей кабінет закрито" in client.get("/idgov/failure").page.words()
    assert Session.select().count() == 0


def test_the_unzr_of_somebody_with_another_tax_number_opens_nothing(
    client: PageClient, come: Come, keys: Vault
) -> None:
    user = factories.make_user()
    for kind, number in (("tax", "3034501235"), ("unzr", "19850730-01236")):
        Identity.create(user=user, provider="idgov", subject=f"{kind}:{keys.keyed_hash(number)}")
    assert come("olena").location == "/idgov/failure"
    assert Session.select().count() == 0


def test_a_tax_number_that_came_later_is_kept(client: PageClient, come: Come, keys: Vault) -> None:
    user = factories.make_user()
    Identity.create(user=user, provider="idgov", subject=f"unzr:{keys.keyed_hashes('19810914-04217')[1]}")
    assert come("ivan").location == "/"
    kept = Identity.get(Identity.subject.startswith("tax:"))
    assert keys.decrypt(kept.number) == CITY_FLAT.tax_number
    assert Session.get().user == user


def test_what_happened_is_written_down(client: PageClient, come: Come) -> None:
    come("olena", start="/idgov/sign-in/bankid")
    client.post("/idgov/cabinet", {**ALL, "email": "olena.petrenko@example.com"})
    event = Event.get(Event.name == "registered_by_idgov")
    assert event.details == {"way": "bank_id"}


def test_the_longest_person_fits_into_a_cookie(
    client: PageClient, come: Come, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Browsers drop cookies above 4 kB, and then nobody would know any more who came back."""
    long = dict.fromkeys(("lastname", "givenname", "middlename"), "Щ" + "ї" * 99)
    email = f"{'e' * 64}@{'.'.join(['d' * 60] * 3)}.com"
    fields = {
        **long,
        "drfocode": PETRENKO.tax_number,
        "unzr": "19850730-01236",
        "email": email,
        "phone": ALL["phone"],
    }
    monkeypatch.setitem(people.BY_KEY, "long", people.Citizen("long", "", fields))
    came = come("long", start="/idgov/sign-in/signature?next=/readings?" + "x" * 480)
    sent = client.post("/idgov/cabinet", {**ALL, "email": email.replace("e", "a", 1)})
    assert sent.location == "/idgov/cabinet/code"
    for answer in (came, sent):
        assert len(answer.headers["Set-Cookie"]) < 4093
    client.post("/idgov/cabinet/code", {"code": last_code()})
    assert User.get().surname == long["lastname"]
