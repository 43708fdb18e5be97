"""E-mail and password at the door."""

import pytest
from peewee import Database

from portal.domain.errors import Refused
from portal.domain.identity import passwords, sign_in
from portal.models import User
from tests import factories
from tests.domain.identity.people import PASSWORD

pytestmark = pytest.mark.usefixtures("database")

OUTDATED = "$argon2id$v=19$m=8192,t=1,p=1$"


@pytest.fixture
def maria(database: Database) -> User:
    return factories.make_user("maria@example.com", password_hash=passwords.hash_password(PASSWORD))


@pytest.mark.parametrize("typed", ["maria@example.com", "  MARIA@Example.COM "])
def test_the_right_password_opens(maria: User, typed: str) -> None:
    assert sign_in.check(typed, PASSWORD) == maria


@pytest.mark.usefixtures("maria")
@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("maria@example.com", "wrong"),
        ("nobody@example.com", PASSWORD),
        ("", ""),
        ("no address", PASSWORD),
        ("maria@example.com\x00", PASSWORD),
        ("maria@example.com", PASSWORD + "\x00"),
        ("maria@example.com", "\ud800"),
        ("maria@example.com", "x" * 100_000),
        ("' OR 1=1 --", "😀"),
    ],
)
def test_one_answer_for_all_that_is_wrong(email: str, password: str, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str | None] = []
    verify = passwords.verify
    monkeypatch.setattr(passwords, "verify", lambda password, kept: checked.append(kept) or verify(password, kept))
    with pytest.raises(Refused) as refused:
        sign_in.check(email, password)
    assert (refused.value.code, refused.value.fields) == ("wrong", {})
    assert str(refused.value) == "Пошта або пароль не підходять. Перевірте обидва й спробуйте ще раз."
    assert len(checked) == 1, "the same work for somebody and for nobody"


def test_an_unconfirmed_person_learns_it_only_with_the_right_password() -> None:
    factories.make_user("maria@example.com", password_hash=passwords.hash_password(PASSWORD), confirmed_at=None)
    with pytest.raises(sign_in.Unconfirmed):
        sign_in.check("maria@example.com", PASSWORD)
    with pytest.raises(Refused) as refused:
        sign_in.check("maria@example.com", "wrong")
    assert refused.value.code == "wrong"


def test_without_a_password_nobody_gets_in() -> None:
    factories.make_user("maria@example.com", password_hash=None)
    with pytest.raises(Refused):
        sign_in.check("maria@example.com", "")


def test_a_hash_with_old_parameters_is_made_anew(maria: User, monkeypatch: pytest.MonkeyPatch) -> None:
    from argon2 import PasswordHasher

    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD.encode())
    assert old.startswith(OUTDATED)
    User.update(password_hash=old).execute()
    sign_in.check("maria@example.com", PASSWORD)
    assert not passwords.is_outdated(User.get().password_hash)
    assert sign_in.check("maria@example.com", PASSWORD) == maria


def test_a_fresh_password_is_asked_for_what_matters(maria: User) -> None:
    sign_in.refuse_wrong_password(maria, PASSWORD)
    with pytest.raises(Refused) as refused:
        sign_in.refuse_wrong_password(maria, "wrong")
    assert set(refused.value.fields) == {"current_password"}
