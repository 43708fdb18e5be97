"""The demo: made-up people, a mailbox that sends nothing on, and everything started by one command.

Only ``PORTAL_ENV=demo`` registers any of this; production imports nothing from here.
"""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Add the demo's pages and commands to the app."""
    from portal.demo import blueprint, commands

    app.register_blueprint(blueprint.bp)
    commands.register(app)
