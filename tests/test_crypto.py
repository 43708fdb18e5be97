"""Encryption at rest, with rotation of keys."""

from __future__ import annotations

import pytest

from portal.crypto import DecryptionError, Vault, random_ref, random_token, token_hash


def test_what_was_encrypted_comes_back_and_looks_different_each_time() -> None:
    vault = Vault(["key"])
    first, second = vault.encrypt("3012345678"), vault.encrypt("3012345678")
    assert first != second
    assert "3012345678" not in first
    assert vault.decrypt(first) == vault.decrypt(second) == "3012345678"


def test_an_old_key_still_opens_and_finds() -> None:
    old, rotated = Vault(["old"]), Vault(["new", "old"])
    assert rotated.decrypt(old.encrypt("3012345678")) == "3012345678"
    assert old.keyed_hash("3012345678") in rotated.keyed_hashes("3012345678")
    assert rotated.keyed_hash("3012345678") != old.keyed_hash("3012345678")
    with pytest.raises(DecryptionError):
        old.decrypt(rotated.encrypt("3012345678"))


def test_there_has_to_be_a_key() -> None:
    with pytest.raises(ValueError, match="key"):
        Vault([])


def test_random_names_are_long_and_fit_into_addresses() -> None:
    assert len({random_ref() for _ in range(1000)}) == 1000
    assert all(character.isalnum() or character in "-_" for character in random_ref() + random_token())
    assert len(token_hash(random_token())) == 64
