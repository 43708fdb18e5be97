"""People of the desk are made by command or by a supervisor."""

import pytest

from portal.crypto import Vault
from portal.domain.errors import Conflict, Refused
from portal.domain.identity import operators, sessions
from portal.models import Audit, Session, User
from tests import factories
from tests.conftest import NOW
from tests.domain.identity.people import messages

pytestmark = pytest.mark.usefixtures("database")

VAULT = Vault(["a key"])


def add(email: str = "Olena@example.com", rem_name: str | None = "Житомирський РЕМ") -> operators.NewOperator:
    return operators.add(email, "Савчук", "Олена", "Петрівна", rem_name=rem_name, vault=VAULT, actor=None, now=NOW)


def test_an_operator_has_a_rem_a_secret_and_a_link_to_choose_a_password() -> None:
    rem = factories.make_rem()
    made = add()
    user = User.get()
    assert (user.email, user.role, user.rem, user.password_hash) == ("olena@example.com", "operator", rem, None)
    assert VAULT.decrypt(user.totp_secret) == made.secret
    assert made.secret in made.provisioning_uri
    assert messages() == [("reset_password", "olena@example.com")]
    assert Audit.get().action == "operator_added"


def test_without_a_rem_it_is_a_supervisor() -> None:
    assert add(rem_name=None).user.role == "supervisor"


def test_who_is_there_already_stays_as_they_are() -> None:
    factories.make_user("olena@example.com")
    with pytest.raises(Conflict):
        add(rem_name=None)
    assert User.get().role == "consumer"


@pytest.mark.parametrize(("email", "rem"), [("nobody", None), ("olena@example.com", "Київський РЕМ")])
def test_what_does_not_fit_makes_nobody(email: str, rem: str | None) -> None:
    with pytest.raises(Refused):
        add(email, rem)
    assert User.select().count() == 0


def test_a_lost_phone_gets_a_new_secret() -> None:
    first = add(rem_name=None)
    sessions.start(first.user, remembered=False, device="", now=NOW)
    second = operators.renew_secret("OLENA@example.com", vault=VAULT, actor=None, now=NOW)
    assert second.secret != first.secret
    assert VAULT.decrypt(User.get().totp_secret) == second.secret
    assert Session.select().count() == 0, "whoever has the old phone is out"
    assert messages()[-1] == ("codes_renewed", "olena@example.com")
    factories.make_user("maria@example.com")
    for email in ("maria@example.com", "nobody@example.com", "nobody"):
        with pytest.raises(Refused):
            operators.renew_secret(email, vault=VAULT, actor=None, now=NOW)
