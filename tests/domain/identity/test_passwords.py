"""Hashes: argon2id with our parameters, the same work for nobody, one form of each letter."""

import time
import unicodedata

import pytest

from portal.domain.identity import passwords


def test_a_hash_opens_for_its_password_alone() -> None:
    kept = passwords.hash_password("svitlo-u-khati")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.verify("svitlo-u-khati", kept)
    assert not passwords.verify("svitlo-u-khatI", kept)
    assert not passwords.is_outdated(kept)


def test_the_same_letters_in_another_form_are_the_same_password() -> None:
    kept = passwords.hash_password(unicodedata.normalize("NFD", "їжак і йод над Ґанком"))
    assert passwords.verify(unicodedata.normalize("NFC", "їжак і йод над Ґанком"), kept)


def test_nobody_costs_what_somebody_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []

    class Counting:
        def verify(self, kept: str, password: bytes) -> bool:
            checked.append(kept)
            return passwords_hasher.verify(kept, password)

    passwords_hasher = passwords._hasher
    monkeypatch.setattr(passwords, "_hasher", Counting())
    assert not passwords.verify("svitlo-u-khati", None)
    assert len(checked) == 1
    assert checked[0].startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize("kept", ["", "plain", "$argon2id$broken"])
def test_what_is_no_hash_opens_for_nothing(kept: str) -> None:
    assert not passwords.verify("svitlo-u-khati", kept)


def test_a_heap_of_marks_is_only_wrong_and_at_once() -> None:
    began = time.process_time()
    assert not passwords.verify("a" + "\u0301\u0316" * 100_000, passwords.hash_password("svitlo-u-khati"))
    assert time.process_time() - began < 2


def test_half_characters_are_only_wrong() -> None:
    assert not passwords.verify("\ud800svitlo", passwords.hash_password("svitlo-u-khati"))


def test_a_hash_with_other_parameters_is_outdated() -> None:
    assert passwords.is_outdated("$argon2id$v=19$m=8192,t=1,p=1$" + "A" * 22 + "$" + "A" * 43)
