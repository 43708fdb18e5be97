"""One-time codes of the desk."""

from datetime import timedelta

import pyotp
import pytest
from peewee import Database

from portal.crypto import Vault
from portal.domain.errors import Refused
from portal.domain.identity import codes
from portal.models import Audit, TotpUse, User
from tests import factories
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("database")

VAULT = Vault(["a key"])
SECRET = "MRSW23ZNN5YGK4TBORXXELLPNZWHSLLB"


@pytest.fixture
def operator(database: Database) -> User:
    return factories.make_user(role="operator", rem=factories.make_rem(), totp_secret=VAULT.encrypt(SECRET))


def code(seconds: int = 0) -> str:
    return pyotp.TOTP(SECRET).at(int(NOW.timestamp()) + seconds)


@pytest.mark.parametrize("seconds", [-30, 0, 30])
def test_the_code_of_now_and_its_neighbours_open(operator: User, seconds: int) -> None:
    codes.check(operator, code(seconds), vault=VAULT, now=NOW)
    assert TotpUse.select().count() == 1
    assert Audit.get().action == "signed_in_at_desk"


def test_spaces_in_a_code_are_no_mistake(operator: User) -> None:
    codes.check(operator, f" {code()[:3]} {code()[3:]} ", vault=VAULT, now=NOW)


@pytest.mark.parametrize("typed", [code(-90), code(90), "", "000", "abcdef", "\ud800", "١٢٣٤٥٦", "0" * 1000])
def test_any_other_code_does_not(operator: User, typed: str) -> None:
    with pytest.raises(Refused) as refused:
        codes.check(operator, typed, vault=VAULT, now=NOW)
    assert set(refused.value.fields) == {"code"}
    assert Audit.select().count() == 0


def test_a_code_opens_once(operator: User) -> None:
    codes.check(operator, code(), vault=VAULT, now=NOW)
    with pytest.raises(Refused):
        codes.check(operator, code(), vault=VAULT, now=NOW + timedelta(seconds=1))
    codes.check(operator, code(30), vault=VAULT, now=NOW + timedelta(seconds=30))


def test_who_has_no_secret_has_no_code() -> None:
    operator = factories.make_user(role="supervisor")
    with pytest.raises(Refused):
        codes.check(operator, "000000", vault=VAULT, now=NOW)


def test_the_app_reads_whose_code_it_is(operator: User) -> None:
    secret = codes.new_secret()
    assert len(secret) == 32
    assert codes.provisioning_uri(operator, secret).startswith("otpauth://totp/")
