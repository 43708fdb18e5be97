"""The web side, a file per area and audience."""

from __future__ import annotations

from flask import Flask

from portal.extensions import csrf


def register(app: Flask) -> None:
    """Register every blueprint but the demo's."""
    from portal.blueprints import (
        accounts,
        api,
        files,
        health,
        landing,
        password_reset,
        photos,
        profile,
        pwa,
        readings,
        registration,
        sign_in,
        uploads,
    )

    for module in (
        *(landing, registration, sign_in, password_reset, profile, accounts, photos, readings),
        *(api, uploads, files, pwa, health),
    ):
        app.register_blueprint(module.bp)
    # Their own door checks the token, before the body is read.
    for module in (api, uploads):
        csrf.exempt(module.bp)
    # It changes nothing, and comes from the phone's own sheet for sharing.
    csrf.exempt(pwa.share)
