"""Object identifiers: of the Ministry of Justice's order on formats of КЕП (z1399-12), RFC 5280, RFC 5652."""

from __future__ import annotations

_UA = "1.2.804.2.1.1.1.1"
GOST_34311 = f"{_UA}.2.1"
KUPYNA = {f"{_UA}.2.2.{number}": bits for number, bits in ((1, 256), (2, 384), (3, 512))}
SHA = {
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
WEAK_DIGESTS = ("1.3.14.3.2.26", "1.2.840.113549.2.5", "2.16.840.1.101.3.4.2.4")  # SHA-1, MD5, SHA-224

# ДСТУ 4145 in polynomial basis; the identifier of a key says the order of bytes, that of a signature the hash too.
DSTU_LITTLE = f"{_UA}.3.1.1"
DSTU_BIG = f"{_UA}.3.1.1.1.1"
NAMED_CURVE = f"{_UA}.3.1.1.2."
_KUPYNA_BY_NUMBER = {1: f"{_UA}.2.2.1", 2: f"{_UA}.2.2.2", 3: f"{_UA}.2.2.3"}
# The digest of each signature algorithm of ДСТУ 4145, and whether its bytes are the other way round.
# With «Купина» the identifiers are used with and without the .1 of the basis.
DSTU_SIGNATURES: dict[str, tuple[str, bool]] = {
    DSTU_LITTLE: (GOST_34311, False),
    DSTU_BIG: (GOST_34311, True),
    **{f"{_UA}.3.6.{number}": (digest, False) for number, digest in _KUPYNA_BY_NUMBER.items()},
    **{f"{_UA}.3.6.{number}.1": (digest, False) for number, digest in _KUPYNA_BY_NUMBER.items()},
    **{f"{_UA}.3.6.{number}.1.1.1": (digest, True) for number, digest in _KUPYNA_BY_NUMBER.items()},
}
RSA_KEY = "1.2.840.113549.1.1.1"
EC_KEY = "1.2.840.10045.2.1"
P256 = "1.2.840.10045.3.1.7"

# Who a person is: in subjectDirectoryAttributes.
DIRECTORY_ATTRIBUTES = "2.5.29.9"
TAX_NUMBER = "1.2.804.2.1.1.1.11.1.4.1.1"
ORGANISATION_NUMBER = "1.2.804.2.1.1.1.11.1.4.2.1"
REGISTER_NUMBER = "1.2.804.2.1.1.1.11.1.4.11.1"

# Extensions of certificates (RFC 5280).
KEY_USAGE = "2.5.29.15"
BASIC_CONSTRAINTS = "2.5.29.19"
SUBJECT_KEY = "2.5.29.14"
AUTHORITY_KEY = "2.5.29.35"
EXTENDED_KEY_USAGE = "2.5.29.37"
CRL_POINTS = "2.5.29.31"
# May be critical and does not change whether a signature holds: policies, qcStatements, subjectAltName.
HARMLESS = ("2.5.29.32", "1.3.6.1.5.5.7.1.3", "2.5.29.17", "2.5.29.16", DIRECTORY_ATTRIBUTES)
TIME_STAMPING = "1.3.6.1.5.5.7.3.8"
OCSP_SIGNING = "1.3.6.1.5.5.7.3.9"

# Attributes of a CMS (RFC 5652, 5035, 3161).
DATA = "1.2.840.113549.1.7.1"
SIGNED_DATA = "1.2.840.113549.1.7.2"
CONTENT_TYPE = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
SIGNING_TIME = "1.2.840.113549.1.9.5"
SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"
TIME_STAMP_TOKEN = "1.2.840.113549.1.9.16.2.14"
TST_INFO = "1.2.840.113549.1.9.16.1.4"
CADES_REVOCATION_VALUES = "1.2.840.113549.1.9.16.2.24"
ADOBE_REVOCATION = "1.2.840.113583.1.1.8"
