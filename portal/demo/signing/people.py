"""Who there is: «Тестовий ЦЗО», an authority below it, who gives time stamps, Іван with a key of each kind."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from portal.demo import people
from portal.demo.signing.certificates import Owner, Wish, issue
from portal.demo.signing.keys import DstuKey, EcKey, Key, RsaKey
from portal.domain.signatures import identifiers as oid
from portal.domain.signatures import trust
from portal.domain.signatures.trust import TrustList

ISSUED = datetime(2026, 11, 1, tzinfo=UTC)
IVAN = people.IVAN.full_name
IVANS_TAX_NUMBER = people.CITY_FLAT.tax_number
_AUTHORITY = {"usages": ("key_cert_sign", "crl_sign"), "is_authority": True}
# By what people may ask for.
KINDS = (
    "dstu",
    "dstu-big",
    "dstu-163",
    "dstu-431",
    "dstu-kupyna-256",
    "dstu-kupyna-384",
    "dstu-kupyna-512",
    "rsa",
    "ec",
)


@cache
def key(kind: str, words: str) -> Key:
    """A key of this kind that belongs to these words."""
    if kind == "rsa":
        return RsaKey(words)
    if kind == "ec":
        return EcKey(words)
    _dstu, _dash, rest = kind.partition("-")
    if rest.startswith("kupyna"):
        return DstuKey(words, digest=next(name for name, bits in oid.KUPYNA.items() if str(bits) in rest))
    return DstuKey(words, m=int(rest) if rest.isdecimal() else 257, is_big_endian=rest == "big")


@cache
def root() -> Owner:
    return issue(Wish("Тестовий ЦЗО", longest_path=1, **_AUTHORITY), key("dstu-431", "root"))  # type: ignore[arg-type]


@cache
def authority() -> Owner:
    wish = Wish("Тестовий надавач", "UA-00000000-2026", longest_path=0, **_AUTHORITY)  # type: ignore[arg-type]
    return issue(wish, key("dstu", "authority"), root())


@cache
def time_authority() -> Owner:
    wish = Wish("Тестовий надавач. TSP-сервер", extended=(oid.TIME_STAMPING,))
    return issue(wish, key("dstu", "time"), authority())


@cache
def ivan(kind: str = "dstu") -> Owner:
    """The demo's person, with a key of this kind (one of :data:`KINDS`)."""
    wish = Wish(IVAN, f"TINUA-{IVANS_TAX_NUMBER}", IVANS_TAX_NUMBER, people.IVANS_UNZR)
    return issue(wish, key(kind, f"ivan {kind}"), authority())


def trust_list() -> TrustList:
    """What trusts them: the authority below the root, as lists of the ЦЗО have it."""
    return trust.of_certificates("demo", ISSUED, [authority().certificate.raw])
