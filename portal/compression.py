"""Compression of answers made on the fly; static files are compressed ahead."""

from __future__ import annotations

from flask import Response
from flask_compress import Compress


class CompressErrorsToo(Compress):
    """flask-compress leaves errors as they are, but here an error is often a form with what was typed in it."""

    def after_request(self, response: Response | None) -> Response:
        if response is None or response.status_code < 400:
            return super().after_request(response)
        status = response.status_code
        response.status_code = 200
        compressed = super().after_request(response)
        compressed.status_code = status
        return compressed
