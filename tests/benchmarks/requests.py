"""Requests byte by byte, with the headers that a browser sends."""

from __future__ import annotations

BROWSER = (
    "Host: 127.0.0.1\r\n"
    "Connection: keep-alive\r\n"
    "User-Agent: Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Mobile Safari/537.36\r\n"
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8\r\n"
    "Accept-Encoding: gzip, deflate, br, zstd\r\n"
    "Accept-Language: uk-UA,uk;q=0.9,en;q=0.8\r\n"
)
HTMX = "HX-Request: true\r\nHX-Request-Type: partial\r\n"


def get(path: str, cookie: str, headers: str = "") -> bytes:
    """A page."""
    return f"GET {path} HTTP/1.1\r\n{BROWSER}{headers}Cookie: {cookie}\r\n\r\n".encode()


def post(path: str, cookie: str, body: str, headers: str = "") -> bytes:
    """A form that was filled in."""
    return (
        f"POST {path} HTTP/1.1\r\n{BROWSER}{headers}Cookie: {cookie}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body.encode())}\r\n\r\n{body}"
    ).encode()
