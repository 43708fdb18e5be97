"""The ways that a person may choose among; the provider is told which buttons to show (``auth_type``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal.domain.errors import NotFound
from portal.language import gettext as _
from portal.language import lazy_gettext


@dataclass(frozen=True)
class Way:
    """``slug`` stands in our addresses, ``auth_type`` in theirs."""

    slug: str
    auth_type: str
    label: Any


WAYS = (
    Way("diia", "diia_id", lazy_gettext("Портал Дія")),
    Way("bankid", "bank_id", lazy_gettext("BankID")),
    Way("signature", "dig_sign", lazy_gettext("Електронний підпис")),
)


def find(slug: str) -> Way:
    """The way with this slug.

    Raises:
        NotFound: there is none.
    """
    for way in WAYS:
        if way.slug == slug:
            return way
    raise NotFound


def label(auth_type: str) -> str:
    """What to call the way that the provider says was used; it knows more of them than we have buttons for."""
    found = [way for way in WAYS if way.auth_type == auth_type]
    return str(found[0].label) if found else _("id.gov.ua")
