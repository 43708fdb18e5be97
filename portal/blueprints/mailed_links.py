"""The answer to a link from a mail that opens nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from flask import Response

from portal.domain.identity import links
from portal.rendering import page

P = ParamSpec("P")


def old_links_told(
    template: str, more: Callable[[links.Unopened], dict[str, Any]] | None = None, **context: Any
) -> Callable[[Callable[P, Response]], Callable[P, Response]]:
    """Views that open a link: one that opens nothing is answered by this template, with the way on.

    The status is 404 if the link is not ours, 410 if its time is over. ``more``: what else the template wants.
    """

    def decorate(view: Callable[P, Response]) -> Callable[P, Response]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> Response:
            try:
                return view(*args, **kwargs)
            except links.Unopened as error:
                is_unknown = isinstance(error, links.LinkUnknown)
                told = context | (more(error) if more else {})
                return page(template, 404 if is_unknown else 410, text=str(error), is_unknown=is_unknown, **told)

        return guarded

    return decorate
