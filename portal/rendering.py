"""Answers: whole pages, parts of them for htmx, and the way on.

htmx-flask knows the headers of htmx 1 and 2; what version 4 added or renamed is read here and nowhere else.
"""

from __future__ import annotations

from typing import Any, cast

from flask import Response, g, make_response, redirect, render_template, request, url_for
from htmx_flask.requests import HtmxAwareRequest


def wants_fragment() -> bool:
    """Whether htmx asks for a part of a page; a boosted link or a restored history entry wants it whole."""
    htmx = cast(HtmxAwareRequest, request).htmx
    wants_whole = htmx.boosted or htmx.history_restore_request or request.headers.get("HX-Request-Type") == "full"
    return bool(htmx) and not wants_whole


def page(template: str, status: int = 200, **context: Any) -> Response:
    """A whole page. It is personal unless said otherwise, so no cache may keep it."""
    answer = make_response(render_template(template, **context), status)
    answer.vary.add("HX-Request")
    return answer


def shared_page(template: str, **context: Any) -> Response:
    """A page that is the same for everybody, signed in or not: nothing of a person or of a session is in it, so
    that caches may keep it, the one of the worker first of all."""
    g.shared = True
    answer = make_response(render_template(template, shared=True, **context))
    answer.headers["Cache-Control"] = "public, max-age=300"
    return answer


def page_or_partial(page_template: str, partial_template: str, status: int = 200, **context: Any) -> Response:
    """Both live under one address; htmx gets the part."""
    return page(partial_template if wants_fragment() else page_template, status, **context)


def go(endpoint: str, **values: Any) -> Response:
    """Send the browser on to an endpoint after a change."""
    return go_to(url_for(endpoint, **values))


def go_to(url: str) -> Response:
    """Send the browser on to an address of ours: 303, which htmx would follow inside the fragment, so it gets
    the header that makes the whole browser go there."""
    if wants_fragment():
        answer = make_response("", 200)
        answer.headers["HX-Redirect"] = url
        return answer
    return make_response(redirect(url, 303))
