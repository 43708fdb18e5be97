"""Read an answer of the provider without believing anything of it: what type it is, how much of it there is."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import requests

from portal.domain.identity.idgov.failures import AWAY, REFUSED, UNREADABLE, Failed

# An answer with a certificate takes some 10 kB.
LARGEST = 256 * 1024
_BLOCK = 16 * 1024
_ERROR_NAME = re.compile(r"[a-z_]{1,40}")


def bounded(response: requests.Response) -> requests.Response:
    """The same answer with its whole body, if it is JSON and not too large.

    Raises:
        Failed: it is something else: an HTML page with status 200, a way to elsewhere, an endless body.
    """
    status = response.status_code
    if response.is_redirect or 300 <= status < 400:
        raise Failed(AWAY, f"HTTP {status}, which leads elsewhere")
    if status >= 500:
        raise Failed(AWAY, f"HTTP {status}")
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Failed(UNREADABLE, f"HTTP {status}, not JSON by its type")
    if response.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        raise Failed(UNREADABLE, "packed, though not asked for")
    body = bytearray()
    while block := response.raw.read(_BLOCK, decode_content=False):
        body += block
        if len(body) > LARGEST:
            raise Failed(UNREADABLE, f"more than {LARGEST} bytes")
    # What is read from it now is this, and nothing of the line.
    response.raw = io.BytesIO(bytes(body))
    return response


def fields(response: requests.Response) -> dict[str, Any]:
    """The object that an answer holds.

    Raises:
        Failed: it is none, or it says that something is wrong.
    """
    try:
        answer = json.loads(bounded(response).content)
    except (ValueError, RecursionError):
        raise Failed(UNREADABLE, "broken JSON") from None
    if not isinstance(answer, dict):
        raise Failed(UNREADABLE, "JSON, but no object")
    if "error" in answer:
        raise Failed(REFUSED, error_name(answer["error"]))
    if response.status_code != requests.codes.ok:
        raise Failed(REFUSED, f"HTTP {response.status_code}")
    return answer


def error_name(error: object) -> str:
    """The name of an error for the log; what does not look like one may hold anything."""
    return error if isinstance(error, str) and _ERROR_NAME.fullmatch(error) else "an error without a known name"
