"""Password hashes: argon2id, few at a time, and the same work for people that do not exist.

One hash takes 19 MB and some 20 ms. Two at a time in each process make four with the two workers of a machine;
whoever comes next waits for a turn instead of taking more memory.
"""

from __future__ import annotations

import unicodedata
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

PASSES = 2
MEMORY_KIB = 19456
LANES = 1
AT_A_TIME = 2
# In any form: a letter of a password may be typed as four characters. Longer ones are nobody's.
LONGEST = 4 * 128

_hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
_turns = BoundedSemaphore(AT_A_TIME)
# The hash of no password: checking against it takes the time of a real one.
_NOBODYS = f"$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${'A' * 22}${'A' * 43}"


def hash_password(password: str) -> str:
    """What is kept of a password."""
    with _turns:
        return _hasher.hash(_as_bytes(password))


def verify(password: str, kept: str | None) -> bool:
    """Whether this is the password; without a kept hash the same work ends in False."""
    with _turns:
        try:
            _hasher.verify(kept or _NOBODYS, _as_bytes(password))
        except (VerificationError, InvalidHashError):
            return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(kept)


def _as_bytes(password: str) -> bytes:
    """One form for what looks the same on all keyboards; half-characters don't make it fail.

    What is too long for a password keeps its form, which takes the square of its length to find.
    """
    text = unicodedata.normalize("NFC", password) if len(password) <= LONGEST else password
    return text.encode("utf-8", "surrogatepass")
