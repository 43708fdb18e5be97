"""Personal numbers in what was filled in: encrypted at rest, opened to be checked or printed, shown masked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal.crypto import DecryptionError, Vault
from portal.domain import identifiers

_SEALED = "sealed"


def seal(text: str, vault: Vault) -> dict[str, str]:
    return {_SEALED: vault.encrypt(text)}


def is_sealed(value: Any) -> bool:
    return isinstance(value, dict) and _SEALED in value


def unseal(value: Any, vault: Vault) -> Any:
    """What was sealed, in the open; anything else as it is. Raises DecryptionError for want of its key."""
    return vault.decrypt(value[_SEALED]) if is_sealed(value) else value


def opened(filled: Mapping[str, Any], vault: Vault) -> dict[str, Any]:
    """All of it in the open, to be checked; what no key opens any more is as if it was never filled in."""
    return {name: _or_nothing(value, vault) for name, value in filled.items()}


def masks(filled: Mapping[str, Any], vault: Vault) -> dict[str, str]:
    """How the sealed values are shown, by name."""
    shown = {name: str(_or_nothing(value, vault)) for name, value in filled.items() if is_sealed(value)}
    return {name: identifiers.masked(text) for name, text in shown.items() if text}


def _or_nothing(value: Any, vault: Vault) -> Any:
    try:
        return unseal(value, vault)
    except DecryptionError:
        return ""
