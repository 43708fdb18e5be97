"""The answer to a link from a mail that opens nothing."""

from __future__ import annotations

from typing import Any

from flask import Response

from portal.domain.identity import links
from portal.rendering import page


def unopened(template: str, error: links.Unopened, **context: Any) -> Response:
    """What is wrong with the link, and the way on: 404 if it is not ours, 410 if its time is over."""
    is_unknown = isinstance(error, links.LinkUnknown)
    return page(template, 404 if is_unknown else 410, text=str(error), is_unknown=is_unknown, **context)
