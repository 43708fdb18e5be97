"""Encryption of personal numbers at rest, and keyed hashes to find them by.

``ENCRYPTION_KEYS`` is a list: the first key encrypts, every one decrypts, so a key is rotated by putting a new
one in front. Equal values are found by a keyed hash; a look-up asks for the hash under every key.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class DecryptionError(ValueError):
    """None of the keys opens the value."""


class Vault:
    """Encrypts, decrypts and hashes with a list of secret keys (text of any length)."""

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise ValueError("at least one key is needed")
        self._hash_keys = [_derive(key, b"portal keyed hash") for key in keys]
        self._fernet = MultiFernet(
            [Fernet(base64.urlsafe_b64encode(_derive(key, b"portal encryption"))) for key in keys]
        )

    def encrypt(self, text: str) -> str:
        return self._fernet.encrypt(text.encode()).decode()

    def decrypt(self, token: str) -> str:
        """Open what :meth:`encrypt` made under any of the keys; :class:`DecryptionError` if none fits."""
        try:
            return self._fernet.decrypt(token.encode()).decode()
        except InvalidToken as error:
            raise DecryptionError("the value was encrypted with a key that is not in the list") from error

    def keyed_hash(self, text: str) -> str:
        """The hash to store: made under the first key."""
        return self.keyed_hashes(text)[0]

    def keyed_hashes(self, text: str) -> list[str]:
        """The hashes to look for: one under each key, so that rows from before a rotation are found."""
        return [hmac.new(key, text.encode(), hashlib.sha256).hexdigest() for key in self._hash_keys]


def _derive(key: str, purpose: bytes) -> bytes:
    return hmac.new(key.encode(), purpose, hashlib.sha256).digest()


def random_ref() -> str:
    """A name for an address that tells nothing: 16 characters, 96 random bits."""
    return secrets.token_urlsafe(12)


def random_token() -> str:
    """A secret that opens something (a session, a link in a mail): 43 characters, 256 random bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is kept of a random token, so that a copy of the database opens nothing."""
    return hashlib.sha256(token.encode()).hexdigest()
