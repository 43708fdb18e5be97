"""The web side, a file per area and audience."""

from __future__ import annotations

from flask import Flask

from portal.extensions import csrf


def register(app: Flask) -> None:
    """Register every blueprint but the demo's."""
    from portal.blueprints import (
        accounts,
        api,
        desk,
        documents,
        files,
        handouts,
        health,
        idgov,
        idgov_cabinet,
        idgov_profile,
        landing,
        leaving,
        metering,
        order_drafts,
        orders,
        outage_places,
        outages,
        password_reset,
        photos,
        profile,
        pwa,
        readings,
        registration,
        reminders,
        services,
        sign_in,
        uploads,
    )

    for module in (
        *(landing, registration, sign_in, password_reset, profile, leaving, accounts),
        *(photos, readings, reminders),
        *(idgov, idgov_cabinet, idgov_profile),
        *(handouts, desk),
        *(services, order_drafts, orders, documents),
        *(outages, outage_places, metering),
        *(api, uploads, files, pwa, health),
    ):
        app.register_blueprint(module.bp)
    # Their own door checks the token, before the body is read.
    for module in (api, uploads):
        csrf.exempt(module.bp)
    # It changes nothing, and comes from the phone's own sheet for sharing.
    csrf.exempt(pwa.share)
    # Mail programs post it, knowing nothing but the link.
    csrf.exempt(outages.stop)
    csrf.exempt(reminders.stop)
