"""DER, however it was wrapped for travelling."""

from __future__ import annotations

import base64
import binascii

from portal.domain.signatures.faults import Unverifiable


def der(content: bytes) -> bytes:
    """The DER of a file that holds it bare, in base64, or in base64 between the lines of PEM.

    Raises:
        Unverifiable: ``unknown_file``.
    """
    if content[:1] == b"\x30":
        return content
    text = b"".join(line for line in content.splitlines() if not line.startswith(b"-----"))
    try:
        found = base64.b64decode(b"".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unverifiable("unknown_file") from error
    if found[:1] != b"\x30":
        raise Unverifiable("unknown_file")
    return found
