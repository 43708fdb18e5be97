"""One number among the hundred thousand of a CRL, without making objects of the others."""

from __future__ import annotations

from datetime import datetime

from asn1crypto import crl

from portal.domain.signatures import moments


def revoked_at(entries: bytes, serial: int) -> datetime | None:
    """When the certificate with this number was taken back; None when it was not.

    ``entries`` is the content of revokedCertificates (RFC 5280, 5.1.2.6).

    Raises:
        ValueError: these are no entries.
    """
    width = (serial.bit_length() if serial >= 0 else (-serial - 1).bit_length()) // 8 + 1
    wanted = bytes([2, width]) + serial.to_bytes(width, "big", signed=True)
    place = 0
    while place < len(entries):
        begin, length = _content(entries, place)
        if entries.startswith(wanted, begin):
            one = crl.RevokedCertificate.load(entries[place : begin + length], strict=True)
            return moments.read(one["revocation_date"])
        place = begin + length
    return None


def _content(entries: bytes, place: int) -> tuple[int, int]:
    """(where the content of the SEQUENCE begins, how long it is)."""
    if entries[place] != 0x30 or place + 2 > len(entries):
        raise ValueError("no entry of a CRL")
    length, begin = entries[place + 1], place + 2
    if length >= 0x80:
        more = length & 0x7F
        length, begin = int.from_bytes(entries[begin : begin + more], "big"), begin + more
    if not length or begin + length > len(entries):
        raise ValueError("an entry of a CRL that is cut off")
    return begin, length
