"""The household consumers' cabinet of АТ «Житомиробленерго»."""

from __future__ import annotations

import os

from flask import Flask

from portal.config import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """Make the app: one call per concern."""
    from portal import (
        blueprints,
        cli,
        context,
        errors,
        formatting,
        observability,
        receiving,
        security,
        serving,
        storage,
    )
    from portal.crypto import Vault
    from portal.domain.identity.idgov import provider
    from portal.domain.outages.sources.ztoe_lists import ZtoeLists

    settings = settings or Settings.from_environ(os.environ)
    app = Flask(__name__, static_folder=None)
    app.extensions["portal.settings"] = settings
    app.extensions["portal.storage"] = storage.connect(settings.storage_url)
    app.extensions["portal.vault"] = Vault(settings.encryption_keys)
    app.extensions["portal.address_lists"] = ZtoeLists(settings.outages_ztoe_url, settings.run_dir)

    app.extensions["portal.idgov"] = provider.connect(settings)

    serving.configure(app, settings)
    receiving.init_app(app, settings)
    serving.use_database(app, settings)
    serving.init_extensions(app, settings)
    observability.init_app(app, settings)
    security.init_app(app, settings)
    formatting.init_app(app)
    context.init_app(app, settings, serving.serve_static(app, settings))
    serving.say_what_is_unchanged(app, settings)
    blueprints.register(app)
    errors.init_app(app)
    cli.register(app)
    if settings.is_demo:
        from portal import demo

        demo.register(app)
    return app
