"""The web side, a file per area and audience."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Register every blueprint but the demo's."""
    from portal.blueprints import (
        accounts,
        health,
        landing,
        password_reset,
        profile,
        readings,
        registration,
        sign_in,
    )

    for module in (landing, registration, sign_in, password_reset, profile, accounts, readings, health):
        app.register_blueprint(module.bp)
