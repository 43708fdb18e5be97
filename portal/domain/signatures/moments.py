"""Moments as strangers write them, read into one form: a year that doesn't exist must not meet us later."""

from __future__ import annotations

from datetime import UTC, datetime

from asn1crypto import core


def read(value: core.Asn1Value) -> datetime:
    """The moment of a Time, UTCTime or GeneralizedTime, in UTC.

    Raises:
        ValueError: a year 0, or a clock that is not said (RFC 5280, 4.1.2.5 wants Z).
        OverflowError: beyond the year 9999 once it is in UTC.
    """
    found = value.native
    if not isinstance(found, datetime) or found.tzinfo is None:
        raise ValueError(f"no moment: {found}")
    return found.astimezone(UTC)


def read_any(value: core.Asn1Value) -> datetime | None:
    """The same of one that may be left out."""
    return None if value.native is None else read(value)
