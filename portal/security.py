"""Headers that every answer carries (ASVS 5.0, chapter 3). Nothing inline, nothing evaluated, nothing framed."""

from __future__ import annotations

from urllib.parse import urlsplit
from wsgiref.headers import Headers

from flask import Flask, Response, request

from portal.config import Settings
from portal.rendering import wants_fragment

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
# What a browser heeds in a document only. A part of a page that a script fetches comes without: on EDGE these
# 400 bytes are a fifth of the answer to a reading.
DOCUMENT_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    # Flask-WTF checks the Referer of a POST over HTTPS, so it has to reach at least ourselves.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
}


def init_app(app: Flask, settings: Settings) -> None:
    """Add the headers to every answer; HSTS where the portal is reached over HTTPS."""

    @app.after_request
    def harden(answer: Response) -> Response:
        fetched = wants_fragment() and request.headers.get("Sec-Fetch-Dest", "empty") == "empty"
        for name, value in (HEADERS if fetched else {**HEADERS, **DOCUMENT_HEADERS}).items():
            answer.headers.setdefault(name, value)
        if settings.is_https:
            answer.headers.setdefault("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
        if "Cache-Control" not in answer.headers and request.endpoint != "static":
            answer.headers["Cache-Control"] = "no-store"
        return answer


def came_from_us(settings: Settings) -> bool:
    """Whether the browser says that one of our pages sent this request.

    The CSRF token is what decides about changes. This is for the answers to requests without a good one: another
    site may have made the browser send them, and a neighbour on the same domain even with our cookie.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    sender = _origin(request.headers.get("Origin") or request.headers.get("Referer", ""))
    return sender is not None and sender in (_origin(settings.base_url), _origin(request.host_url))


def comes_from_elsewhere(settings: Settings) -> bool:
    """Whether the browser says that another site sent this request; a program that says nothing is no browser."""
    says = request.headers.get("Sec-Fetch-Site") or request.headers.get("Origin")
    return says is not None and not came_from_us(settings)


def _origin(address: str) -> tuple[str, str, int | None] | None:
    try:
        parts = urlsplit(address)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return None
    return (parts.scheme, parts.hostname, port) if parts.hostname else None


def harden_file(headers: Headers, path: str, url: str) -> None:
    """The headers of a static file, which the app itself never sees."""
    for name in ("X-Content-Type-Options", "Cross-Origin-Resource-Policy"):
        headers[name] = HEADERS[name]


def cookie_settings(settings: Settings) -> dict[str, object]:
    """One cookie: signed, for this host alone, never readable by scripts."""
    return {
        "SESSION_COOKIE_NAME": "__Host-portal" if settings.is_https else "portal",
        "SESSION_COOKIE_SECURE": settings.is_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        # Written when it changes, not with every answer: 300 bytes on EDGE are noticed.
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PERMANENT_SESSION_LIFETIME": 90 * 24 * 3600,
    }
